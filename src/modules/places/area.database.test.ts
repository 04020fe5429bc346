import fs from 'node:fs';
import path from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { municipalitiesNamed } from '#modules/organisations/read-municipality.server.ts';
import { mapOf } from '#modules/organisations/rules-map.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { makeProfile } from '../../../tests/make-register.ts';
import { allAreas, outlines } from './read.server.ts';
import { type AreaKind, areaKinds } from './rules.ts';
import { bordersIn } from './rules-geo.ts';
import { addMunicipalities, addMunicipality } from './write.server.ts';
import { assign, keepBorders, renameArea } from './write-area.server.ts';

const GEO = path.resolve(import.meta.dirname, '../../..', process.env['REAL_DATA'] ?? '../shared/data', 'geo');
const { database: db, truth } = await database(4);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const KEYS = ['01001000', '01002000', '01003000'];
await within(async (tx) => {
	for (const [at, ags] of KEYS.entries()) await addMunicipality(tx, 1, { ags, name: `Gemeinde ${at}` });
});
const TODAY = '2027-03-16';
const put = (name: string, keys: readonly string[], since: string, kind: AreaKind = 'asdDistrict') =>
	within((tx) => assign(tx, coordinator, { kind, name, keys, since, today: TODAY }));
const lies = async (kind: AreaKind, ags: string) =>
	(await within((tx) => allAreas(tx)))
		.filter((one) => one.kind === kind)
		.flatMap(({ name, municipalities }) =>
			municipalities.filter((one) => one.ags === ags).map(({ from, until }) => ({ name, from, until })),
		)
		.toSorted((one, other) => one.from.localeCompare(other.from));

test('a municipality lies in another area from a day on, and before it where it lay', async () => {
	await put('Bezirk A', [KEYS[0] as string], '2020-01-01');
	await put('Bezirk B', [KEYS[0] as string], '2024-08-01');
	// The same again changes nothing.
	await put('Bezirk B', [KEYS[0] as string], '2025-01-01');
	expect(await lies('asdDistrict', KEYS[0] as string)).toEqual([
		{ name: 'Bezirk A', from: '2020-01-01', until: '2024-08-01' },
		{ name: 'Bezirk B', from: '2024-08-01', until: null },
	]);
	// What somebody entered later than that day is not overwritten, and nothing is entered that is to come.
	await expect(put('Bezirk C', [KEYS[0] as string], '2022-01-01')).rejects.toThrow(/only since/);
	await expect(put('Bezirk C', [KEYS[0] as string], '2027-03-17')).rejects.toThrow(/to come/);
	// Where it lies and lay nowhere else, it may have lain longer than was known.
	await put('Kreis', [KEYS[1] as string], '2025-01-01', 'asdDistrict');
	await put('Kreis', [KEYS[1] as string], '2021-01-01', 'asdDistrict');
	expect(await lies('asdDistrict', KEYS[1] as string)).toEqual([{ name: 'Kreis', from: '2021-01-01', until: null }]);
	// Another kind of area is another question.
	await put('Raum 1', [KEYS[0] as string], '2021-01-01', 'socialSpace');
	expect(await lies('socialSpace', KEYS[0] as string)).toEqual([{ name: 'Raum 1', from: '2021-01-01', until: null }]);
	// On the day on which it was put there it may still be put elsewhere, or into none.
	await put('Bezirk C', [KEYS[0] as string], '2024-08-01');
	await put('', [KEYS[0] as string], '2026-01-01');
	expect((await lies('asdDistrict', KEYS[0] as string)).map(({ name, until }) => [name, until])).toEqual([
		['Bezirk A', '2024-08-01'],
		['Bezirk C', '2026-01-01'],
	]);
});

