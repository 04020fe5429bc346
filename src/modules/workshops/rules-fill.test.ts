import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { allMoves, type House, nextMove, type Seeker } from './rules-fill.ts';

const seeker = (place: string, seat: string | null | undefined, wishes: string[], facts: Partial<Seeker> = {}): Seeker => ({
	place,
	group: 'asd',
	seats: [seat === undefined ? null : { workshop: seat, rank: seat === null ? 0 : wishes.indexOf(seat) + 1, isFirm: seat === null }],
	wishes: wishes.map((workshop, at) => ({ workshop, rank: at + 1 })),
	isFixed: false,
	together: [],
	apart: [],
	...facts,
});

const house = (runs: Record<string, [number, number]>, quotas: House['quotas'] = []): House => ({
	runs: [new Map(Object.entries(runs).map(([id, [capacity, minimum]]) => [id, { capacity, minimum }]))],
	quotas,
});

describe('moving up', () => {
	test('first who has no seat, then who likes it better than what they have; a seat left behind is filled as well', () => {
		const moves = allMoves(house({ a: [1, 0], b: [1, 0] }), [seeker('ada', 'b', ['a', 'b']), seeker('ben', undefined, ['b'])], 1);
		expect(moves).toEqual([
			{ place: 'ada', round: 0, workshop: 'a', rank: 1 },
			{ place: 'ben', round: 0, workshop: 'b', rank: 1 },
		]);
	});

	test('nobody moves where too many of their field of work sit already', () => {
		const people = [seeker('ada', 'a', ['a']), seeker('ben', undefined, ['a']), seeker('cem', undefined, ['a'], { group: 'school' })];
		const quotas = [{ workshop: '*', group: 'asd', maximum: 1 }];
		expect(allMoves(house({ a: [3, 0] }, quotas), people, 1).map(({ place }) => place)).toEqual(['cem']);
	});

	test('nobody moves to whom they are to be kept apart from, nor away from whom they are to sit with', () => {
		const apart = seeker('ada', undefined, ['a'], { apart: ['ben'] });
		expect(nextMove(house({ a: [3, 0] }), [apart, seeker('ben', 'a', ['a'])], 1)).toBeUndefined();
		const people = [seeker('ada', 'b', ['a', 'b'], { together: ['ben'] }), seeker('ben', 'b', ['b'], { together: ['ada'] })];
		expect(nextMove(house({ a: [3, 0], b: [3, 0] }), people, 1)).toBeUndefined();
	});

	test('nobody leaves a workshop that would fall below its minimum by it', () => {
		const people = [seeker('ada', 'b', ['a', 'b']), seeker('ben', 'b', ['b'])];
		expect(nextMove(house({ a: [3, 0], b: [3, 2] }), people, 1)).toBeUndefined();
		expect(nextMove(house({ a: [3, 0], b: [3, 1] }), people, 1)).toMatchObject({ place: 'ada', workshop: 'a' });
	});

	const ids = ['a', 'b', 'c'];
	const people = fc.array(
		fc.record({
			seat: fc.option(fc.constantFrom(...ids), { nil: undefined }),
			wishes: fc.shuffledSubarray(ids),
			group: fc.constantFrom('x', 'y'),
		}),
		{ maxLength: 8 },
	);
	property.prop([people, fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }), fc.array(fc.nat(2), { minLength: 3, maxLength: 3 })])(
		'nobody ever gets something they like less, no room and no field of work is overfilled, and in the end nobody could gain',
		(made, capacities, minima) => {
			const rooms = house(Object.fromEntries(ids.map((id, at) => [id, [capacities[at] ?? 0, minima[at] ?? 0]])), [
				{ workshop: 'a', group: 'x', maximum: 1 },
			]);
			const seekers = made.map(({ seat, wishes, group }, at) =>
				seeker(`p${at}`, seat !== undefined && wishes.includes(seat) ? seat : undefined, wishes, { group }),
			);
			const rankOf = (one: Seeker) => one.seats[0]?.rank ?? Number.POSITIVE_INFINITY;
			const moves = allMoves(rooms, seekers, 7);
			const after = seekers.map((one) => {
				const last = moves.findLast(({ place }) => place === one.place);
				return last ? { ...one, seats: [{ workshop: last.workshop, rank: last.rank, isFirm: false }] } : one;
			});
			for (const [at, one] of after.entries()) expect(rankOf(one)).toBeLessThanOrEqual(rankOf(seekers[at] as Seeker));
			const count = (all: readonly Seeker[], id: string, group?: string) =>
				all.filter((one) => one.seats[0]?.workshop === id && (group === undefined || one.group === group)).length;
			for (const id of ids)
				expect(count(after, id)).toBeLessThanOrEqual(Math.max(rooms.runs[0]?.get(id)?.capacity ?? 0, count(seekers, id)));
			expect(count(after, 'a', 'x')).toBeLessThanOrEqual(Math.max(1, count(seekers, 'a', 'x')));
			expect(nextMove(rooms, after, 7)).toBeUndefined();
		},
	);
});
