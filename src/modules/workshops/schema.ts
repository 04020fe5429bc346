import * as v from 'valibot';
import { objectives } from '#algorithms/allocation/problem.ts';
import { choice, line, prose, reference, required, whole } from '#platform/form.ts';

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

const wish = v.pipe(
	v.optional(v.string(), ''),
	v.transform((text) => text.trim()),
	v.regex(/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/, 'unknownWorkshop'),
);

/** Ranked wishes: wish1 is the best; gaps close up. */
export const wishes = v.pipe(
	v.object({ wish1: wish, wish2: wish, wish3: wish, wish4: wish, wish5: wish }),
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

export const move = v.object({
	place: v.pipe(v.string('personGone'), v.uuid('personGone')),
	workshop: v.pipe(v.optional(v.string(), ''), v.regex(/^([0-9a-f-]{36})?$/, 'unknownWorkshop')),
});

export const rule = v.object({
	place: v.pipe(v.string('personGone'), v.uuid('personGone')),
	workshop: v.pipe(v.string('unknownWorkshop'), v.uuid('unknownWorkshop')),
	kind: choice(['fixed', 'forbidden', 'none'], 'unknownWorkshop'),
});