const DAYS = ['2020-01-01', '2021-01-01', '2022-01-01', '2023-01-01', TODAY];
property.prop(
	[
		fc.array(
			fc.record({
				name: fc.constantFrom('', 'X', 'Y', 'Z'),
				keys: fc.subarray(KEYS, { minLength: 1 }),
				since: fc.constantFrom(...DAYS),
				kind: fc.constantFrom(...areaKinds),
			}),
			{ minLength: 1, maxLength: 8 },
		),
	],
	{ numRuns: 25 },
)('whatever is entered, a municipality lies in one area of a kind on a day at most, and its earlier days stay', async (acts) => {
	for (const { name, keys, since, kind } of acts) {
		const before = await Promise.all(keys.map((ags) => lies(kind, ags)));
		const isDone = await put(name, keys, since, kind).then(
			() => true,
			(error) => {
				if (!(error instanceof Rejected)) throw error;
				return false;
			},
		);
		for (const [at, ags] of keys.entries()) {
			const after = await lies(kind, ags);
			for (const [number, one] of after.entries()) {
				const next = after[number + 1];
				if (next) expect(one.until !== null && one.until <= next.from).toBe(true);
			}
			const at_ = (all: typeof after, day: string) =>
				all.find(({ from, until }) => from <= day && (until === null || day < until))?.name ?? '';
			for (const day of DAYS.filter((one) => !isDone || one < since)) expect(at_(after, day)).toBe(at_(before[at] ?? [], day));
			if (isDone) expect(at_(after, TODAY)).toBe(name);
		}
	}
});

test('in SQL too a municipality lies in one area of a kind on a day, also when two write at once', async () => {
	const [ags, other] = ['01004000', '01005000'];
	await within((tx) =>
		addMunicipalities(
			tx,
			1,
			[ags, other].map((key) => ({ ags: key, name: key })),
		),
	);
	await put('Ost', [ags], '2020-01-01', 'planningArea');
	await put('West', [other], '2020-01-01', 'planningArea');
	const [west] = (await within((tx) => allAreas(tx))).filter(({ kind, name }) => kind === 'planningArea' && name === 'West');
	await expect(
		truth.query(
			`insert into places.area_municipality (region_id, area_id, kind, ags, valid_from, valid_until) values (1, $1, 'planningArea', $2, '2019-01-01', '2020-01-02')`,
			[west?.id, ags],
		),
	).rejects.toMatchObject({ code: '23P01' });
	const both = await Promise.allSettled(['Nord', 'Süd'].map((name) => put(name, [ags], '2023-01-01', 'planningArea')));
	expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
	expect((await lies('planningArea', ags)).filter(({ until }) => until === null)).toHaveLength(1);
});

test('municipalities are named by name, key with or without its zero, or by a postcode of the register', async () => {
	await within((tx) => addMunicipality(tx, 1, { ags: '05916000', name: 'Herne, Stadt' }));
	await within((tx) => makeProfile(tx, coordinator, { name: 'Schule am Tor', type: 'school', postcode: '12399', ags: KEYS[2] as string }));
	const named = await within((tx) => municipalitiesNamed(tx, 'gemeinde 0; 1002000\n12399\n01002000\nNirgends, 99999\nHerne, Stadt'));
	expect(named).toEqual({ keys: [...KEYS, '05916000'], unknown: ['Nirgends', '99999'], several: [] });
	// A postcode of two municipalities names neither.
	await within((tx) => makeProfile(tx, coordinator, { name: 'Schule am Rand', type: 'school', postcode: '12399', ags: KEYS[1] as string }));
	expect((await within((tx) => municipalitiesNamed(tx, '12399'))).several).toEqual(['12399 (Gemeinde 1, Gemeinde 2)']);
});

test('an area is called otherwise, but not like another of its kind', async () => {
	await within((tx) => addMunicipalities(tx, 1, [{ ags: '01006000', name: 'Dorf' }]));
	await put('Alt', ['01006000'], '2026-01-01', 'socialSpace');
	await put('Anders', ['01004000'], '2026-01-01', 'socialSpace');
	const [area] = (await within((tx) => allAreas(tx))).filter(({ name }) => name === 'Alt');
	await expect(within((tx) => renameArea(tx, coordinator, area?.id as string, 'Anders'))).rejects.toThrow(/already|There is/);
	await within((tx) => renameArea(tx, coordinator, area?.id as string, 'Neu'));
	expect((await lies('socialSpace', '01006000'))[0]?.name).toBe('Neu');
});

