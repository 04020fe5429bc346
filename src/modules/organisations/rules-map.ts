// A map without tiles: places as dots of a picture, close ones together.
import type { Outline } from '#modules/places/rules-geo.ts';

/** A place. Unit: degrees, WGS 84 */
export interface Place {
	id: string;
	name: string;
	town: string;
	latitude: number;
	longitude: number;
}

/** A dot of a map: one place or several that lie close together. Unit: of the picture, which is WIDTH wide */
export interface Dot {
	x: number;
	y: number;
	places: Place[];
}

/** The name of a town beside its dots. Unit: as of a dot */
export interface Label {
	x: number;
	y: number;
	text: string;
}

/** A map as it is drawn. Shape: land = a path for each municipality */
export interface Drawn {
	dots: Dot[];
	labels: Label[];
	land: string[];
	height: number;
	tenKilometres: number;
}

/** How wide a map is; as high as its places ask for, within bounds. */
export const WIDTH = 640;
const HEIGHTS = [280, 560] as const;
const MARGIN = 40;
/** Closer than this, two dots cannot be told apart, nor hit. */
const CLOSE = 30;

/** Half as wide as a label, and as high. */
const LABEL = [56, 16] as const;
const MOST_LABELS = 24;

const round = (value: number) => Math.round(value * 10) / 10;

const KM_A_DEGREE = 111.2;

/**
 * Places as dots, the north on top, with the names of towns where there is room, the height of the picture and how long ten kilometres are in it.
 * Shape:  null without any place; a place that is too close to a dot joins it, so that no two dots touch
 */
export function mapOf(places: readonly Place[], outlines: readonly Outline[] = []): Drawn | null {
	if (places.length === 0) return null;
	const range = (values: number[]) =>
		[values.reduce((x, y) => Math.min(x, y)), values.reduce((x, y) => Math.max(x, y))] as [number, number];
	const points = outlines.flat(3);
	const [south, north] = range([...places.map(({ latitude }) => latitude), ...points.map(([, y]) => y)]);
	const [west, east] = range([...places.map(({ longitude }) => longitude), ...points.map(([x]) => x)]);
	const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
	// A single place is shown with some land around it.
	const [wide, high] = [Math.max((east - west) * squeeze, 0.02), Math.max(north - south, 0.02)];
	const [least, most] = HEIGHTS;
	const height = Math.round(Math.min(most, Math.max(least, ((WIDTH - 2 * MARGIN) * high) / wide + 2 * MARGIN)));
	const scale = Math.min((WIDTH - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high);
	const x = (longitude: number) => WIDTH / 2 + (longitude - (west + east) / 2) * squeeze * scale;
	const y = (latitude: number) => height / 2 - (latitude - (south + north) / 2) * scale;
	const dots: Dot[] = [];
	for (const place of places) {
		const [across, down] = [round(x(place.longitude)), round(y(place.latitude))];
		const near = dots.find((dot) => Math.hypot(dot.x - across, dot.y - down) < CLOSE);
		if (near) near.places.push(place);
		else dots.push({ x: across, y: down, places: [place] });
	}
	const middle = (values: number[]) => round(values.reduce((a, b) => a + b, 0) / values.length);
	const labels: Label[] = [];
	const towns = [...Map.groupBy(places, ({ town }) => town)].toSorted(([, one], [, other]) => other.length - one.length);
	for (const [text, all] of towns) {
		const label = {
			x: Math.min(WIDTH - LABEL[0], Math.max(LABEL[0], middle(all.map(({ longitude }) => x(longitude))))),
			y: Math.max(...all.map(({ latitude }) => Math.round(y(latitude)))) + 32,
			text,
		};
		const isFree = labels.every((other) => Math.abs(other.x - label.x) > 2 * LABEL[0] || Math.abs(other.y - label.y) > LABEL[1]);
		if (text !== '' && isFree && labels.length < MOST_LABELS) labels.push(label);
	}
	// Points that fall together in the picture are one.
	const path = (ring: readonly [number, number][]) =>
		`M${ring
			.map(([across, down]) => `${Math.round(x(across))} ${Math.round(y(down))}`)
			.filter((point, at, all) => point !== all[at - 1])
			.join('L')}Z`;
	const land = outlines.map((polygons) => polygons.flat().map(path).join(''));
	return { dots, labels, land, height, tenKilometres: Math.round((10 / KM_A_DEGREE) * scale) };
}
