// What becomes of a position that a list names: the entries that are made and those that are known no longer.
import { bare } from '#platform/sheet/columns.ts';
import { type Assignment, type Facts, type Funding, isOn, type Kind, type Site, type Span, type State, total } from './rules.ts';
import { spread } from './rules-coverage.ts';
import type { ListField, Remark, RowFacts } from './rules-list.ts';

/** A position of the register, as lists are compared with it. */
export interface KnownPosition extends Facts {
	id: string;
	number: string;
}

/** What names lead to. Shape: by bare name; schools also by their number */
export interface Known {
	positions: readonly KnownPosition[];
	schools: readonly { id: string; name: string; town: string; number: string }[];
	employers: readonly { id: string; name: string; town: string }[];
	people: ReadonlyMap<string, string>;
	programmes: ReadonlyMap<string, string>;
}

/** An entry that is to be made; whoever or whatever is not known yet stands there as "new:" and a name. */
export type Fresh =
	| { kind: 'state'; entry: Omit<State, 'id'> }
	| { kind: 'site'; entry: Omit<Site, 'id'> }
	| { kind: 'funding'; entry: Omit<Funding, 'id'> }
	| { kind: 'assignment'; entry: Omit<Assignment, 'id'> };

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
}

/** A difference between the register and a row. */
export interface Change {
	field: ListField;
	before: string | number;
	after: string | number;
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

const nameOf = (names: ReadonlyMap<string, string>, name: string) => names.get(bare(name)) ?? `new:${name}`;

/** Whether a row says that somebody works there. */
const worksThere = ({ status, person, filled }: RowFacts): boolean =>
	status !== 'vacant' && status !== 'planned' && (person !== '' || status !== '' || (filled ?? 0) > 0);

/** Who a row names: several where their names stand apart by semicolons, and somebody unknown where it names nobody. */
const specialistsOf = ({ person }: RowFacts, known: Known): string[] => {
	const names = person.split(/\s*;\s*/).filter(Boolean);
	return names.length === 0 ? ['new:'] : names.map((name) => nameOf(known.people, name));
};

/** What is made of a position that is not known yet. */
export function fresh(group: readonly Read[], known: Known, day: string): Plan {
	const [first] = group as [Read];
	const { facts } = first;
	const span = { from: facts.from || day, until: facts.until };
	const fte = total(group.map((one) => one.facts));
	const { emphasis, qualification } = facts;
	const state: Fresh = {
		kind: 'state',
		entry: { employer: first.employer, fte, isPlanned: facts.status === 'planned', emphasis, qualification, ...span },
	};
	const sites = group.map(({ school, facts: row }): Fresh => ({ kind: 'site', entry: { organisation: school, fte: row.fte, ...span } }));
	const paid: Fresh[] =
		facts.programme === ''
			? []
			: [
					{
						kind: 'funding',
						entry: {
							programme: nameOf(known.programmes, facts.programme),
							percent: facts.percent ?? 100,
							reference: '',
							from: span.from,
							until: facts.fundedUntil ?? span.until,
						},
					},
				];
	const people = group
		.filter((one) => worksThere(one.facts))
		.flatMap(({ school, facts: row }): Fresh[] => {
			const everybody = specialistsOf(row, known);
			const shares = spread(
				Math.min(row.filled ?? row.fte, row.fte),
				everybody.map(() => 1),
			);
			const about = {
				organisation: group.length === 1 ? null : school,
				isAbsent: row.status === 'absent',
				qualification: row.held,
				...span,
			};
			return everybody.map((specialist, at) => ({ kind: 'assignment', entry: { ...about, specialist, fte: shares[at] ?? 0 } }));
		});
	return { position: null, number: facts.number, newNumber: '', gone: [], made: [state, ...sites, ...paid, ...people], changes: [] };
}

/** A plan of a position, as it is put together. */
class Draft {
	readonly plan: Plan;
	readonly day: string;

	constructor(match: KnownPosition, day: string) {
		this.plan = { position: match.id, number: match.number, newNumber: '', gone: [], made: [], changes: [] };
		this.day = day;
	}

