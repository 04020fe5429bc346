import type { Kind, State } from './rules.ts';

/** A mandate as a page shows it. */
export interface ShownMandate {
	id: string;
	title: string;
	/** Where it was given. */
	meeting: string;
	state: State;
	isLate: boolean;
	asked: string;
	step: string;
	/** In words; '' = without a date. */
	due: string;
	postponed: number;
	outcome: string;
	carer: { name: string; hasLeft: boolean } | null;
	/** Who wants to work on it, by their own wish. */
	helpers: { name: string; email: string }[];
	entries: { number: number; kind: Kind; at: string; by: string; meeting: string; lines: string[] }[];
}