const square = (ags: unknown, x = 8, extra: object = {}) => ({
	type: 'Feature',
	properties: { AGS: ags, GEN: 'Dorf', ...extra },
	geometry: {
		type: 'Polygon',
		coordinates: [
			[
				[x, 51],
				[x + 0.1, 51],
				[x + 0.1, 51.1],
				[x, 51],
			],
		],
	},
});
const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });

test('a file of borders is read by its keys, with the zero that was lost; what is none is told what is wrong', () => {
	expect(bordersIn(collection(square(1001000)))).toMatchObject([{ ags: '01001000', name: 'Dorf' }]);
	expect(bordersIn(collection(square('01001000'), square('01001000', 9)))[0]?.outline).toHaveLength(2);
	const wrong = (text: string) => {
		try {
			bordersIn(text);
			return '';
		} catch (error) {
			return (error as { key?: string }).key;
		}
	};
	expect(wrong('{')).toBe('noJson');
	expect(wrong('{"type":"FeatureCollection","features":[]}')).toBe('noFeatures');
	expect(wrong(collection(square('Dorf')))).toBe('noKeys');
	expect(wrong(collection(square('01001000', 3_500_000)))).toBe('outside');
	const ring = Array.from({ length: 3001 }, (_, at) => [8 + at / 10_000, 51 + (at % 2) / 100]);
	const fine = { ...square('01001000'), geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] } };
	expect(wrong(collection(fine))).toBe('tooFine');
	// Nor in pieces, swapped, or by a name that turns letters round.
	expect(wrong(collection(...Array.from({ length: 800 }, () => square('01001000'))))).toBe('tooFine');
	expect(
		wrong(
			collection({
				...square('01001000'),
				geometry: {
					type: 'Polygon',
					coordinates: [
						[
							[51, 8],
							[51, 8.1],
							[51.1, 8.1],
							[51, 8],
						],
					],
				},
			}),
		),
	).toBe('outside');
	expect(bordersIn(collection(square('01001000', 8, { GEN: 'A\u0000\u202eB' })))[0]?.name).toBe('AB');
});

describe.skipIf(!fs.existsSync(GEO))('real borders', () => {
	test.each(['kreis-soest', 'vogelsbergkreis', 'herne'])('of %s are kept and drawn, all within the picture', async (name) => {
		const found = bordersIn(fs.readFileSync(path.join(GEO, `${name}.geojson`), 'utf8'));
		const entered = await within((tx) => keepBorders(tx, coordinator, found));
		expect(entered).toBe(name === 'herne' ? 0 : found.length);
		expect(await within((tx) => keepBorders(tx, coordinator, found))).toBe(0);
		await put(
			name,
			found.map(({ ags }) => ags),
			'2020-01-01',
			'planningArea',
		);
		const known = (await within((tx) => outlines(tx))).filter(({ ags }) => found.some((one) => one.ags === ags));
		expect(known.map(({ ags }) => ags).toSorted()).toEqual(found.map(({ ags }) => ags).toSorted());
		const [first] = found[0]?.outline[0]?.[0] ?? [];
		const map = mapOf(
			[{ id: '1', name: 'Schule', town: 'Ort', longitude: first?.[0] ?? 0, latitude: first?.[1] ?? 0 }],
			known.map(({ outline }) => outline),
		);
		expect(map?.land).toHaveLength(found.length);
		for (const number of map?.land.join(' ').match(/-?\d+(\.\d+)?/g) ?? []) expect(Number(number)).toBeGreaterThanOrEqual(0);
	});

	test('the planning area Nord is one of five municipalities', async () => {
		const found = bordersIn(fs.readFileSync(path.join(GEO, 'vogelsberg-planungsraum-nord.geojson'), 'utf8'));
		expect(found).toHaveLength(5);
		await within((tx) => keepBorders(tx, coordinator, found));
		await put(
			'Nord (Vogelsberg)',
			found.map(({ ags }) => ags),
			'2021-01-01',
			'socialSpace',
		);
		const [area] = (await within((tx) => allAreas(tx))).filter(({ name }) => name === 'Nord (Vogelsberg)');
		expect(area?.municipalities).toHaveLength(5);
	});
});