	note(field: ListField, before: string | number, next: string | number) {
		this.plan.changes.push({ field, before, after: next });
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
		until: facts.until ?? state?.until ?? null,
	};
	const said = (one: typeof next | State | undefined) => ({
		fte: one?.fte ?? '',
		employer: one?.employer ?? '',
		status: one?.isPlanned ? 'planned' : '',
		until: one?.until ?? '',
		emphasis: one?.emphasis ?? '',
		qualification: one?.qualification ?? '',
	});
	const [was, is] = [said(state), said(next)];
	for (const field of Object.keys(is) as (keyof typeof is)[]) if (was[field] !== is[field]) draft.note(field, was[field], is[field]);
	if (draft.plan.changes.length > 0) draft.instead('state', state, next);
	// Where a position ends earlier or later, everything of it does.
	const isOther = state !== undefined && next.until !== state.until;
	sites(draft, match, group, next.until, isOther);
	for (const one of group) people(draft, match, one, known, { until: next.until, isOther, isOne: group.length === 1 });
	money(draft, match, first, known);
	if (match.number === '' && facts.number !== '') {
		draft.note('number', '', facts.number);
		draft.plan.newNumber = facts.number;
	}
	return draft.plan;
}

function sites(draft: Draft, match: KnownPosition, group: readonly Read[], until: string | null, isOther: boolean): void {
	const served = match.sites.filter((one) => isOn(one, draft.day));
	for (const { school, facts } of group) {
		const site = served.find(({ organisation }) => organisation === school);
		if (site?.fte === facts.fte && !isOther) continue;
		if (!site) draft.note('school', '', school);
		draft.instead('site', site, { organisation: school, fte: facts.fte, until });
	}
	// A list that names a position by its number names all of its schools.
	if (group[0]?.facts.number === '') return;
	for (const site of served) {
		if (group.some(({ school }) => school === site.organisation)) continue;
		draft.note('school', site.organisation, '');
		draft.instead('site', site, null);
	}
}

function people(
	draft: Draft,
	match: KnownPosition,
	{ facts, school }: Read,
	known: Known,
	{ until, isOther, isOne }: { until: string | null; isOther: boolean; isOne: boolean },
): void {
	const own = match.assignments.filter(
		(one) => isOn(one, draft.day) && (isOne || one.organisation === school || one.organisation === null),
	);
	if (facts.status === 'vacant' || facts.status === 'planned') {
		for (const old of own) {
			draft.note('person', old.specialist, '');
			draft.instead('assignment', old, null);
		}
		return;
	}
	const [specialist = '', ...others] = specialistsOf(facts, known);
	if (others.length > 0) {
		crowd(draft, own, [specialist, ...others], { fte: facts.filled ?? facts.fte, organisation: isOne ? null : school, until });
		return;
	}
	const same = facts.person === '' ? (own.length === 1 ? own[0] : undefined) : own.find((one) => one.specialist === specialist);
	// Of several who share a position a row with another name says nothing.
	const old = same ?? (own.length === 1 ? own[0] : undefined);
	if (!same && !worksThere(facts)) return;
	const share = match.sites.find((one) => one.organisation === school && isOn(one, draft.day))?.fte;
	const next = {
		specialist: same?.specialist ?? specialist,
		organisation: same ? same.organisation : isOne ? null : school,
		fte: facts.filled ?? (same && share === facts.fte ? same.fte : facts.fte),
		isAbsent: facts.status === '' ? (same?.isAbsent ?? false) : facts.status === 'absent',
		qualification: facts.held || (same?.qualification ?? ''),
		until: same && !isOther ? same.until : until,
	};
	if (same && (['fte', 'isAbsent', 'qualification', 'until'] as const).every((field) => same[field] === next[field])) return;
	draft.note('person', old?.specialist ?? '', next.specialist);
	draft.instead('assignment', old, next);
}

/** Several share a position: where a row names others than are there, they take their places in equal parts. */
function crowd(
	draft: Draft,
	own: readonly Assignment[],
	names: readonly string[],
	{ fte, organisation, until }: { fte: number; organisation: string | null; until: string | null },
): void {
	if (own.length === names.length && own.every(({ specialist }) => names.includes(specialist))) return;
	const shares = spread(
		fte,
		names.map(() => 1),
	);
	for (const old of own) draft.instead('assignment', old, null);
	for (const [at, specialist] of names.entries()) {
		draft.note('person', own[at]?.specialist ?? '', specialist);
		draft.instead('assignment', undefined, { specialist, organisation, fte: shares[at] ?? 0, isAbsent: false, qualification: '', until });
	}
}

function money(draft: Draft, match: KnownPosition, { facts }: Read, known: Known): void {
	if (facts.programme === '') return;
	const programme = nameOf(known.programmes, facts.programme);
	const paying = match.fundings.filter((one) => isOn(one, draft.day));
	const same = paying.find((one) => one.programme === programme);
	const until = facts.fundedUntil ?? same?.until ?? null;
	const percent = facts.percent ?? same?.percent ?? 100;
	if (!same) {
		const [only, another] = paying;
		draft.note('programme', only && !another ? only.programme : '', programme);
		draft.instead('funding', another ? undefined : only, { programme, percent, reference: '', until });
		return;
	}
	if (same.until === until && same.percent === percent) return;
	// A grant that is longer is the same grant: it is put right, not begun anew.
	const { id, ...entry } = same;
	draft.note('fundedUntil', same.until ?? '', until ?? '');
	draft.plan.gone.push({ kind: 'funding', id });
	draft.plan.made.push({ kind: 'funding', entry: { ...entry, until, percent } });
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
