import * as v from 'valibot';
import { objectives } from '#algorithms/allocation/problem.ts';
import { choice, id, line, prose, reference, required, whole } from '#platform/form.ts';

export const workshop = v.object({
	title: required('titleMissing', 200),
	description: prose(4000),
	topic: line(100),
	leader: reference,
	room: line(80),
	capacity: whole('capacityWrong', 0, 10_000),
	agendaItem: reference,
});

export type WorkshopInput = v.InferOutput<typeof workshop>;

/** An id, or nothing. */
const maybe = v.optional(v.union([v.literal(''), id('unknownWorkshop')], 'unknownWorkshop'), '');

/** Ranked wishes: wish1 is the best; gaps close up. */
export const wishes = v.pipe(
	v.object({ wish1: maybe, wish2: maybe, wish3: maybe, wish4: maybe, wish5: maybe }),
	v.transform((all) => [all.wish1, all.wish2, all.wish3, all.wish4, all.wish5].filter((id) => id !== '')),
	v.check((list) => new Set(list).size === list.length, 'wishTwice'),
);

export const distribution = v.object({
	objective: choice(objectives, 'objectiveMissing'),
	/** Empty = a new draw. */
	seed: v.pipe(
		line(9),
		v.regex(/^\d{0,9}$/, 'seedWrong'),
		v.transform((text) => (text === '' ? undefined : Number(text))),
	),
});

export const publication = v.object({ draft: id('noDraft') });

export const move = v.object({
	place: id('personGone'),
	workshop: maybe,
	/** Whoever changes seats with them; empty = nobody. */
	exchange: maybe,
});

export const firm = v.object({ place: id('personGone'), workshop: id('unknownWorkshop') });

export const rule = v.object({
	place: id('personGone'),
	workshop: id('unknownWorkshop'),
	kind: choice(['fixed', 'forbidden', 'none'], 'unknownWorkshop'),
});
