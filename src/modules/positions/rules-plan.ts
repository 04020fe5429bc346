// What becomes of a position that a list names: the entries that are made and those that are known no longer.

import { bare } from '#platform/sheet/columns.ts';
import { dayAfter } from '#platform/time/partial.ts';
import { type Assignment, type Facts, type Funding, isOn, type Kind, OPEN, type Site, type Span, type State, total } from './rules.ts';
import { sharesAt, spread } from './rules-coverage.ts';
import type { ListField, Remark, RowFacts } from './rules-list.ts';

/** A position of the register, as lists are compared with it: with all of its entries. */
export interface KnownPosition extends Facts {
	id: string;
	number: string;
}

/** What names lead to. Shape: people by bare name, programmes by programmeKey */
export interface Known {
	positions: readonly KnownPosition[];
	schools: readonly { id: string; name: string; town: string; number: string }[];
	employers: readonly { id: string; name: string; town: string }[];
	people: ReadonlyMap<string, string>;
	programmes: ReadonlyMap<string, string>;
}

/** A programme's name, so that case, blanks and signs do not matter; a plus does: "ESF" is not "ESF+". */
export const programmeKey = (name: string): string => bare(name.replaceAll('+', ' plus'));

/** An entry that is to be made; whoever or whatever is not known yet stands there as "new:" and a name. */
export type Fresh =
	| { kind: 'state'; entry: Omit<State, 'id'> }
	| { kind: 'site'; entry: Omit<Site, 'id'> }
	| { kind: 'funding'; entry: Omit<Funding, 'id'> }
	| { kind: 'assignment'; entry: Omit<Assignment, 'id'> };

/** A difference between the register and a row. */
export interface Change {
	field: ListField;
	before: string | number;
	after: string | number;
}

/** What becomes of a position: entries that are known no longer, and those that are made. */
export interface Plan {
	/** null = a position that is new. */
	position: string | null;
	number: string;
	/** The number that a known position gets by the list; '' = none. */
	newNumber: string;
	gone: { kind: Kind; id: string }[];
	made: Fresh[];
	/** Of a position that is known. */
	changes: Change[];
	/** What the row says and is not taken. */
	remarks: Remark[];
}

/** The name that a "new:" stands for; undefined for an id. */
export const newName = (id: string): string | undefined => (id.startsWith('new:') ? id.slice(4) : undefined);

/** A row that can be read, with the school and employer it leads to. */
export interface Read {
	line: number;
	shown: { name: string; number: string };
	remarks: Remark[];
	facts: RowFacts;
	school: string;
	employer: string | null;
}

/** The first day of which a row speaks: that of the list, or its own where that is later; of what is over by then, its last. */
export const dayOfRow = ({ from, until }: RowFacts, day: string): string =>
	from > day ? from : until !== null && until <= day ? dayAfter(until, -1) : day;

/** Whether a row says that somebody works there. */
const worksThere = ({ status, people, filled }: RowFacts): boolean =>
	status !== 'vacant' && status !== 'planned' && (people.length > 0 || status !== '' || (filled ?? 0) > 0);

const specialistsOf = ({ people }: RowFacts, known: Known): string[] =>
	people.length === 0 ? ['new:'] : people.map((name) => known.people.get(bare(name)) ?? `new:${name}`);

const programmesOf = ({ programmes }: RowFacts, known: Known): string[] =>
	programmes.map((name) => known.programmes.get(programmeKey(name)) ?? `new:${name}`);

const equally = (amount: number, count: number): number[] => spread(amount, Array(count).fill(1));

