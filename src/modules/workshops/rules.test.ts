import { describe, expect, test } from 'vitest';
import { inputOf, reasonFor, stays, stillMissed } from './rules.ts';

const workshops = [
	{ id: 'a', capacity: 5 },
	{ id: 'b', capacity: 5 },
	{ id: 'c', capacity: 5, rounds: [1] },
];
const ada = { id: 'ada', wishes: ['a', 'b', 'c'] };
const seat = (workshop: string | null, round: number, rank = 1, origin = 'allocation') => ({ workshop, round, rank, origin });

describe('what somebody keeps when places are given out again', () => {
	test('in one round nothing worse than what they were told; by hand, exactly that', () => {
		const one = { rounds: 1, workshops };
		expect(stays(ada, [seat('b', 1, 2)], one)).toEqual({ keep: 2 });
		expect(stays(ada, [seat('b', 1, 2, 'hand')], one)).toMatchObject({ fixed: ['b'] });
		expect(stays(ada, [], one)).toEqual({});
	});

	test('in several rounds exactly their workshops, each at its time', () => {
		const times = [
			{ workshop: 'a', round: 2 },
			{ workshop: 'b', round: 1 },
		];
		expect(stays(ada, [seat('a', 2), seat('b', 1, 2)], { rounds: 2, workshops })).toEqual({ fixed: ['a', 'b'], times });
	});

	test('a workshop that they are fixed in now takes its only time; two that came to lie at one time are one', () => {
		const told = [seat('a', 1), seat('b', 2, 2)];
		expect(stays({ ...ada, fixed: ['c'] }, told, { rounds: 2, workshops })).toEqual({
			fixed: ['c', 'b'],
			times: [{ workshop: 'b', round: 2 }],
		});
		expect(stays(ada, [seat('a', 1), seat('b', 1)], { rounds: 2, workshops })).toMatchObject({ fixed: ['a'] });
	});

	test('who was taken out of a round on purpose gets nothing new', () => {
		expect(stays(ada, [seat(null, 1, 0), seat('b', 2, 2)], { rounds: 2, workshops })).toMatchObject({
			fixed: ['b'],
			forbidden: ['a', 'c'],
		});
	});
});

describe('the reason', () => {
	const missed = [{ workshop: 'a', rank: 1, because: 'lot' as const, full: 'seats' as const }];

	test('what somebody has by now they do not miss', () => {
		const seats = [{ workshop: 'b' }, { workshop: 'a' }];
		expect(stillMissed(missed, seats)).toEqual([]);
		const drafted = { hasWishes: true, isDrafted: true };
		expect(reasonFor(seat('b', 1, 2), drafted, stillMissed(missed, seats))).toEqual({ kind: 'betterElsewhere' });
		expect(reasonFor(seat('b', 1, 2), drafted, missed)).toEqual({ kind: 'missed', because: 'lot', full: 'seats', workshop: 'a', wish: 1 });
	});

	test('whoever wished for too little is not told that they came later', () => {
		expect(reasonFor(null, { hasWishes: true, isDrafted: true }, [])).toEqual({ kind: 'noMoreWishes' });
		expect(reasonFor(null, { hasWishes: true, isDrafted: false }, [])).toEqual({ kind: 'later' });
		expect(reasonFor(null, { hasWishes: false, isDrafted: true }, [])).toEqual({ kind: 'noWishes' });
	});
});

test('the order in which rules and seats are read makes no problem another one', () => {
	const times = [
		{ workshop: 'a', round: 1 },
		{ workshop: 'b', round: 2 },
	];
	const problem = (swapped: boolean) => ({
		workshops,
		participants: [{ ...ada, fixed: swapped ? ['b', 'a'] : ['a', 'b'], times: swapped ? times.toReversed() : times }],
	});
	expect(inputOf(problem(true))).toBe(inputOf(problem(false)));
});
