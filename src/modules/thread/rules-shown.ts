import type { Kind, State } from './rules.ts';
import type { AgreementEntry, AgreementState, Clause, PartyRole, Signature } from './rules-agreement.ts';
import type { SlotState } from './rules-guest.ts';
import type { Criterion, StatementKind, Status } from './rules-statement.ts';
import type { ThreadRow } from './rules-thread.ts';

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
	/** The kind of meeting that asks about it; '' = the one that gave it. */
	asking: string;
	postponed: number;
	outcome: string;
	carer: { name: string; hasLeft: boolean } | null;
	/** Who wants to work on it, by their own wish. */
	helpers: { name: string; email: string }[];
	entries: { number: number; kind: Kind; at: string; by: string; meeting: string; lines: string[] }[];
}

/** An agreement as a page shows it; days in words, '' = without. */
export interface ShownAgreement {
	id: string;
	title: string;
	state: AgreementState;
	outcome: string;
	from: string;
	until: string;
	review: string;
	meeting: { id: string; slug: string; title: string } | null;
	mandate: { id: string; title: string } | null;
	number: number;
	hash: string;
	clauses: Clause[];
	annexes: { id: string; title: string }[];
	parties: {
		id: string;
		name: string;
		role: PartyRole;
		contact: string;
		email: string;
		signature: { way: Signature['way']; by: string; on: string; version: number } | null;
		/** The last version but this one that they signed. */
		earlier: number | null;
	}[];
	/** Signatories whose signature is missing. */
	missing: number;
	measures: {
		id: string;
		title: string;
		asked: string;
		due: string;
		isLate: boolean;
		percent: number;
		entries: { number: number; at: string; by: string; percent: number; note: string; evidence: string }[];
	}[];
	/** Of all measures together; null without any. Unit: percent */
	progress: number | null;
	versions: { number: number; at: string; by: string; signed: number }[];
	entries: { number: number; kind: AgreementEntry['kind']; at: string; by: string; meeting: string; lines: string[] }[];
}

/** The thread as a page shows it, in sections of meetings of one kind; days and states in words. */
export interface ShownThread {
	sections: {
		series: string;
		title: string;
		lanes: number;
		rows: (Omit<ThreadRow, 'id'> & { isAhead: boolean; href: string })[];
	}[];
}

interface ShownVersion {
	number: number;
	title: string;
	wording: string;
	status: Status;
	on: string;
	criteria: Criterion[];
}

/** A statement as a page shows it: its last version and all of them; days in words. */
export interface ShownStatement extends ShownVersion {
	id: string;
	kind: StatementKind;
	meeting: { id: string; slug: string; title: string } | null;
	isPublic: boolean;
	versions: (ShownVersion & { at: string; by: string })[];
}

/** A conference that takes guests as everybody sees it; days in words. */
export interface ShownSlot {
	id: string;
	host: string;
	time: string;
	closes: string;
	seats: number;
	free: number;
	state: SlotState;
}
