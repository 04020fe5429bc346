import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { designOf } from './construct.ts';
import { costOf, faultsOf, judge, returnsIn } from './judge.ts';
import { mix, mixing } from './mix.ts';
import { InvalidMixing, type Mixing, type ReadMixing, type Rounds, readMixing } from './problem.ts';

const clock = { now: () => 0 };
const ids = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`);
const people = (count: number) => ids(count).map((id) => ({ id }));
const tables = (count: number, size: number) => new Array<number>(count).fill(size);

/** Small problems of every shape: unequal tables, empty chairs, hosts, people who come late or leave, past rounds, plans to keep. */
const problems = (most: number): fc.Arbitrary<Mixing> =>
	fc.record({ count: fc.integer({ min: 1, max: most }), rounds: fc.integer({ min: 1, max: 2 }) }).chain(({ count, rounds }) => {
		const names = ids(count);
		const value = fc.constantFrom('a', 'b', 'c');
		const attributes = fc.record({ organisation: value, profession: value, municipality: value, mood: value }, { requiredKeys: [] });
		const absent = fc.oneof({ weight: 4, arbitrary: fc.constant<number[]>([]) }, fc.subarray([1, 2].slice(0, rounds)));
		const seating = fc
			.array(fc.integer({ min: 0, max: 2 }), { minLength: count, maxLength: count })
			.map((at) => [0, 1, 2].map((table) => [...names.filter((_, person) => at[person] === table), ...(table === 2 ? ['gone'] : [])]));
		return fc
			.record({
				people: fc.tuple(...names.map((id) => fc.record({ id: fc.constant(id), attributes, absent }))),
				sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 3 }),
				met: fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 5 }),
				hosts: fc.oneof({ weight: 2, arbitrary: fc.constant<string[]>([]) }, fc.shuffledSubarray(names, { maxLength: Math.min(3, count) })),
				past: fc.array(seating, { maxLength: 2 }),
				keep: fc.option(fc.array(seating, { minLength: rounds, maxLength: rounds }), { nil: undefined, freq: 2 }),
				seed: fc.nat(1000),
			})
			.map(({ sizes, met, keep, ...rest }) => {
				const missing = Math.max(0, count - sizes.reduce((sum, size) => sum + size, 0));
				return {
					...rest,
					rounds,
					tables: sizes.map((size, at) => size + (at === 0 ? missing : 0)),
					met: met.filter(([one, other]) => one !== other),
					...(keep ? { keep } : {}),
					steps: 3000,
				};
			});
	});

/** All ways to seat everyone in one round. */
function seatings({ people, tables, hosts }: ReadMixing, round: number): string[][][] {
	return people
		.filter(({ absent }) => !absent.includes(round))
		.reduce<string[][][]>(
			(all, { id }) =>
				all.flatMap((seated) =>
					seated.flatMap((list, at) => {
						const isFree = list.length < (tables[at] as number) && (!hosts.includes(id) || hosts[at] === id);
						return isFree ? [seated.map((other, table) => (table === at ? [...other, id] : other))] : [];
					}),
				),
			[tables.map(() => [])],
		);
}

const everyPlan = (problem: ReadMixing): Rounds[] =>
	Array.from({ length: problem.rounds }, (_, round) => seatings(problem, round + 1)).reduce<Rounds[]>(
		(plans, options) => plans.flatMap((plan) => options.map((seated) => [...plan, seated])),
		[[]],
	);

describe('a plan', () => {
	property.prop([problems(12)], { numRuns: 300 })('seats everyone who is there once, within the sizes, hosts at their tables', (input) => {
		const problem = readMixing(input);
		const { rounds, bounds, proven, seed, ...worth } = mix(problem, clock);
		expect(faultsOf(problem, rounds)).toEqual([]);
		expect(worth).toEqual(judge(problem, rounds));
		expect(seed).toBe(problem.seed);
		for (const round of rounds)
			for (const [table, list] of round.entries())
				if (list.includes(problem.hosts[table] ?? '')) expect(list[0]).toBe(problem.hosts[table]);
	});

	property.prop([problems(5)], { numRuns: 200 })('no plan at all falls below a bound, and what is proven is the best there is', (input) => {
		const problem = readMixing(input);
		const { bounds, proven, cost } = mix(problem, clock);
		const { repeats, met, ...same } = bounds as { repeats: number; met: number };
		let best = Number.POSITIVE_INFINITY;
		for (const plan of everyPlan(problem)) {
			const worth = judge(problem, plan);
			best = Math.min(best, worth.cost);
			expect(worth.repeats).toBeGreaterThanOrEqual(repeats);
			expect(worth.met).toBeGreaterThanOrEqual(met);
			for (const [name, pairs] of Object.entries(worth.same))
				expect(pairs).toBeGreaterThanOrEqual((same as Record<string, number>)[name] ?? 0);
		}
		expect(costOf(problem, { repeats, met, same })).toBeLessThanOrEqual(best);
		if (proven) expect(cost).toBeCloseTo(best, 9);
	});

	// A search, so not every time: always the same problems.
	property.prop([problems(5)], { numRuns: 200, seed: 1 })('is the best there is on small problems, with as many at each table', (input) => {
		const problem = readMixing({ ...input, hosts: [] });
		const { rounds, cost } = mix(problem, clock);
		const sizes = (plan: Rounds) => JSON.stringify(plan.map((round) => round.map(({ length }) => length)));
		const alike = everyPlan(problem).filter((plan) => sizes(plan) === sizes(rounds));
		expect(cost).toBeCloseTo(Math.min(...alike.map((plan) => judge(problem, plan).cost)), 9);
	});

	property.prop([problems(12), fc.infiniteStream(fc.nat())], { numRuns: 100 })(
		'is the same for the same seed, whatever the order of the lists',
		(input, draw) => {
			const shuffled = <T>(list: T[]) =>
				list
					.map((item) => ({ item, key: draw.next().value as number }))
					.sort((a, b) => a.key - b.key)
					.map(({ item }) => item);
			const again = { ...input, people: shuffled(input.people), met: shuffled(input.met ?? []) };
			expect(JSON.stringify(mix(readMixing(again), clock))).toBe(JSON.stringify(mix(readMixing(input), clock)));
		},
	);
});

describe('algebra', () => {
	test.each([
		[8, 4, 9, 9],
		[5, 3, 7, 7],
		[13, 3, 19, 19],
		[9, 3, 13, 13],
		[16, 4, 21, 21],
		[5, 2, 9, 9],
		[7, 7, 8, 8],
		[20, 6, 4, 4],
		[125, 8, 4, 4],
		[8, 4, 12, 9],
	])('%i tables of %i: of %i rounds %i without a repeat', (g, p, rounds, expected) => {
		const design = designOf(g, p, rounds);
		const met = design
			.flat()
			.flatMap((table) => table.flatMap((one) => table.filter((other) => other > one).map((other) => `${one} ${other}`)));
		expect(design).toHaveLength(expected);
		expect(design.map((round) => round.flat().sort((a, b) => a - b))).toEqual(design.map(() => [...Array(g * p).keys()]));
		expect(new Set(met).size).toBe(met.length);
	});

	test.each([
		['8-4-9', { people: people(32), tables: tables(8, 4), rounds: 9 }],
		['5-3-7', { people: people(15), tables: tables(5, 3), rounds: 7 }],
		['47 people, one table smaller', { people: people(47), tables: [6, 6, 6, 5, 6, 6, 6, 6], rounds: 8 }],
		['chairs to spare', { people: people(150), tables: tables(25, 8), rounds: 5 }],
		['World Café', { people: people(48), tables: tables(8, 6), rounds: 8, hosts: ids(8) }],
	])('%s needs no search', (_, input) => {
		const problem = readMixing({ ...input, steps: 0 });
		const mixed = mix(problem, clock);
		expect({ faults: faultsOf(problem, mixed.rounds), returns: returnsIn(problem, mixed.rounds) }).toEqual({ faults: [], returns: 0 });
		expect(mixed).toMatchObject({ cost: 0, repeats: 0, proven: true });
	});
});

describe('World Café', () => {
	property.prop(
		[
			fc
				.integer({ min: 2, max: 6 })
				.chain((g) => fc.record({ g: fc.constant(g), p: fc.integer({ min: 2, max: 6 }), rounds: fc.integer({ min: 1, max: g }) })),
			fc.nat(99),
		],
		{ numRuns: 60 },
	)('nobody meets the same table twice where there are tables enough', ({ g, p, rounds }, seed) => {
		const attributes = (at: number) => ({ organisation: `o${(at * 7) % 5}` });
		const mixed = ids(g * p).map((id, at) => ({ id, attributes: attributes(at) }));
		const problem = readMixing({ people: mixed, tables: tables(g, p), rounds, hosts: ids(g), seed, steps: 20_000 });
		expect(returnsIn(problem, mix(problem, clock).rounds)).toBe(0);
	});

	test('with more rounds than tables guests come back as rarely as can be', () => {
		const problem = readMixing({ people: people(4), tables: [2, 2], rounds: 3, hosts: ['p0', 'p1'], steps: 5000 });
		expect(mix(problem, clock)).toMatchObject({ repeats: 2, bounds: { repeats: 2 }, proven: true });
	});
});

describe('a plan that people were told', () => {
	const before = readMixing({ people: people(32), tables: tables(8, 4), rounds: 9, steps: 0 });
	const told = mix(before, clock).rounds;

	test('stays as it is where nothing has changed, and what has happened counts', () => {
		const after = readMixing({
			...{ people: people(32), tables: tables(8, 4), rounds: 7 },
			past: told.slice(0, 2),
			keep: told.slice(2),
			steps: 1000,
		});
		expect(mix(after, clock)).toMatchObject({ rounds: told.slice(2), cost: 0, repeats: 0, changes: 0, proven: true });
	});

	test('who left is gone, who is new gets a chair, nobody else moves', () => {
		const here = [...people(32).filter(({ id }) => id !== 'p3' && id !== 'p9'), { id: 'new' }];
		const after = readMixing({ people: here, tables: tables(8, 4), rounds: 7, past: told.slice(0, 2), keep: told.slice(2), steps: 20_000 });
		const mixed = mix(after, clock);
		expect(faultsOf(after, mixed.rounds)).toEqual([]);
		expect(mixed).toMatchObject({ changes: 0, repeats: judge(after, mixed.rounds).repeats });
		expect(mixed.rounds.flat(2).filter((id) => id === 'new')).toHaveLength(7);
	});
});

test('equal people have equal chances: over many seeds everyone sits with everyone alike', () => {
	const beside = new Map<string, number>();
	for (let seed = 0; seed < 1000; seed++) {
		const [round = []] = mix(readMixing({ people: people(6), tables: [2, 2, 2], rounds: 1, seed, steps: 100 }), clock).rounds;
		const other = round.find((table) => table.includes('p0'))?.find((id) => id !== 'p0') as string;
		beside.set(other, (beside.get(other) ?? 0) + 1);
	}
	expect([...beside.keys()].sort()).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
	for (const times of beside.values()) expect(Math.abs(times - 200)).toBeLessThan(60);
});

test('step by step it tells how far it is, and never gets worse', () => {
	const attributes = (at: number) => ({ organisation: `o${at % 5}`, profession: `b${at % 4}` });
	const mixed = ids(40).map((id, at) => ({ id, attributes: attributes(at) }));
	const work = mixing(readMixing({ people: mixed, tables: tables(7, 6), rounds: 4, steps: 100_000 }), clock);
	const costs: number[] = [];
	let step = work.next();
	for (; !step.done; step = work.next()) costs.push(step.value.cost);
	expect(costs).toEqual([...costs].sort((a, b) => b - a));
	expect(step.value.cost).toBeCloseTo(costs.at(-1) as number, 3);
});

describe('bad input is refused with a sentence that names the field', () => {
	const fine = { people: people(4), tables: [2, 2], rounds: 2 };
	const person = (more: object) => ({ ...fine, people: [{ id: 'p0', ...more }] });
	test.each([
		[[], 'the input must be a JSON object'],
		[{ ...fine, table: 1 }, 'table: is unknown; known are people, tables, rounds, met, hosts, weights, budgetMs, steps, seed, past, keep'],
		[{ ...fine, people: undefined }, 'people: must be a list'],
		[{ ...fine, people: [{ id: 7 }] }, 'people[0].id: must be a text that is not empty'],
		[{ ...fine, people: [...people(2), { id: 'p1' }] }, 'people[2].id: "p1" is there twice'],
		[person({ name: 'x' }), 'people[0].name: is unknown; known are id, attributes, absent'],
		[person({ attributes: { organisation: 1 } }), 'people[0].attributes.organisation: must be a text that is not empty'],
		[person({ attributes: { met: 'a' } }), 'people[0].attributes.met: an attribute cannot have this name'],
		[person({ absent: [3] }), 'people[0].absent[0]: the last round is 2'],
		[{ ...fine, tables: [] }, 'tables: must have one table or more'],
		[{ ...fine, tables: [2, 0] }, 'tables[1]: must be a whole number, 1 or more'],
		[{ ...fine, tables: [2, 1] }, 'tables: 3 seats are too few for 4 people in round 1'],
		[{ ...fine, rounds: 0 }, 'rounds: must be a whole number, 1 or more'],
		[{ ...fine, rounds: 65 }, 'rounds: must be 64 or less'],
		[{ ...fine, met: [['p0']] }, 'met[0]: must name two people'],
		[{ ...fine, met: [['p0', 'x']] }, 'met[0][1]: there is no person "x"'],
		[{ ...fine, met: [['p0', 'p0']] }, 'met[0]: names one person twice'],
		[{ ...fine, hosts: ['p0', 'p0'] }, 'hosts[1]: "p0" is a host twice'],
		[{ ...fine, hosts: ['p0', null, 'p1'] }, 'hosts[2]: there are only 2 tables'],
		[{ ...fine, weights: { met: -1 } }, 'weights.met: must be a number from 0 to 1000'],
		[{ ...fine, weights: { repeats: 1 } }, 'weights.repeats: is unknown; "repeat" is meant'],
		[{ ...fine, budgetMs: 0 }, 'budgetMs: must be a whole number, 1 or more'],
		[{ ...fine, budgetMs: 5, steps: 5 }, 'steps: stands instead of budgetMs, not beside it'],
		[{ ...fine, seed: 1.5 }, 'seed: must be a whole number, 0 or more'],
		[{ ...fine, past: [[['p0'], ['p0']]] }, 'past[0][1][0]: "p0" is seated twice'],
		[{ ...fine, keep: [[['p0']]] }, 'keep: must be as long as there are rounds, 2'],
		[{ ...fine, keep: [[[], [], []], []] }, 'keep[0]: there are only 2 tables'],
	])('%j', (input, sentence) => {
		expect(() => readMixing(input)).toThrow(new InvalidMixing(sentence));
	});
});
