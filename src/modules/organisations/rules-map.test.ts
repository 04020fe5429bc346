import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { mapOf, type Place, WIDTH } from './rules-map.ts';

const places: fc.Arbitrary<Place[]> = fc.array(
	fc.record({
		id: fc.uuid(),
		name: fc.constant('Schule'),
		town: fc.constantFrom('Adorf', 'Bedorf', 'Cedorf', ''),
		latitude: fc.double({ min: 47, max: 55, noNaN: true }),
		longitude: fc.double({ min: 6, max: 15, noNaN: true }),
	}),
	{ minLength: 1, maxLength: 60 },
);

property.prop([places])('every place is in one dot, no two dots touch, and all lies within the picture', (all) => {
	const map = mapOf(all);
	if (!map) throw new Error('there are places');
	expect(map.dots.flatMap((dot) => dot.places.map(({ id }) => id)).sort()).toEqual(all.map(({ id }) => id).sort());
	for (const [at, one] of map.dots.entries()) {
		expect([one.x >= 0, one.x <= WIDTH, one.y >= 0, one.y <= map.height]).toEqual([true, true, true, true]);
		for (const other of map.dots.slice(at + 1)) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(24);
	}
	for (const { x, y } of map.labels) expect([x >= 0, x <= WIDTH, y >= 0, y <= map.height]).toEqual([true, true, true, true]);
});

test('the north is on top and the east on the right, a town is named beside its dots, and nothing makes no map', () => {
	const [north, east] = [
		{ id: '1', name: 'A', town: 'Norden', latitude: 53, longitude: 9 },
		{ id: '2', name: 'B', town: 'Osten', latitude: 52, longitude: 10 },
	];
	const map = mapOf([north, east]);
	expect(map?.dots.map(({ places: [place] }) => place?.name)).toEqual(['A', 'B']);
	expect((map?.dots[0]?.y ?? 0) < (map?.dots[1]?.y ?? 0)).toBe(true);
	expect((map?.dots[0]?.x ?? 0) < (map?.dots[1]?.x ?? 0)).toBe(true);
	expect(map?.labels.map(({ text }) => text)).toEqual(['Norden', 'Osten']);
	// A degree of latitude is 111 km.
	expect((map?.tenKilometres ?? 0) / ((map?.dots[1]?.y ?? 0) - (map?.dots[0]?.y ?? 0))).toBeCloseTo(10 / 111.2, 2);
	expect(mapOf([])).toBeNull();
});
