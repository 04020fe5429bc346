import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Sitter, waysFor } from './rules-move.ts';

const sitter = (place: string, workshop: string | null, wishes: string[], isFixed = false): Sitter => ({
	place,
	workshop,
	wishes,
	elsewhere: [],
	isFixed,
});

describe('moving somebody by hand', () => {
	const ada = sitter('ada', 'a', ['b', 'c', 'a']);
	const everyone = [
		ada,
		sitter('ben', 'b', ['b', 'a']),
		sitter('cem', 'b', ['b']),
		sitter('dora', 'b', ['a', 'b']),
		sitter('emil', 'b', ['a', 'b'], true),
	];
	const workshops = [
		{ id: 'a', capacity: 2 },
		{ id: 'b', capacity: 4 },
		{ id: 'c', capacity: 1 },
	];

	test('a full workshop offers an exchange with those who lose least, never with who is planned there', () => {
		expect(waysFor(ada, everyone, workshops)).toEqual([
			{
				workshop: 'b',
				rank: 1,
				free: 0,
				exchanges: [
					{ place: 'dora', before: 2, after: 1 },
					{ place: 'ben', before: 1, after: 2 },
					{ place: 'cem', before: 1, after: 0 },
				],
			},
			{ workshop: 'c', rank: 2, free: 1, exchanges: [] },
			{ workshop: null, rank: 0, free: 1, exchanges: [] },
		]);
	});

	test('whoever has no seat is not offered to lose it', () => {
		expect(waysFor(sitter('zoe', null, []), everyone, workshops).map(({ workshop }) => workshop)).toEqual(['a', 'b', 'c']);
	});
});

const ids = ['a', 'b', 'c', 'd'];
const anyone = fc.record({
	workshop: fc.option(fc.constantFrom(...ids)),
	wishes: fc.shuffledSubarray(ids),
	elsewhere: fc.constant([]),
	isFixed: fc.boolean(),
});

property.prop([fc.array(anyone, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(4), { minLength: 4, maxLength: 4 })])(
	'a way is either free or an exchange with somebody who sits there',
	(people, capacities) => {
		const everyone = people.map((one, at) => ({ ...one, place: `p${at}` }));
		const mover = everyone[0] as Sitter;
		for (const way of waysFor(
			mover,
			everyone,
			ids.map((id, at) => ({ id, capacity: capacities[at] as number })),
		)) {
			expect(way.workshop).not.toBe(mover.workshop);
			for (const { place, before, after } of way.exchanges) {
				const other = everyone.find((one) => one.place === place) as Sitter;
				expect([way.free, other.workshop, other.isFixed]).toEqual([0, way.workshop, false]);
				expect([before, after]).toEqual([other.wishes.indexOf(way.workshop as string) + 1, other.wishes.indexOf(mover.workshop ?? '') + 1]);
			}
		}
	},
);