/** What is made of a position that is not known yet. Shape: position = one that has no entries any more and gets these */
export function fresh(group: readonly Read[], known: Known, day: string, position: string | null = null): Plan {
	const [first] = group as [Read];
	const { facts } = first;
	const span = { from: facts.from || day, until: facts.until };
	const remarks: Remark[] = [];
	const { emphasis, qualification } = facts;
	const about = { employer: first.employer, isPlanned: facts.status === 'planned', emphasis, qualification };
	const made: Fresh[] = [
		{ kind: 'state', entry: { ...about, fte: total(group.map((one) => one.facts)), ...span } },
		...group.map(({ school, facts: row }): Fresh => ({ kind: 'site', entry: { organisation: school, fte: row.fte, ...span } })),
	];
	const paying = programmesOf(facts, known);
	const until = facts.isFundedOpen ? null : (facts.fundedUntil ?? span.until);
	if (paying.length > 0 && until !== null && until <= span.from) remarks.push({ key: 'grantOver', value: dayAfter(until, -1) });
	else
		for (const [at, programme] of paying.entries()) {
			const percent = facts.percent ?? equally(100, paying.length)[at] ?? 100;
			made.push({ kind: 'funding', entry: { programme, percent, reference: '', from: span.from, until } });
		}
	for (const { school, facts: row } of group) {
		if (!worksThere(row)) continue;
		const everybody = specialistsOf(row, known);
		const shares = equally(row.filled ?? row.fte, everybody.length);
		const entry = { organisation: group.length === 1 ? null : school, isAbsent: row.status === 'absent', qualification: row.held, ...span };
		for (const [at, specialist] of everybody.entries())
			made.push({ kind: 'assignment', entry: { ...entry, specialist, fte: shares[at] ?? 0 } });
	}
	return { position, number: facts.number, newNumber: '', gone: [], made, changes: [], remarks };
}

/** A plan of a position, as it is put together. */
class Draft {
	readonly plan: Plan;
	readonly day: string;

	constructor(match: KnownPosition, day: string) {
		this.plan = { position: match.id, number: match.number, newNumber: '', gone: [], made: [], changes: [], remarks: [] };
		this.day = day;
	}

	note(field: ListField, before: string | number, after: string | number) {
		if (before !== after) this.plan.changes.push({ field, before, after });
	}

	/** Something else holds from the day on, or nothing; what held before is kept. */
	instead(kind: Kind, old: (Span & { id: string }) | undefined, next: object | null) {
		if (old) {
			const { id, ...before } = old;
			this.plan.gone.push({ kind, id });
			if (old.from < this.day) this.plan.made.push({ kind, entry: { ...before, until: this.day } } as unknown as Fresh);
		}
		if (next) this.plan.made.push({ kind, entry: { ...next, from: this.day } } as unknown as Fresh);
	}
}

/** Where a position ends otherwise, what ended with it does too, and nothing goes on longer. */
const endOf = (until: string | null, was: string | null, next: string | null): string | null =>
	until === was || (until ?? OPEN) > (next ?? OPEN) ? next : until;

/** What a list changes of a position from a day on. */
export function changed(match: KnownPosition, group: readonly Read[], known: Known, day: string): Plan {
	const draft = new Draft(match, day);
	const [first] = group as [Read];
	const { facts } = first;
	const state = match.states.find((one) => isOn(one, day));
	const next = {
		employer: first.employer ?? state?.employer ?? null,
		fte: total(group.map((one) => one.facts)),
		isPlanned: facts.status === '' ? (state?.isPlanned ?? false) : facts.status === 'planned',
		emphasis: facts.emphasis || (state?.emphasis ?? ''),
		qualification: facts.qualification || (state?.qualification ?? ''),
		until: facts.isOpen ? null : (facts.until ?? state?.until ?? null),
	};
	const isWhole = facts.number !== '' || group.length > 1;
	const served = match.sites.filter((one) => isOn(one, day));
	// A row without a number speaks of one school, however many the position serves.
	if (!isWhole && served.length > 1 && state)
		next.fte = state.fte + facts.fte - (served.find((one) => one.organisation === first.school)?.fte ?? 0);
	const said = (one: typeof next | State | undefined) => ({
		fte: one?.fte ?? '',
		employer: one?.employer ?? '',
		status: one?.isPlanned ? 'planned' : '',
		until: one?.until ?? '',
		emphasis: one?.emphasis ?? '',
		qualification: one?.qualification ?? '',
	});
	const [was, is] = [said(state), said(next)];
	for (const field of Object.keys(is) as (keyof typeof is)[]) draft.note(field, was[field], is[field]);
	if (draft.plan.changes.length > 0) draft.instead('state', state, next);
	const end = (until: string | null) => endOf(until, state?.until ?? null, next.until);
	sites(draft, served, group, isWhole, end, next.until);
	people(draft, match, served, group, known, { isWhole, end, until: next.until, approved: state?.fte ?? next.fte });
	money(draft, match, first, known);
	if (match.number === '' && facts.number !== '') {
		draft.note('number', '', facts.number);
		draft.plan.newNumber = facts.number;
	}
	return draft.plan;
}

