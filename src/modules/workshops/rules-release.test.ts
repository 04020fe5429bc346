import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween, concerning, type Programme, type ReleasedItem, type ReleasedWorkshop } from './rules-release.ts';

const item = (id: string, facts: Partial<ReleasedItem> = {}): ReleasedItem => ({
	id,
	kind: 'talk',
	title: `Teil ${id}`,
	description: '',
	startsAt: '2027-03-16T08:00:00.000Z',
	endsAt: '2027-03-16T09:00:00.000Z',
	track: '',
	room: 'Aula',
	speakerId: null,
	...facts,
});
const workshop = (id: string, facts: Partial<ReleasedWorkshop> = {}): ReleasedWorkshop => ({
	id,
	title: `Workshop ${id}`,
	description: '',
	topic: null,
	leaderId: null,
	room: 'R 1',
	phases: ['a'],
	...facts,
});

test('what changed is named fact by fact; a changed workshop concerns its people, everything else everybody', () => {
	const before: Programme = { items: [item('a'), item('b')], workshops: [workshop('x'), workshop('y')] };
	const after: Programme = {
		items: [item('a', { startsAt: '2027-03-16T08:30:00.000Z', speakerId: 's' }), item('c')],
		workshops: [workshop('x', { room: 'R 2', phases: ['c', 'a'] }), workshop('y')],
	};
	expect(changesBetween(before, after)).toEqual([
		{ what: 'changed', of: 'item', id: 'a', title: 'Teil a', facts: ['time', 'person'], concerns: null },
		{ what: 'added', of: 'item', id: 'c', title: 'Teil c', facts: [], concerns: null },
		{ what: 'removed', of: 'item', id: 'b', title: 'Teil b', facts: [], concerns: null },
		{ what: 'changed', of: 'workshop', id: 'x', title: 'Workshop x', facts: ['phases', 'room'], concerns: 'x' },
	]);
});

const programmes = fc.record({
	items: fc
		.uniqueArray(fc.constantFrom('a', 'b', 'c'), { selector: (id) => id })
		.chain((ids) => fc.tuple(...ids.map((id) => fc.constantFrom('Aula', 'Foyer').map((room) => item(id, { room }))))),
	workshops: fc
		.uniqueArray(fc.constantFrom('x', 'y', 'z'), { selector: (id) => id })
		.chain((ids) => fc.tuple(...ids.map((id) => fc.constantFrom('R 1', 'R 2').map((room) => workshop(id, { room }))))),
}) as fc.Arbitrary<Programme>;

test('a version is no different from itself, and each thing is named once at the most', () => {
	fc.assert(
		fc.property(programmes, programmes, (before, after) => {
			expect(changesBetween(before, before)).toEqual([]);
			const changes = changesBetween(before, after);
			expect(new Set(changes.map(({ of, id }) => of + id)).size).toBe(changes.length);
			// Whoever goes nowhere hears of what concerns everybody, and whoever goes everywhere of all of it.
			expect(concerning(changes, new Set()).every(({ concerns }) => concerns === null)).toBe(true);
			expect(concerning(changes, new Set(['x', 'y', 'z']))).toEqual(changes);
		}),
	);
});
