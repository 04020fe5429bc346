// Borders of municipalities, as files of offices have them. Source: RFC 7946
import { check } from '@placemarkio/check-geojson';

/** A border: of polygons, rings, points. Unit: degrees, WGS 84, longitude first */
export type Outline = [number, number][][][];

/** A municipality of a file. */
export interface Bordered {
	ags: string;
	name: string;
	outline: Outline;
}

/** Why a file of borders cannot be read: a key of the room's words after "geo.". */
export class NoBorders extends Error {
	readonly key: 'noJson' | 'noFeatures' | 'noKeys' | 'tooFine' | 'outside';
	constructor(key: NoBorders['key']) {
		super(key);
		this.key = key;
	}
}

/** Points that the border of a municipality may have; more cannot be seen on a page. */
const MOST_POINTS = 3000;

/** Points of all borders of a file together. */
const MOST_IN_ALL = 60_000;

/** The box around Germany: west, south, east, north. Coordinates in another order, or of another grid, lie outside. */
const GERMANY = [5, 47, 16, 56] as const;

// Eleven metres: finer than a border is drawn.
const round = (degrees: number) => Math.round(degrees * 10_000) / 10_000;

const LONGEST_NAME = 120;

const KEYS = ['ags', 'ags_0', 'agskey', 'gemeindeschluessel', 'gemeindeschlüssel'];
const NAMES = ['name', 'gen', 'gemeindename', 'gemeinde', 'bez_gen'];

/** What a feature says under one of several names, however they are written. */
function said(properties: Record<string, unknown>, names: readonly string[]): string {
	const own = new Map(Object.entries(properties).map(([key, value]) => [key.toLowerCase(), value]));
	const value = names.map((name) => own.get(name)).find((one) => typeof one === 'string' || typeof one === 'number');
	return value === undefined ? '' : String(value).replaceAll(/\p{C}/gu, '').trim().slice(0, LONGEST_NAME);
}

/** What a strict reader leaves of a file. */
interface Read {
	type: string;
	properties?: Record<string, unknown> | null;
	geometry?: { type: string; coordinates?: unknown } | null;
}

/**
 * The municipalities of a file with their borders: each by its official key, with a leading zero that was lost.
 * Errors: NoBorders for what is no GeoJSON of municipalities with keys, for borders that are too fine, and for coordinates that are no degrees
 */
export function bordersIn(text: string): Bordered[] {
	let file: Read & { features?: Read[] };
	try {
		file = check(text) as unknown as typeof file;
	} catch {
		throw new NoBorders('noJson');
	}
	const features = file.features ?? (file.type === 'Feature' ? [file] : []);
	const found = features.flatMap(({ properties, geometry }) => {
		const polygons = (
			geometry?.type === 'Polygon' ? [geometry.coordinates] : geometry?.type === 'MultiPolygon' ? geometry.coordinates : []
		) as number[][][][];
		const digits = said(properties ?? {}, KEYS).replaceAll(/\s/g, '');
		const outline = polygons.map((rings) => rings.map((ring) => ring.map(([x = 0, y = 0]): [number, number] => [round(x), round(y)])));
		return polygons.length === 0
			? []
			: [{ ags: /^\d{7,8}$/.test(digits) ? digits.padStart(8, '0') : '', name: said(properties ?? {}, NAMES), outline }];
	});
	if (found.length === 0) throw new NoBorders('noFeatures');
	if (found.some(({ ags }) => ags === '')) throw new NoBorders('noKeys');
	// A municipality in several features is one with several parts.
	const all = [...Map.groupBy(found, ({ ags }) => ags)].map(([ags, parts]) => ({
		ags,
		name: parts.find(({ name }) => name !== '')?.name ?? '',
		outline: parts.flatMap(({ outline }) => outline),
	}));
	const counts = all.map(({ outline }) => outline.flat(2).length);
	if (counts.some((count) => count > MOST_POINTS) || counts.reduce((sum, count) => sum + count, 0) > MOST_IN_ALL)
		throw new NoBorders('tooFine');
	const [west, south, east, north] = GERMANY;
	if (all.some(({ outline }) => outline.flat(2).some(([x, y]) => x < west || x > east || y < south || y > north)))
		throw new NoBorders('outside');
	return all;
}
