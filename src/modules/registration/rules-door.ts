import { readCode } from '#platform/code.ts';
import { plainWords } from '#platform/plain.ts';
import type { PlaceState } from './rules.ts';

/** Hours after its meeting at which the link of a door ends. */
export const DOOR_HOURS = 3;

/** Hours after which a door's device forgets the names it has kept, whatever happens. */
export const DEVICE_HOURS = 12;

/** What a device can do at a door. */
export const scanKinds = ['arrive', 'undo', 'walkIn'] as const;
export type ScanKind = (typeof scanKinds)[number];

/** What came of it. */
export const scanOutcomes = ['in', 'already', 'waiting', 'withdrawn', 'unknown', 'undone'] as const;
export type ScanOutcome = (typeof scanOutcomes)[number];

/** One act at a door, as the device sends it, as often as it needs to. */
export interface Scan {
	/** The device's own: the same key is the same act. */
	key: string;
	kind: ScanKind;
	place: string | null;
	/** What was scanned, where the device does not know whose it is. */
	code: string;
	/** Whoever walks in. */
	name: string;
	organisation: string;
	/** Somebody who waits or withdrew comes in all the same. */
	anyway: boolean;
	/** How long ago it was: a device's clock may be wrong, its stopwatch is not. */
	agoSeconds: number;
}

/** What a device is told about an act. */
export interface Scanned {
	key: string;
	outcome: ScanOutcome;
	place: string | null;
	/** Of somebody who is known; empty otherwise. */
	name: string;
	/** For somebody who is in: since when and by which door. */
	at: string | null;
	door: string;
}

/** Somebody as a door knows them. */
export interface Expected {
	id: string;
	name: string;
	organisation: string;
	/** What their QR code says; it opens nothing but this door. */
	code: string;
	state: PlaceState;
	/** Since when they are in, ISO; null = not yet. */
	arrived: string | null;
	door: string;
}

/** The words of a text, umlauts with and without their e. */
const wordsIn = (text: string) => [
	...plainWords(text),
	...plainWords(text.toLowerCase().replace(/[äöü]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter] ?? letter)),
];

/** Whether every typed beginning begins a word of the name or the organisation. */
export function fits(person: Pick<Expected, 'name' | 'organisation'>, typed: string): boolean {
	const words = wordsIn(`${person.name} ${person.organisation}`);
	const wanted = plainWords(typed);
	return wanted.length > 0 && wanted.every((beginning) => words.some((word) => word.startsWith(beginning)));
}

/**
 * Whom somebody at a door looks for: by the code of a badge or a mail, or by the beginnings of names.
 * Shape:  those who are not in yet come first
 */
export function lookUp<Person extends Expected>(people: readonly Person[], typed: string, most = 12): Person[] {
	const code = people.filter((one) => one.code === readCode(typed));
	if (code.length > 0) return code;
	return people
		.filter((one) => fits(one, typed))
		.sort((a, b) => Number(a.arrived !== null) - Number(b.arrived !== null))
		.slice(0, most);
}
