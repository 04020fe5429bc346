import { fc, test as property } from '@fast-check/vitest';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { appraise, mix } from '#algorithms/mixing/mix.ts';
import { readMixing } from '#algorithms/mixing/problem.ts';
import { enoughSeats, evenSizes, pairsOf, problemOf, usual, wholeProblemOf } from './rules.ts';
import { plan } from './schema.ts';

property.prop([fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 40 })])(
	'tables differ by one at the most and hold everybody',
	(people, tables) => {
		const sizes = evenSizes(people, tables);
		expect(sizes).toHaveLength(tables);
		expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(Math.max(people, tables));
		expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
	},
);

test('where chairs are missing the smallest tables get them first', () => {
	const tables = [6, 4, 4].map((seats, at) => ({ group: String(at), seats, moderator: null }));
	expect(enoughSeats(tables, 17)).toEqual([6, 6, 5]);
	expect(enoughSeats(tables, 3)).toEqual([6, 4, 4]);
});

test('a pair that meets twice is one pair', () => {
	expect(pairsOf([[['b', 'a'], ['c']], [['a', 'b', 'c']]])).toEqual([
		['a', 'b'],
		['a', 'c'],
		['b', 'c'],
	]);
});

test('a seating changed by hand is still valued beside its bound, also with people who come late, leave, or stay', () => {
	const guest = (place: string) => ({ place, name: place, organisation: 'o', organisationType: '', profession: '', municipality: '' });
	const tables = [0, 1].map((at) => ({ group: String(at), seats: 2, moderator: at === 0 ? 'a' : null }));
	const seated = [
		[
			['a', 'b'],
			['c', 'gone'],
		],
		[['a', 'b', 'late'], ['c']],
	];
	const all = { guests: ['a', 'b', 'c', 'late'].map(guest), tables, weights: usual, seed: 1, met: [] as [string, string][] };
	const worth = appraise(readMixing(wholeProblemOf(all, seated)), seated);
	expect(worth).toMatchObject({ repeats: 1, same: { organisation: 4 } });
	expect(worth.bounds['repeats']).toBeLessThanOrEqual(1);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('nobody meets somebody again so that professions are mixed better, seed %i', (seed) => {
	const guests = Array.from({ length: 50 }, (_, at) => {
		const place = `p${at}`;
		return { place, name: place, organisation: `o${at % 9}`, organisationType: '', profession: 'schoolSocialWork', municipality: '' };
	});
	const tables = [7, 7, 6, 6, 6, 6, 6, 6].map((seats, at) => ({ group: String(at), seats, moderator: `p${at}` }));
	const asked = problemOf({ guests, tables, weights: usual, seed, rounds: 4, met: [], past: [], keep: null }, 1);
	const { budgetMs: _, ...problem } = asked;
	expect(mix(readMixing({ ...problem, steps: 400_000 }), performance)).toMatchObject({ repeats: 0, bounds: { repeats: 0 } });
});

test.each([
	['8', { count: 8 }],
	['6, 6, 5', { sizes: [6, 6, 5] }],
	['6;6 5', { sizes: [6, 6, 5] }],
	['0', null],
	['201', null],
	['6, x', null],
	['6, 101', null],
	['', null],
])('tables "%s" are %j', (tables, expected) => {
	const read = v.safeParse(plan, { tables, rounds: '3', minutes: '20', people: 'arrived' });
	expect(read.success ? read.output.tables : null).toEqual(expected);
});
