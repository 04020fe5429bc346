import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boardOf } from './rules-board.ts';

const at = (minutes: number) => new Date(Date.UTC(2027, 2, 16, 8, minutes));
const meeting = { startsAt: at(0), endsAt: at(240) };

test('what runs at the same time stands side by side, and two things in one track get a lane each', () => {
	const item = (id: string, from: number, until: number, track = '') => ({ id, startsAt: at(from), endsAt: at(until), track, room: '' });
	const { columns, rows } = boardOf(meeting, [item('auf', 0, 30), item('a', 30, 90, 'A'), item('b', 30, 60, 'B'), item('b2', 45, 90, 'B')]);
	expect(columns).toEqual([
		{ track: '', lane: 0 },
		{ track: 'A', lane: 0 },
		{ track: 'B', lane: 0 },
		{ track: 'B', lane: 1 },
	]);
	expect(rows.map(({ cells }) => cells.map(({ column, item, rows }) => `${column}${item ? item.id : '-'}${rows}`).join(' '))).toEqual([
		'0auf1 1-1 2-1 3-1',
		'0-1 1a3 2b2 3-1',
		'0-1 3b22',
		'0-1 2-1',
		'0-1 1-1 2-1 3-1',
		'0-1 1-1 2-1 3-1',
	]);
});

const items = fc.array(
	fc.record({ from: fc.integer({ min: 0, max: 20 }), long: fc.integer({ min: 1, max: 8 }), track: fc.constantFrom('', 'A', 'B') }),
	{ maxLength: 12 },
);

test('every part is there once, no field of the table is covered twice, and none is missing', () => {
	fc.assert(
		fc.property(items, (all) => {
			const slots = all.map(({ from, long, track }, id) => ({
				id: String(id),
				startsAt: at(from * 10),
				endsAt: at((from + long) * 10),
				track,
				room: '',
			}));
			const { columns, rows } = boardOf(meeting, slots);
			expect(rows.flatMap(({ cells }) => cells.flatMap(({ item }) => item?.id ?? [])).sort()).toEqual(slots.map(({ id }) => id).sort());
			const covered = rows.flatMap(({ cells }, row) =>
				cells.flatMap((cell) => Array.from({ length: cell.rows }, (_, below) => `${row + below}/${cell.column}`)),
			);
			expect(covered.sort()).toEqual(rows.flatMap((_, row) => columns.map((_, column) => `${row}/${column}`)).sort());
		}),
	);
});
