import * as v from 'valibot';
import { choice, day, id, line, prose, required } from '#platform/form.ts';
import { areaKinds } from './rules.ts';

const since = v.pipe(day, v.minLength(1, 'dayWrong'));

/** Municipalities that lie in an area from a day on: named, or by key or postcode, one a line; '' as the area = in none of the kind. */
export const assigning = v.object({
	kind: choice(areaKinds, 'unknownChoice'),
	areaName: line(120),
	since,
	municipalities: v.pipe(prose(20_000), v.minLength(1, 'municipalitiesMissing')),
});

/** The area that the municipalities of a file lie in; '' = only their borders are taken. */
export const drawing = v.object({ drawnKind: choice(areaKinds, 'unknownChoice'), drawnArea: line(120), drawnSince: since });

/** An area that is called otherwise. */
export const renamingArea = v.object({ area: id('unknownChoice'), areaCalled: required('areaNameMissing', 120) });
