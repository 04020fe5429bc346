import * as v from 'valibot';
import { professions } from '#modules/organisations/rules.ts';
import { choice, email, isId, line, personName, prose, reference, required, tick, whole } from '#platform/form.ts';
import { fromParts } from '#platform/time/time.ts';
import { placeStates } from './rules.ts';

const consents = { consentList: tick, consentContact: tick, consentPhoto: tick, consentMet: tick };

/** What somebody allows. */
export const allowed = v.object(consents);

export type ConsentsInput = v.InferOutput<typeof allowed>;

const details = {
	name: personName('nameMissing'),
	organisation: required('organisationMissing', 200),
	function: line(160),
	profession: choice(professions, 'professionMissing'),
	area: reference,
	dietary: prose(500),
	access: prose(500),
	...consents,
};

/** What tells one sending of a form from another. */
export const key = v.pipe(
	v.optional(v.string(), ''),
	v.transform((text) => (isId(text) ? text : null)),
);

/** What somebody says who registers. */
export const registration = v.object({ ...details, email: email('emailMissing'), key });

export type RegistrationInput = v.InferOutput<typeof registration>;

/** What somebody may change later by the personal link: everything but the address. */
export const personal = v.object(details);

export type PersonalInput = v.InferOutput<typeof personal>;

type Day = { day: string; month: string; year: string; time: string };

const read = ({ day, month, year, time }: Day) => fromParts(day, month, year, time || '00:00');
const opens = (raw: { opensDay: string; opensMonth: string; opensYear: string; opensTime: string }) =>
	read({ day: raw.opensDay, month: raw.opensMonth, year: raw.opensYear, time: raw.opensTime });
const closes = (raw: { closesDay: string; closesMonth: string; closesYear: string; closesTime: string }) =>
	read({ day: raw.closesDay, month: raw.closesMonth, year: raw.closesYear, time: raw.closesTime });
const opensFields = [['opensDay'], ['opensMonth'], ['opensYear'], ['opensTime']] as const;
const closesFields = [['closesDay'], ['closesMonth'], ['closesYear'], ['closesTime']] as const;

/** How many places a meeting has, and when they can be booked. Each check runs as soon as its own fields can be read. */
export const offer = v.pipe(
	v.object({
		capacity: whole('capacityWrong', 1, 100_000),
		opensDay: line(4),
		opensMonth: line(4),
		opensYear: line(6),
		opensTime: line(12),
		closesDay: line(4),
		closesMonth: line(4),
		closesYear: line(6),
		closesTime: line(12),
	}),
	v.forward(
		v.partialCheck(opensFields, (raw) => opens(raw) !== undefined, 'windowWrong'),
		['opensDay'],
	),
	v.forward(
		v.partialCheck(closesFields, (raw) => closes(raw) !== undefined, 'windowWrong'),
		['closesDay'],
	),
	v.forward(
		v.partialCheck(
			[...opensFields, ...closesFields],
			(raw) => {
				const [opensAt, closesAt] = [opens(raw), closes(raw)];
				return !opensAt || !closesAt || closesAt > opensAt;
			},
			'closesBeforeOpens',
		),
		['closesDay'],
	),
	v.transform((raw) => ({ capacity: raw.capacity, opensAt: opens(raw) as Date, closesAt: closes(raw) as Date })),
);

export type OfferInput = v.InferOutput<typeof offer>;

const release = (raw: { releaseDay: string; releaseMonth: string; releaseYear: string }) =>
	fromParts(raw.releaseDay, raw.releaseMonth, raw.releaseYear, '00:00');

/** Places kept for a group until the beginning of a day. */
export const reservation = v.pipe(
	v.object({
		forProfession: v.optional(v.picklist(['', ...professions], 'unknownChoice'), ''),
		forArea: reference,
		seats: whole('seatsWrong', 1, 100_000),
		releaseDay: line(4),
		releaseMonth: line(4),
		releaseYear: line(6),
	}),
	v.forward(
		v.partialCheck([['releaseDay'], ['releaseMonth'], ['releaseYear']], (raw) => release(raw) !== undefined, 'windowWrong'),
		['releaseDay'],
	),
	v.forward(
		v.partialCheck([['forProfession'], ['forArea']], (raw) => Boolean(raw.forProfession || raw.forArea), 'groupMissing'),
		['forProfession'],
	),
	v.transform(({ forProfession, forArea, seats, ...day }) => ({
		forProfession: forProfession || null,
		forArea,
		seats,
		releaseAt: release(day) as Date,
	})),
);

export type ReservationInput = v.InferOutput<typeof reservation>;

/** How the coordinator narrows the list of people; anything odd in the address counts as no filter. */
export const filter = v.object({
	search: v.fallback(line(100), ''),
	state: v.fallback(v.optional(v.picklist(placeStates)), undefined),
	profession: v.fallback(v.optional(v.picklist(professions)), undefined),
	/** Only who is there, or who is missing. */
	arrived: v.fallback(v.optional(v.picklist(['yes', 'no'])), undefined),
});

export type PlaceFilter = v.InferOutput<typeof filter>;
