// What an agreement says, and how it stands: worked out from what was saved, signed and said of it, and from nothing else.

/** What a party is to an agreement: it promises, it signs along, or it is told. Source: domain.md §3.4 */
export const partyRoles = ['signatory', 'coSignatory', 'informed'] as const;
export type PartyRole = (typeof partyRoles)[number];

/** Whether an agreement must have an end, must have none, or may. */
export const terms = ['any', 'limited', 'unlimited'] as const;
export type Term = (typeof terms)[number];

export interface Clause {
	heading: string;
	text: string;
}

/** The whole text of a version: whatever stands here is signed. Days as "2027-08-01", '' = none. */
export interface Content {
	title: string;
	parties: { id: string; name: string; role: PartyRole }[];
	clauses: Clause[];
	from: string;
	until: string;
	review: string;
	/** Files that belong to it, by their digest. */
	annexes: { id: string; title: string; hash: string }[];
}

export interface Version {
	number: number;
	hash: string;
	at: Date;
	by: string | null;
	content: Content;
}

export interface Signature {
	party: string;
	version: number;
	hash: string;
	way: 'link' | 'paper' | 'noted';
	name: string;
	function: string;
	at: Date;
	/** The day that stands on the paper. */
	on: string | null;
}

/** Something that happened to an agreement beside its text. */
export interface AgreementEntry {
	number: number;
	kind: 'offered' | 'renewed' | 'ended';
	at: Date;
	version: number;
	by: string | null;
	meeting: { id: string; title: string } | null;
	note: string;
	until: string;
	review: string;
}

/** draft: its text is not sent out; offered: signatures are missing; signed: by all, and begins later; over: its term has passed. */
export const agreementStates = ['draft', 'offered', 'signed', 'inForce', 'reviewDue', 'over', 'ended'] as const;
export type AgreementState = (typeof agreementStates)[number];

/** How an agreement stands. */
export interface AgreementStanding {
	state: AgreementState;
	/** Signatories that have not signed this very text. */
	missing: string[];
	/** Until when it lasts and when it is looked at again, renewals counted; '' = without. */
	until: string;
	review: string;
	/** What came of it, once it has ended. */
	outcome: string;
	/** The present text was sent out: its parties may read it. */
	isOffered: boolean;
	/** All signatories signed the present text: it is more than a proposal, and may be told to others. */
	isSigned: boolean;
}

/** The last version: the one that counts. */
export const present = <One>(versions: readonly One[]): One => versions.at(-1) as One;

/** Whether every signatory has signed this very text; whoever signs along or is told holds nothing up. Source: domain.md §7, invariant 11 */
export function missingFrom({ hash, content }: Pick<Version, 'hash' | 'content'>, signatures: readonly Signature[]): string[] {
	const signed = new Set(signatures.filter((one) => one.hash === hash && one.way !== 'noted').map((one) => one.party));
	return content.parties.filter(({ id, role }) => role === 'signatory' && !signed.has(id)).map(({ id }) => id);
}

/** How an agreement stands on a day. Shape: today = "2027-03-16" */
export function agreementStanding(
	{ versions, signatures, entries }: { versions: readonly Version[]; signatures: readonly Signature[]; entries: readonly AgreementEntry[] },
	today: string,
): AgreementStanding {
	const version = present(versions);
	const renewed = entries.findLast(({ kind, version: of }) => kind === 'renewed' && of === version.number);
	const { until, review } = renewed ?? version.content;
	const missing = missingFrom(version, signatures);
	const ended = entries.find(({ kind }) => kind === 'ended');
	const isOffered = entries.some(({ kind, version: of }) => kind === 'offered' && of === version.number);
	const hasSignatory = version.content.parties.some(({ role }) => role === 'signatory');
	const isSigned = isOffered && hasSignatory && missing.length === 0;
	const stands = { missing, until, review, outcome: ended?.note ?? '', isOffered, isSigned };
	if (ended) return { ...stands, state: 'ended' };
	if (!isOffered) return { ...stands, state: 'draft' };
	if (!isSigned) return { ...stands, state: 'offered' };
	if (version.content.from > today) return { ...stands, state: 'signed' };
	if (until !== '' && until < today) return { ...stands, state: 'over' };
	return { ...stands, state: review !== '' && review <= today ? 'reviewDue' : 'inForce' };
}

/** The present text with the days of its last renewal: what goes on from here. Shape: as agreementStanding */
export function goingOn(agreement: Parameters<typeof agreementStanding>[0], today: string): Content {
	const { until, review } = agreementStanding(agreement, today);
	return { ...present(agreement.versions).content, until, review };
}

/** Whether an agreement binds its parties on that day. */
export const binds = (state: AgreementState): boolean => state === 'inForce' || state === 'reviewDue';

/** Whether somebody has to say what became of it: it is due for another look, or its term has passed. */
export const asks = (state: AgreementState): boolean => state === 'reviewDue' || state === 'over';

/**
 * Why a term does not fit what the region asks for; null where it does. A term that must end lasts a school year at the least.
 * Source: domain.md §3.4
 */
export function termProblem(
	term: Term,
	{ from, until }: Pick<Content, 'from' | 'until'>,
): 'untilMissing' | 'untilTooEarly' | 'untilUnwanted' | null {
	if (until !== '' && from !== '' && until <= from) return 'untilTooEarly';
	if (term === 'unlimited') return until === '' ? null : 'untilUnwanted';
	if (term === 'any') return null;
	if (until === '') return 'untilMissing';
	// From August to July: a day less than a year.
	return from !== '' && until < yearFrom(from) ? 'untilTooEarly' : null;
}

/** The last day of the year that begins on a day: "2028-07-31" for "2027-08-01". */
function yearFrom(day: string): string {
	const before = new Date(Date.parse(`${day}T12:00:00Z`) - 24 * 3600_000).toISOString().slice(0, 10);
	return `${Number(before.slice(0, 4)) + 1}${before.slice(4)}`;
}

/** What is written where it is digested: the same content is the same text, whatever made it. */
export const written = ({ title, parties, clauses, from, until, review, annexes }: Content): string =>
	JSON.stringify({
		title,
		parties: parties.map(({ id, name, role }) => ({ id, name, role })),
		clauses: clauses.map(({ heading, text }) => ({ heading, text })),
		from,
		until,
		review,
		annexes: annexes.map(({ id, title: name, hash }) => ({ id, title: name, hash })),
	});

/** The signatures under a text; whoever was merely told of it has not signed. */
export const signaturesUnder = (signatures: readonly Signature[], { hash }: Pick<Version, 'hash'>): Signature[] =>
	signatures.filter((one) => one.hash === hash && one.way !== 'noted');

/** How far measures are together: the mean of what was last said of each, rounded down; null where there is none. Unit: percent */
export function progressOf(measures: readonly { percent: number }[]): number | null {
	if (measures.length === 0) return null;
	return Math.floor(measures.reduce((sum, { percent }) => sum + percent, 0) / measures.length);
}

/** Headings that agreements between schools and youth welfare have, where a region has none of its own. Source: domain.md §3.4 */
export const usualHeadings = [
	'preamble',
	'aims',
	'audience',
	'tasks',
	'supervision',
	'rooms',
	'hours',
	'communication',
	'protection',
	'confidentiality',
	'documentation',
	'evaluation',
	'conflict',
	'term',
] as const;
