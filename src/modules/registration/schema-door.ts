import * as v from 'valibot';
import { line, personName, required } from '#platform/form.ts';
import { type Scan, scanKinds } from './rules-door.ts';

/** A new door. */
export const door = v.object({ label: line(80) });

/** Somebody who walks in: two fields, because there is a queue. */
export const walkIn = v.object({ name: personName('door.nameMissing'), organisation: required('door.organisationMissing', 200) });

/** Acts that a device may send at once; what is more comes with the next request. */
export const MOST_SCANS = 200;

const LONGEST_AGO = 24 * 3600;

const scan = v.object({
	key: v.pipe(v.string(), v.uuid(), v.toLowerCase()),
	kind: v.picklist(scanKinds),
	place: v.optional(v.nullable(v.pipe(v.string(), v.uuid(), v.toLowerCase())), null),
	code: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
	name: v.optional(v.string(), ''),
	organisation: v.optional(v.string(), ''),
	anyway: v.optional(v.boolean(), false),
	// The clock of a phone may jump; an act of yesterday is one all the same.
	agoSeconds: v.optional(
		v.pipe(
			v.number(),
			v.finite(),
			v.transform((ago) => Math.min(LONGEST_AGO, Math.max(0, ago))),
		),
		0,
	),
});

const scans = v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(MOST_SCANS));

/** The key of an act that cannot be read, if it is a text. */
function keyIn(act: unknown): string {
	const key = typeof act === 'object' && act !== null && 'key' in act ? act.key : '';
	return typeof key === 'string' ? key.slice(0, 60) : '';
}

/**
 * Reads what a device sent: what can be worked with, and the keys of what cannot.
 * Shape:  null = no list of acts at all
 */
export function readScans(json: unknown): { scans: Scan[]; unreadable: string[] } | null {
	const all = v.safeParse(scans, json);
	if (!all.success) return null;
	const good: Scan[] = [];
	const unreadable: string[] = [];
	for (const one of all.output) {
		const read = v.safeParse(scan, one);
		const person = read.success && read.output.kind === 'walkIn' ? v.safeParse(walkIn, read.output) : undefined;
		if (read.success && person?.success !== false) good.push({ ...read.output, ...(person?.success ? person.output : {}) });
		else unreadable.push(keyIn(one));
	}
	return { scans: good, unreadable };
}
