import * as v from 'valibot';
import { professions } from '#modules/organisations/rules.ts';
import { choice, email, isId, line, personName, prose, reference, required, tick, whole } from '#platform/form.ts';
import { fromParts } from '#platform/time/time.ts';
import { placeStates } from './rules.ts';

const details = {
	name: personName('nameMissing'),
	organisation: required('organisationMissing', 200),
	function: line(160),
	profession: choice(professions, 'professionMissing'),
	area: reference,
	dietary: prose(500),
	access: prose(500),
	consentList: tick,
	consentContact: tick,
	consentPhoto: tick,
};

const key = v.pipe(
	v.optional(v.string(), ''),
	v.transform((text) => (isId(text) ? text : null)),
);

/** What somebody says who registers. */
export const registration = v.object({ ...details, email: email('emailMissing'), key });

export type RegistrationInput = v.InferOutput<typeof registration>;

/** What somebody may change later by the personal link: everything but the address. */
export const personal = v.object(details);

export type PersonalInput = v.InferOutput<typeof personal>;

const day = (prefix: string) => ({
	[`${prefix}Day`]: line(4),
	[`${prefix}Month`]: line(4),
	[`${prefix}Year`]: line(6),
	[`${prefix}Time`]: line(12),
});

/** How many places a meeting has, and when they can be booked. */
export const offer = v.pipe(
	v.object({ capacity: whole('capacityWrong', 1, 100_000), ...day('opens'), ...day('closes') } as {
		capacity: ReturnType<typeof whole>;
	} & Record<string, ReturnType<typeof line>>),
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const value = dataset.value as { capacity: number } & Record<string, string>;
		const read = (prefix: string) =>
			fromParts(
				value[`${prefix}Day`] ?? '',
				value[`${prefix}Month`] ?? '',
				value[`${prefix}Year`] ?? '',
				value[`${prefix}Time`] || '00:00',
			);
		const wrong = (message: string, name: string) =>
			addIssue({ message, path: [{ type: 'object', origin: 'value', input: dataset.value, key: name, value: value[name] }] });
		const opensAt = read('opens');
		const closesAt = read('closes');
		if (!opensAt) wrong('windowWrong', 'opensDay');
		if (!closesAt) wrong('windowWrong', 'closesDay');
		if (!opensAt || !closesAt) return NEVER;
		if (closesAt <= opensAt) wrong('closesBeforeOpens', 'closesDay');
		return { capacity: value.capacity, opensAt, closesAt };
	}),
);

export type OfferInput = v.InferOutput<typeof offer>;

/** How the coordinator narrows the list of people; anything odd in the address counts as no filter. */
export const filter = v.object({
	search: v.fallback(line(100), ''),
	state: v.fallback(v.optional(v.picklist(placeStates)), undefined),
	profession: v.fallback(v.optional(v.picklist(professions)), undefined),
});

export type PlaceFilter = v.InferOutput<typeof filter>;
