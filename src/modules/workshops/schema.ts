import * as v from 'valibot';
import { objectives } from '#algorithms/allocation/problem.ts';
import { professions } from '#modules/organisations/rules.ts';
import { choice, id, line, prose, reference, required, whole } from '#platform/form.ts';
import { MOST_WISHES } from './rules.ts';

const PHASES = ['phase1', 'phase2', 'phase3', 'phase4', 'phase5', 'phase6', 'phase7', 'phase8', 'phase9'] as const;

/** Names of the fields that say in which phases a workshop runs, one for each phase of the programme. */
export const phaseFields: readonly string[] = PHASES;

export const workshop = v.pipe(
	v.object({
		title: required('titleMissing', 200),
		description: prose(4000),
		topic: line(100),
		leader: reference,
		room: line(80),
		capacity: whole('capacityWrong', 0, 10_000),
		minimum: v.pipe(
			line(9),
			v.regex(/^\d{0,5}$/, 'minimumWrong'),
			v.transform((text) => Number(text || '0')),
			v.maxValue(10_000, 'minimumWrong'),
		),
		...(Object.fromEntries(PHASES.map((name) => [name, reference])) as Record<(typeof PHASES)[number], typeof reference>),
	}),
	v.forward(
		v.partialCheck([['capacity'], ['minimum']], ({ capacity, minimum }) => minimum <= capacity || capacity === 0, 'minimumAboveCapacity'),
		['minimum'],
	),
	v.transform(({ title, description, topic, leader, room, capacity, minimum, ...phases }) => ({
		title,
		description,
		topic,
		leader,
		room,
		capacity,
		minimum,
		phases: [...new Set(PHASES.flatMap((name) => phases[name] ?? []))],
	})),
);

export type WorkshopInput = v.InferOutput<typeof workshop>;

/** An id, or nothing. */
const maybe = v.optional(v.union([v.literal(''), id('unknownWorkshop')], 'unknownWorkshop'), '');

const WISHES = Array.from({ length: MOST_WISHES }, (_, at) => `wish${at + 1}`);

/** Ranked wishes: wish1 is the best; gaps close up. */
export const wishes = v.pipe(
	v.object(Object.fromEntries(WISHES.map((name) => [name, maybe]))),
	v.transform((all) => WISHES.flatMap((name) => all[name] || [])),
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
	/** The phase of the programme; empty = workshops that are not planned yet. */
	phase: reference,
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

export const quota = v.object({
	/** Empty = each of them. */
	workshop: maybe,
	profession: choice(professions, 'unknownChoice'),
	maximum: whole('capacityWrong', 0, 10_000),
});

export type QuotaInput = v.InferOutput<typeof quota>;

export const bond = v.object({
	one: id('personMissing'),
	other: id('personMissing'),
	kind: choice(['together', 'apart'], 'unknownChoice'),
});

export const removedQuota = v.object({ quota: id('ruleGone') });

export const removedPair = v.object({ one: id('ruleGone'), other: id('ruleGone') });

const takes = ['open', 'always', 'never'] as const;

/** What is thought of or decided about workshops, by their place in the list: seats0, takes0, every0, was0, seats1, … */
export const imagined = (workshops: number) =>
	v.pipe(
		v.object(
			Object.fromEntries(
				Array.from({ length: workshops }, (_, at) => [
					[`workshop${at}`, maybe],
					[`seats${at}`, whole('capacityWrong', 0, 10_000)],
					[`takes${at}`, choice(takes, 'unknownChoice')],
					[`every${at}`, line(9)],
					[`was${at}`, line(40)],
				]).flat(),
			),
		),
		v.transform((all) =>
			Array.from({ length: workshops }, (_, at) => ({
				workshop: String(all[`workshop${at}`]),
				seats: Number(all[`seats${at}`]),
				takes: all[`takes${at}`] as (typeof takes)[number],
				everyRound: all[`every${at}`] !== '',
				/** What the page showed as decided. */
				was: String(all[`was${at}`]),
			})),
		),
		v.check(
			(all) => new Set(all.map(({ workshop }) => workshop)).size === all.length || all.every(({ workshop }) => workshop === ''),
			'unknownChoice',
		),
	);

/** What is said with a new version of the programme. */
export const releaseNote = v.object({ note: prose(2000), seen: v.optional(v.string(), '') });
