import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { allocate } from './allocate.ts';
import { InvalidProblem, objectives, type Problem, readProblem } from './problem.ts';
import { verify } from './verify.ts';

/** Small problems of every shape: ties, zero capacities, shortages, fixed and forbidden places, people without wishes. */
const problems = (people: number, places: number): fc.Arbitrary<Problem> =>
	fc.integer({ min: 1, max: places }).chain((m) => {
		const ids = Array.from({ length: m }, (_, at) => `w${at}`);
		const wishes = fc.shuffledSubarray(ids).chain((order) =>
			fc.array(fc.boolean(), { minLength: order.length, maxLength: order.length }).map((tied) =>
				order.reduce<(string | string[])[]>((list, id, at) => {
					const last = list.at(-1);
					if (tied[at] && last !== undefined) return [...list.slice(0, -1), [...[last].flat(), id]];
					return [...list, id];
				}, []),
			),
		);
		const participant = fc.record({
			wishes,
			fixed: fc.oneof(
				{ weight: 8, arbitrary: fc.constant([] as string[]) },
				{ weight: 1, arbitrary: fc.constantFrom(...ids).map((id) => [id]) },
			),
			forbidden: fc.oneof({ weight: 4, arbitrary: fc.constant([] as string[]) }, { weight: 1, arbitrary: fc.subarray(ids) }),
		});
		return fc
			.record({
				capacities: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: m, maxLength: m }),
				participants: fc.array(participant, { minLength: 1, maxLength: people }),
				objective: fc.constantFrom(...objectives),
				seed: fc.nat(1000),
			})
			.map(({ capacities, participants, objective, seed }) => {
				const room = new Map(ids.map((id, at) => [id, capacities[at] as number]));
				return {
					workshops: ids.map((id, at) => ({ id, capacity: capacities[at] as number })),
					participants: participants.map((one, at) => {
						const [fixed] = one.fixed;
						const fits = fixed !== undefined && !one.forbidden.includes(fixed) && (room.get(fixed) as number) > 0;
						if (fits) room.set(fixed, (room.get(fixed) as number) - 1);
						return { id: `p${at}`, wishes: one.wishes, fixed: fits ? [fixed] : [], forbidden: one.forbidden };
					}),
					objective,
					seed,
				};
			});
	});

describe('exact', () => {
	test('a profile of twenty ranks, beyond what one double holds, is still exact', () => {
		const ids = Array.from({ length: 20 }, (_, at) => `w${String(at).padStart(2, '0')}`);
		const workshops = ids.map((id) => ({ id, capacity: 1 }));
		// Everyone wants the same in the same order: each rank is given exactly once, whatever the objective.
		const participants = Array.from({ length: 20 }, (_, at) => ({ id: `p${at}`, wishes: ids }));
		for (const objective of objectives) {
			const { allocation, certificate } = allocate({ workshops, participants, objective, seed: 3 });
			expect(allocation.profile).toEqual(new Array(20).fill(1));
			expect(verify({ workshops, participants, objective, seed: 3 }, allocation, certificate)).toBeNull();
		}
	});
});

describe('the lot', () => {
	property.prop([problems(8, 4), fc.infiniteStream(fc.nat())], { numRuns: 400 })(
		'the order of the lists changes nothing',
		(problem, chance) => {
			const shuffled = <T>(list: T[]) =>
				[...list]
					.map((item) => ({ item, key: chance.next().value as number }))
					.sort((a, b) => a.key - b.key)
					.map(({ item }) => item);
			const again = { ...problem, workshops: shuffled(problem.workshops), participants: shuffled(problem.participants) };
			expect(allocate(again).allocation).toEqual(allocate(problem).allocation);
		},
	);
});

describe('the verifier', () => {
	const problem = readProblem({
		workshops: [
			{ id: 'a', capacity: 1 },
			{ id: 'b', capacity: 2 },
		],
		participants: [
			{ id: 'p', wishes: ['a', 'b'] },
			{ id: 'q', wishes: ['a', 'b'] },
			{ id: 'r', wishes: ['b'] },
		],
		seed: 5,
	});
	const { allocation, certificate } = allocate(problem);

	test('accepts the allocation itself, in any order, also of its fields', () => {
		const turned = (value: object) => Object.fromEntries(Object.entries(value).reverse());
		const stored = { ...turned(allocation), placements: allocation.placements.map(turned) } as unknown as typeof allocation;
		expect(verify(problem, stored, certificate)).toBeNull();
		expect(verify(problem, { ...allocation, placements: [...allocation.placements].reverse() }, certificate)).toBeNull();
	});
});

