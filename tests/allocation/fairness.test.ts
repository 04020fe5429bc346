// Equal people have equal chances over seeds: a chi-square test for each made-up meeting. The level of error is 10⁻⁷ for each of
// them; seeds are fixed, so that the test says the same on every run.
import { expect, test } from 'vitest';
import { allocate } from '#algorithms/allocation/allocate.ts';
import { type Problem, readProblem } from '#algorithms/allocation/problem.ts';

const SEEDS = 3000;

/** The standard normal quantile for 1 - 10⁻⁷. */
const Z = 5.2;

/** What a chi-square value passes with the chance of the level only (Wilson and Hilferty 1931). */
const critical = (degrees: number) => degrees * (1 - 2 / (9 * degrees) + Z * Math.sqrt(2 / (9 * degrees))) ** 3;

const people = (count: number, rest: Omit<Problem['participants'][number], 'id'>, name = (at: number) => `p${at}`) =>
	Array.from({ length: count }, (_, at) => ({ id: name(at), ...rest }));

/** Ids as the database makes them: long, and alike at the beginning. */
const uuid = (at: number) => `7f0c2c1e-4b7a-4f7e-9d53-${(at * 0x1f3d5b79).toString(16).padStart(12, '0').slice(-12)}`;

const meetings: Record<string, { problem: Omit<Problem, 'seed'>; equal: (id: string) => boolean }> = {
	'one workshop, five seats, twelve people': {
		problem: { workshops: [{ id: 'w', capacity: 5 }], participants: people(12, { wishes: ['w'] }) },
		equal: () => true,
	},
	'ids as a database makes them': {
		problem: { workshops: [{ id: 'w', capacity: 3 }], participants: people(10, { wishes: ['w'] }, uuid) },
		equal: () => true,
	},
	'five workshops, everyone wants the same order': {
		problem: {
			workshops: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, capacity: 3 })),
			participants: people(15, { wishes: ['a', 'b', 'c', 'd', 'e'] }),
			objective: 'rankMaximal',
		},
		equal: () => true,
	},
	'two rounds, two different ones each': {
		problem: {
			rounds: 2,
			workshops: ['a', 'b', 'c'].map((id) => ({ id, capacity: 2 })),
			participants: people(6, { wishes: ['a', 'b', 'c'] }),
		},
		equal: () => true,
	},
	'a minimum, a quota and people who wish something else beside the equal ones': {
		problem: {
			workshops: [
				{ id: 'a', capacity: 4, minimum: 3 },
				{ id: 'b', capacity: 5, minimum: 2 },
				{ id: 'c', capacity: 9 },
			],
			participants: [
				...people(8, { wishes: ['a', 'b'], group: 'g' }),
				...people(3, { wishes: ['b', ['a', 'c']], group: 'h' }, (at) => `q${at}`),
			],
			quotas: [{ workshop: 'a', group: 'g', maximum: 3 }],
		},
		equal: (id) => id.startsWith('p'),
	},
};

test.each(Object.keys(meetings))('equal people have equal chances: %s', (name) => {
	const { problem, equal } = meetings[name] as (typeof meetings)[string];
	const ids = problem.participants.map(({ id }) => id).filter(equal);
	// How often each of them gets what: places by rank, and none.
	const counts = new Map<string, Map<string, number>>();
	for (let seed = 0; seed < SEEDS; seed++) {
		const { placements, unplaced } = allocate(readProblem({ ...problem, seed })).allocation;
		const got = [
			...placements.map(({ participant, rank }) => ({ participant, what: `rank ${rank}` })),
			...unplaced.map(({ participant }) => ({ participant, what: 'none' })),
		];
		for (const { participant, what } of got) {
			if (!equal(participant)) continue;
			const row = counts.get(what) ?? counts.set(what, new Map()).get(what);
			row?.set(participant, (row.get(participant) ?? 0) + 1);
		}
	}
	const judged = [...counts].flatMap(([what, row]) => {
		const each = ids.map((id) => row.get(id) ?? 0);
		const mean = each.reduce((sum, count) => sum + count, 0) / ids.length;
		const share = mean / SEEDS;
		// Who gets a seat takes it from the others: counts vary less than if they were independent.
		const variance = (mean * Math.max(1 - share, 0) * ids.length) / (ids.length - 1);
		const value = each.reduce((sum, count) => sum + (count - mean) ** 2, 0) / variance;
		return variance > 0 ? [{ what, value, isFair: value < critical(ids.length - 1) }] : [];
	});
	expect(judged.length).toBeGreaterThan(0);
	expect(judged.filter(({ isFair }) => !isFair)).toEqual([]);
});
