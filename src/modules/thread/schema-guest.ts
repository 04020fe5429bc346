import * as v from 'valibot';
import { professions } from '#modules/organisations/rules.ts';
import { choice, day, email, id, isAddress, line, personName, required, tick, whole } from '#platform/form.ts';
import { fromParts } from '#platform/time/time.ts';

const someDay = v.pipe(day, v.minLength(1, 'dayWrong'));
const time = v.pipe(
	line(12),
	v.check((text) => fromParts('1', '1', '2000', text) !== undefined, 'timeWrong'),
);
const moment = (date: string, clock: string) => {
	const [year = '', month = '', of = ''] = date.split('-');
	return fromParts(of, month, year, clock) as Date;
};

/** A conference that takes guests. There is no field for what it is about, and there must not be one. */
export const slot = v.pipe(
	v.object({
		key: id('unknownChoice'),
		host: required('hostMissing', 160),
		day: someDay,
		start: time,
		end: time,
		place: required('placeMissing', 200),
		seats: whole('seatsWrong', 1, 20),
		closes: someDay,
		deciderName: line(160),
		deciderEmail: v.pipe(
			line(254),
			v.toLowerCase(),
			v.check((text) => text === '' || isAddress(text), 'emailWrong'),
		),
	}),
	v.forward(
		v.partialCheck(
			[['day'], ['start'], ['end']],
			(input) => moment(input.day, input.end) > moment(input.day, input.start),
			'endBeforeStart',
		),
		['end'],
	),
	v.forward(
		v.partialCheck([['day'], ['closes']], (input) => input.closes <= input.day, 'closesTooLate'),
		['closes'],
	),
	v.forward(
		v.partialCheck([['deciderName'], ['deciderEmail']], (input) => input.deciderEmail === '' || input.deciderName !== '', 'deciderMissing'),
		['deciderName'],
	),
	v.transform(({ day: on, start, end, closes, ...rest }) => {
		const [startsAt, endsAt] = [moment(on, start), moment(on, end)];
		// To the end of that day, and on the day itself until it begins.
		return { ...rest, startsAt, endsAt, closesAt: closes === on ? startsAt : new Date(moment(closes, '23:59').getTime() + 59_000) };
	}),
);

export type SlotInput = v.InferOutput<typeof slot>;

/** Somebody asks for a guest seat: who they are and where they work, and nothing else. */
export const request = v.object({
	key: id('unknownChoice'),
	name: personName('nameMissing'),
	email: email('emailWrong'),
	organisation: required('organisationMissing', 160),
	profession: choice(professions, 'professionMissing'),
	/** Keeps to themselves what they will hear. */
	discreet: v.pipe(tick, v.literal(true, 'discreetMissing')),
});

export type RequestInput = v.InferOutput<typeof request>;

/** A request that is granted or declined. */
export const decision = v.object({ request: id('unknownChoice'), decision: choice(['granted', 'declined'], 'unknownChoice') });

export type DecisionInput = v.InferOutput<typeof decision>;

/** A slot that is called off. */
export const slotOff = v.object({ slot: id('unknownChoice') });