describe('bad input is refused with a sentence that names the field', () => {
	const fine = { workshops: [{ id: 'a', capacity: 1 }], participants: [{ id: 'p', wishes: ['a'] }] };
	test.each([
		[null, 'the input must be a JSON object'],
		[{ ...fine, workshops: 'a' }, 'workshops: must be a list'],
		[{ ...fine, workshops: [{ id: 'a', capacity: -1 }] }, 'workshops[0].capacity: must be a whole number, 0 or more'],
		[{ ...fine, workshops: [{ id: 'a', capacity: 1.5 }] }, 'workshops[0].capacity: must be a whole number, 0 or more'],
		[{ ...fine, workshops: [...fine.workshops, { id: 'a', capacity: 1 }] }, 'workshops[1].id: "a" is there twice'],
		[{ ...fine, participants: [{ id: 'p', wishes: ['x'] }] }, 'participants[0].wishes[0]: there is no workshop "x"'],
		[{ ...fine, participants: [{ id: 'p', wishes: [['a', 'a']] }] }, 'participants[0].wishes[0][1]: "a" is wished for twice'],
		[{ ...fine, participants: [{ id: '', wishes: [] }] }, 'participants[0].id: must be a text that is not empty'],
		[
			{ ...fine, participants: [{ id: 'p', wishes: [], fixed: ['a'], forbidden: ['a'] }] },
			'participants[0].fixed: "a" is fixed and forbidden at once',
		],
		[
			{ ...fine, participants: ['p', 'q'].map((id) => ({ id, wishes: [], fixed: ['a'] })) },
			'workshops[0].capacity: 2 participants are fixed in "a", which has 1 seats',
		],
		[{ ...fine, objective: 'best' }, 'objective: must be one of generous, rankMaximal, minSumOfRanks'],
		[{ ...fine, seed: -1 }, 'seed: must be a whole number, 0 or more'],
		[{ ...fine, quota: [] }, 'quota: is unknown; known are workshops, participants, rounds, quotas, together, apart, objective, seed'],
		[{ ...fine, rounds: 9 }, 'rounds: must be 8 or less'],
		[{ ...fine, workshops: [{ id: 'a', capacity: 1, rounds: [2] }] }, 'workshops[0].rounds[0]: there are only 1 rounds'],
		[{ ...fine, workshops: [{ id: 'a', capacity: 1, minimum: -2 }] }, 'workshops[0].minimum: must be a whole number, 0 or more'],
		[{ ...fine, quotas: [{ workshop: 'b', group: 'g', maximum: 1 }] }, 'quotas[0].workshop: there is no workshop "b"'],
		[{ ...fine, together: [['p', 'q']] }, 'together[0][1]: there is no participant "q"'],
		[{ ...fine, rounds: 2, apart: [['p', 'p']] }, 'apart[0]: names one participant twice'],
		[{ ...fine, participants: [{ id: 'p', wishes: ['a'], keep: 2 }] }, 'participants[0].keep: must be 1 or less, the number of wishes'],
		[{ ...fine, workshops: [{ id: 'a', capacity: 1, takesPlace: true }] }, 'workshops[0].takesPlace: needs a minimum of 1 or more'],
		[
			{ ...fine, participants: [{ id: 'p', wishes: ['a'], times: [{ workshop: 'a', round: 2 }] }] },
			'participants[0].times[0].round: there are only 1 rounds',
		],
		[
			{ ...fine, participants: [{ id: 'p', wishes: ['a'], wish: 1 }] },
			'participants[0].wish: is unknown; known are id, wishes, group, fixed, forbidden, keep, times',
		],
	])('%j', (input, sentence) => {
		expect(() => readProblem(input)).toThrow(new InvalidProblem(sentence));
	});
});

test('what must be and cannot be is refused with the field it is about', () => {
	const alone = { workshops: [{ id: 'a', capacity: 9, minimum: 3 }], participants: [{ id: 'p', wishes: [], fixed: ['a'] }] };
	expect(() => allocate(readProblem(alone))).toThrow(
		new InvalidProblem('workshops[0].minimum: "a" cannot reach it, though somebody must be there', {
			workshops: ['a'],
			participants: ['p'],
		}),
	);
	const promised = {
		workshops: [{ id: 'a', capacity: 1 }],
		participants: ['p', 'q'].map((id) => ({ id, wishes: ['a'], keep: 1 })),
	};
	expect(() => allocate(readProblem(promised))).toThrow(InvalidProblem);
});

test('too few people for a workshop: it is cancelled, and its people go where they wish next', () => {
	const { allocation } = allocate(
		readProblem({
			workshops: [
				{ id: 'a', capacity: 5, minimum: 3 },
				{ id: 'b', capacity: 5, minimum: 2 },
			],
			participants: [
				{ id: 'p', wishes: ['a', 'b'] },
				{ id: 'q', wishes: ['a', 'b'] },
				{ id: 'r', wishes: ['b'] },
			],
		}),
	);
	expect(allocation).toMatchObject({ cancelled: ['a'], profile: [1, 2], placed: 3 });
});

test('two different ones each: in several rounds nobody attends the same workshop twice, and rooms hold in each round', () => {
	const ids = ['a', 'b', 'c'];
	const { allocation } = allocate(
		readProblem({
			rounds: 2,
			workshops: ids.map((id) => ({ id, capacity: 2 })),
			participants: Array.from({ length: 6 }, (_, at) => ({ id: `p${at}`, wishes: ids })),
		}),
	);
	expect(allocation).toMatchObject({ placed: 12, profile: [4, 4, 4], unplaced: [] });
	for (const id of ids)
		for (const round of [1, 2]) expect(allocation.placements.filter((one) => one.workshop === id && one.round === round)).toHaveLength(2);
});

test('forbidding a workshop does not move later wishes up; fixed without a wish is rank 0 and in no sum', () => {
	const { allocation } = allocate(
		readProblem({
			workshops: [
				{ id: 'a', capacity: 5 },
				{ id: 'b', capacity: 5 },
			],
			participants: [
				{ id: 'p', wishes: ['a', 'b'], forbidden: ['a'] },
				{ id: 'q', wishes: ['b'], fixed: ['a'] },
			],
		}),
	);
	expect(allocation).toEqual({
		placements: [
			{ participant: 'p', workshop: 'b', round: 1, rank: 2 },
			{ participant: 'q', workshop: 'a', round: 1, rank: 0 },
		],
		unplaced: [],
		cancelled: [],
		placed: 2,
		sumOfRanks: 2,
		profile: [0, 1],
		proof: { optimal: true, bound: 2 },
		seed: 0,
	});
});