type End = (until: string | null) => string | null;

function sites(draft: Draft, served: readonly Site[], group: readonly Read[], isWhole: boolean, end: End, until: string | null): void {
	for (const site of served) {
		const row = group.find(({ school }) => school === site.organisation);
		const next = row || !isWhole ? { organisation: site.organisation, fte: row?.facts.fte ?? site.fte, until: end(site.until) } : null;
		// A list that names a position by its number names all of its schools.
		if (!next) draft.note('school', site.organisation, '');
		if (next?.fte !== site.fte || next.until !== site.until) draft.instead('site', site, next);
	}
	for (const { school, facts } of group) {
		if (served.some(({ organisation }) => organisation === school)) continue;
		draft.note('school', '', school);
		draft.instead('site', undefined, { organisation: school, fte: facts.fte, until });
	}
}

/** Somebody at one school: of an entry that says all schools, the part there. */
interface Part {
	of: Assignment | null;
	specialist: string;
	organisation: string | null;
	fte: number;
	isAbsent: boolean;
	qualification: string;
	until: string | null;
}

const isSamePart = (one: Part, other: Part) =>
	(['specialist', 'organisation', 'fte', 'isAbsent', 'qualification', 'until'] as const).every((field) => one[field] === other[field]);

function people(
	draft: Draft,
	match: KnownPosition,
	served: readonly Site[],
	group: readonly Read[],
	known: Known,
	{ isWhole, end, until, approved }: { isWhole: boolean; end: End; until: string | null; approved: number },
): void {
	const working = match.assignments.filter((one) => isOn(one, draft.day));
	const isOne = group.length === 1 && served.length <= 1;
	const parts = working.flatMap((of): Part[] => {
		if (of.organisation !== null || isOne) return [{ ...of, of }];
		const shares = sharesAt(of.fte, served, approved);
		return served.map(({ organisation }, at) => ({ ...of, of, organisation, fte: shares[at] ?? 0 }));
	});
	const next: Part[] = [];
	for (const part of parts) {
		const isNamed = isOne || group.some(({ school }) => school === part.organisation);
		// At a school that the list leaves out, somebody goes on only where it does not name them all.
		if (!isNamed && !isWhole) next.push({ ...part, until: end(part.until) });
	}
	for (const { facts, school } of group) {
		const own = parts.filter(({ organisation }) => isOne || organisation === school);
		next.push(...peopleOf(facts, isOne ? null : school, own, served.find((one) => one.organisation === school)?.fte, known, end, until));
	}
	// An entry stays where all of its parts do.
	const stays = (of: Assignment) => {
		const before = parts.filter((part) => part.of === of);
		const after = next.filter((part) => part.of === of);
		return before.length === after.length && before.every((one) => after.some((other) => isSamePart(one, other)));
	};
	const kept = new Set(working.filter(stays));
	for (const of of working) if (!kept.has(of)) draft.instead('assignment', of, null);
	for (const part of next) {
		if (part.of && kept.has(part.of)) continue;
		const { of, ...entry } = part;
		if (!of || of.specialist !== entry.specialist) draft.note('person', of?.specialist ?? '', entry.specialist);
		else
			for (const [field, before, after] of [
				['filled', of.fte, entry.fte],
				['held', of.qualification, entry.qualification],
			] as const)
				if (of.organisation === entry.organisation || isOne) draft.note(field, before, after);
		if (of && of.isAbsent !== entry.isAbsent) draft.note('status', of.isAbsent ? 'absent' : 'filled', entry.isAbsent ? 'absent' : 'filled');
		draft.instead('assignment', undefined, { ...entry, organisation: isOne ? (of?.organisation ?? null) : entry.organisation });
	}
	for (const of of working) if (!kept.has(of) && !next.some((part) => part.of === of)) draft.note('person', of.specialist, '');
}

/** Who works at a school by a row: those who are there go on where it says nothing else. */
function peopleOf(
	facts: RowFacts,
	school: string | null,
	own: readonly Part[],
	share: number | undefined,
	known: Known,
	end: End,
	until: string | null,
): Part[] {
	if (facts.status === 'vacant' || facts.status === 'planned') return [];
	const going = own.map((part) => ({ ...part, until: end(part.until) }));
	if (!worksThere(facts)) return going;
	const names = facts.people.length === 0 ? going.map(({ specialist }) => specialist) : specialistsOf(facts, known);
	const everybody = names.length === 0 ? ['new:'] : names;
	const found = everybody.map((specialist) => going.find((part) => part.specialist === specialist));
	// The same people, and nothing said of how much: how they share it stays theirs.
	const isAsBefore = found.every(Boolean) && going.length === everybody.length && facts.filled === null && share === facts.fte;
	const shares = equally(facts.filled ?? facts.fte, everybody.length);
	return everybody.map((specialist, at) => {
		const same = found[at];
		const replaced = same ?? (going.length === 1 && everybody.length === 1 ? going[0] : undefined);
		return {
			of: replaced?.of ?? null,
			specialist,
			organisation: same ? same.organisation : school,
			fte: isAsBefore && same ? same.fte : (shares[at] ?? 0),
			isAbsent: facts.status === '' ? (same?.isAbsent ?? false) : facts.status === 'absent',
			qualification: facts.held || (same?.qualification ?? ''),
			until: same ? same.until : until,
		};
	});
}

function money(draft: Draft, match: KnownPosition, { facts }: Read, known: Known): void {
	const paying = match.fundings.filter((one) => isOn(one, draft.day));
	const named = programmesOf(facts, known);
	const says = facts.fundedUntil !== null || facts.isFundedOpen || facts.percent !== null;
	if (named.length > 1) {
		// Several in one cell: what is there already stays, and nothing is guessed of their parts.
		if (!named.every((programme) => paying.some((one) => one.programme === programme)))
			draft.plan.remarks.push({ key: 'severalProgrammes', value: facts.programmes.join(', ') });
		return;
	}
	const [only, another] = paying;
	const programme = named[0] ?? (says && only && !another ? only.programme : undefined);
	if (programme === undefined) {
		if (says) draft.plan.remarks.push({ key: 'grantOfNone', value: '' });
		return;
	}
	const same = paying.find((one) => one.programme === programme);
	const until = facts.isFundedOpen ? null : (facts.fundedUntil ?? same?.until ?? null);
	const percent = facts.percent ?? same?.percent ?? 100;
	if (same && same.until === until && same.percent === percent) return;
	if (until !== null && until <= draft.day) {
		// A grant that is over by then, and known as such, is no news; any other is not taken.
		if (!match.fundings.some((one) => one.programme === programme && one.until === until))
			draft.plan.remarks.push({ key: 'grantOver', value: dayAfter(until, -1) });
		return;
	}
	if (!same) {
		draft.note('programme', only && !another ? only.programme : '', programme);
		draft.instead('funding', another ? undefined : only, { programme, percent, reference: '', until });
		return;
	}
	draft.note('fundedUntil', same.until ?? '', until ?? '');
	draft.note('percent', same.percent, percent);
	if (same.percent !== percent) {
		draft.instead('funding', same, { programme, percent, reference: same.reference, until });
		return;
	}
	// A grant that is longer is the same grant: it is put right, not begun anew.
	const { id, ...entry } = same;
	draft.plan.gone.push({ kind: 'funding', id });
	draft.plan.made.push({ kind: 'funding', entry: { ...entry, until } });
}

/** The entries of a position after a plan, as they would be known. */
export function after(match: KnownPosition | undefined, { gone, made }: Plan): Facts {
	const isGone = new Set(gone.map(({ kind, id }) => `${kind} ${id}`));
	const left = <E extends { id: string }>(kind: Kind, all: readonly E[] = []): E[] => [
		...all.filter(({ id }) => !isGone.has(`${kind} ${id}`)),
		...made.flatMap((one) => (one.kind === kind ? [{ ...one.entry, id: '' } as unknown as E] : [])),
	];
	return {
		states: left<State>('state', match?.states),
		sites: left<Site>('site', match?.sites),
		fundings: left<Funding>('funding', match?.fundings),
		assignments: left<Assignment>('assignment', match?.assignments),
	};
}
