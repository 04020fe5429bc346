// Lists of positions, row by row, beside the register: what is new, what changes and from when, what contradicts. Nothing is left out silently.
import type { Fate } from '#modules/organisations/rules-import.ts';
import { bare } from '#platform/sheet/columns.ts';
import { clashIn, isOn } from './rules.ts';
import { type ListField, type Remark, type RowFacts, readRow } from './rules-list.ts';
import { after, type Change, changed, dayOfRow, fresh, type Known, type KnownPosition, type Plan, type Read } from './rules-plan.ts';

/** A row of a list, as it would be taken over. */
export interface PositionRow {
	line: number;
	name: string;
	number: string;
	fate: Fate;
	changes: Change[];
	remarks: Remark[];
	/** Of rows that are new or change. Several rows of one position stand in the plan of the first. */
	plan: Plan | null;
}

/** Organisations that a row may mean by name; a town that it gives must be theirs. */
function found<One extends { name: string; town: string }>(all: ReadonlyMap<string, One[]>, name: string, town: string): One[] {
	const named = all.get(bare(name)) ?? [];
	if (named.length > 0) return town === '' ? named : named.filter((one) => bare(one.town) === bare(town));
	const [, front = '', back = ''] = /^(.*),([^,]+)$/.exec(name) ?? [];
	return (all.get(bare(front)) ?? []).filter((one) => bare(one.town) === bare(back) && (town === '' || bare(one.town) === bare(town)));
}

const byName = <One extends { name: string }>(all: readonly One[]): Map<string, One[]> => Map.groupBy(all, ({ name }) => bare(name));

/** The number of a position, so that case and blanks do not matter. */
const numberKey = (number: string): string => number.replaceAll(/\s+/g, '').toUpperCase();

/**
 * What would be taken over from a list of positions, row by row. A position is known by its number, else by school and person, else by school,
 * employer and share where that leads to one only; rows of one number at several schools are one position, and are taken together or not at all.
 * Shape:  day = from when differences hold, and new positions whose row says nothing; an empty cell says nothing
 */
export function readPositions(
	columns: readonly (ListField | '')[],
	rows: readonly { line: number; cells: readonly string[] }[],
	known: Known,
	day: string,
): PositionRow[] {
	const [schools, employers] = [byName(known.schools), byName(known.employers)];
	const byNumber = Map.groupBy(
		known.schools.filter(({ number }) => number !== ''),
		({ number }) => number.replace(/^0+/, ''),
	);
	const result: PositionRow[] = [];
	const readable: Read[] = [];
	const refusedNumbers = new Set<string>();
	for (const { line, cells } of rows) {
		const { facts, remarks, shown } = readRow(columns, cells);
		const refuse = (fate: 'unreadable' | 'contradictory', ...more: Remark[]) => {
			result.push({ line, ...shown, fate, changes: [], remarks: [...remarks, ...more], plan: null });
			if (shown.number) refusedNumbers.add(numberKey(shown.number));
		};
		if (!facts) {
			refuse('unreadable');
			continue;
		}
		const numbered = byNumber.get(facts.schoolNumber.replace(/^0+/, '')) ?? [];
		const named = facts.school === '' ? [] : found(schools, facts.school, facts.town);
		const [school, another] = numbered.length > 0 ? numbered : named;
		const said = [facts.school || facts.schoolNumber, facts.town].filter(Boolean).join(', ');
		if (!school) {
			refuse('unreadable', { key: 'schoolUnknown', value: said });
			continue;
		}
		if (another) {
			refuse('contradictory', { key: 'schoolAmbiguous', value: said });
			continue;
		}
		if (named.length > 0 && !named.includes(school)) {
			refuse('contradictory', { key: 'schoolOther', value: school.name });
			continue;
		}
		if (facts.school !== '' && named.length === 0) remarks.push({ key: 'otherName', value: school.name });
		if (facts.schoolNumber !== '' && numbered.length === 0) remarks.push({ key: 'notTaken', value: facts.schoolNumber });
		else if (facts.schoolNumber !== '' && school.number !== facts.schoolNumber) remarks.push({ key: 'zeroRestored', value: school.number });
		const [employer, twin] = facts.employer === '' ? [] : found(employers, facts.employer, '');
		if (facts.employer !== '' && !employer) remarks.push({ key: 'employerUnknown', value: facts.employer });
		if (twin) remarks.push({ key: 'employerAmbiguous', value: facts.employer });
		readable.push({
			line,
			shown: { ...shown, name: school.name },
			remarks,
			facts,
			school: school.id,
			employer: twin ? null : (employer?.id ?? null),
		});
	}
	return [...result, ...planned(readable, known, day, refusedNumbers)].sort((x, y) => x.line - y.line);
}

const isSame = (one: Read, other: Read) => JSON.stringify([one.facts, one.school]) === JSON.stringify([other.facts, other.school]);

/** What rows of one position must say alike; the first counts. */
const ofPosition = ({ facts, employer }: Read) => [
	employer,
	facts.programmes.join(),
	facts.from,
	facts.until,
	facts.fundedUntil,
	facts.percent,
];

/** Rows of one position stand together: those of one number. */
function groupsOf(all: readonly Read[], rows: PositionRow[], refusedNumbers: Set<string>): Read[][] {
	const groups = new Map<string, Read[]>();
	for (const one of all) {
		const key = one.facts.number === '' ? `line ${one.line}` : numberKey(one.facts.number);
		const group = groups.get(key) ?? [];
		const twin = group.find(({ school }) => school === one.school);
		const row = { line: one.line, ...one.shown, changes: [], plan: null };
		if (twin && isSame(twin, one))
			rows.push({ ...row, fate: 'unchanged', remarks: [...one.remarks, { key: 'again', value: String(twin.line) }] });
		else if (twin) {
			rows.push({ ...row, fate: 'contradictory', remarks: [...one.remarks, { key: 'twice', value: String(twin.line) }] });
			refusedNumbers.add(key);
		} else {
			const [first] = group;
			if (first && JSON.stringify(ofPosition(first)) !== JSON.stringify(ofPosition(one)))
				one.remarks.push({ key: 'differs', value: String(first.line) });
			groups.set(key, [...group, one]);
		}
	}
	return [...groups.values()];
}

function planned(all: readonly Read[], known: Known, day: string, refusedNumbers: Set<string>): PositionRow[] {
	const rows: PositionRow[] = [];
	const groups = groupsOf(all, rows, refusedNumbers);
	const taken = new Set<string>();
	const finder = finderIn(known, day);
	// Whoever is known by number or name is found first: what is left over may then stand for the others.
	const pairs = groups.map((group) => ({ group, sure: finder.sure(group[0] as Read) }));
	for (const { sure } of pairs) for (const { id } of sure) taken.add(id);
	const claimed = new Set<string>();
	for (const { group, sure } of pairs) {
		const [first] = group as [Read];
		const { facts } = first;
		const [match, another] =
			sure.length > 0
				? sure
				: finder
						.likely(first)
						.filter(({ id }) => !taken.has(id))
						.slice(0, 1);
		const fated = (fate: Fate, plan: Plan | null, ...more: Remark[]) => {
			for (const [at, one] of group.entries())
				rows.push({
					line: one.line,
					...one.shown,
					fate,
					changes: at === 0 ? (plan?.changes ?? []) : [],
					plan: at === 0 && (fate === 'new' || fate === 'changed') ? plan : null,
					remarks: [...one.remarks, ...(at > 0 ? [{ key: 'joined' as const, value: String(first.line) }] : (plan?.remarks ?? [])), ...more],
				});
		};
		if (facts.number !== '' && refusedNumbers.has(numberKey(facts.number))) {
			fated('contradictory', null, { key: 'otherRow', value: '' });
			continue;
		}
		if (another || (match && claimed.has(match.id))) {
			fated('contradictory', null, { key: 'ambiguous', value: facts.people.join(', ') || facts.number });
			continue;
		}
		if (match) {
			taken.add(match.id);
			claimed.add(match.id);
		}
		const isEmpty = match?.states.length === 0;
		const at = match && !isEmpty ? dayIn(match, facts, day) : day;
		if (match && !isEmpty && facts.until !== null && facts.until <= day) {
			// What was over by then is no news, unless the register knows it otherwise.
			if (match.states.some((one) => isOn(one, day))) fated('contradictory', null, { key: 'over', value: '' });
			else fated('unchanged', null);
			continue;
		}
		const plan = match && !isEmpty ? changed(match, group, known, at) : fresh(group, known, day, match?.id ?? null);
		const clash = clashIn(after(match, plan), match && !isEmpty ? at : '');
		if (plan.made.some(({ entry }) => entry.until !== null && entry.until <= entry.from))
			fated('contradictory', null, { key: 'over', value: '' });
		else if (plan.made.some(({ entry }) => 'fte' in entry && (entry.fte < 1 || entry.fte > MOST_FTE)))
			fated('contradictory', null, { key: 'fteWrong', value: '' });
		else if (clash) fated('contradictory', null, { key: 'clash', value: clash.day });
		else if (!match || isEmpty) fated('new', plan);
		else fated(plan.changes.length > 0 ? 'changed' : 'unchanged', plan);
	}
	return rows;
}

/** Unit: hundredths of a full position */
const MOST_FTE = 10_000;

/** From when a row changes a position: from its own day where that is later; of a position that begins later, from then. */
function dayIn({ states }: KnownPosition, facts: RowFacts, day: string): string {
	const at = facts.from > day ? facts.from : day;
	if (states.some((one) => isOn(one, at))) return at;
	const coming = states.map(({ from }) => from).filter((from) => from > at);
	return coming.sort()[0] ?? at;
}

/** Finds positions that rows mean. */
function finderIn({ positions, people }: Known, day: string) {
	const numbered = new Map(positions.flatMap((one) => (one.number ? [[numberKey(one.number), one] as const] : [])));
	const named = new Set(people.values());
	const served = positions.filter(({ states }) => states.length > 0);
	const at = Map.groupBy(
		served.flatMap((position) =>
			[...new Set(position.sites.map(({ organisation }) => organisation))].map((school) => ({ school, position })),
		),
		({ school }) => school,
	);
	/** Positions that serve a school on the day of a row, or begin to later. */
	const here = ({ school, facts }: Read) => {
		const on = dayOfRow(facts, day);
		return (at.get(school) ?? []).flatMap(({ position }) => {
			const own = position.sites.filter((one) => one.organisation === school);
			const when = own.some((one) => isOn(one, on))
				? on
				: (own
						.map(({ from }) => from)
						.filter((from) => from > on)
						.sort()[0] ?? '');
			return when === '' ? [] : [{ position, when }];
		});
	};
	const hasShare = ({ position, when }: { position: KnownPosition; when: string }, { school, facts }: Read) =>
		position.sites.some((one) => one.organisation === school && one.fte === facts.fte && isOn(one, when));
	return {
		/** By its number, else by who works there; of several of somebody at a school, the one with the share. */
		sure(row: Read): KnownPosition[] {
			const { facts } = row;
			const known = facts.number === '' ? undefined : numbered.get(numberKey(facts.number));
			if (known) return [known];
			const [person] = facts.people.flatMap((name) => people.get(bare(name)) ?? []);
			if (person === undefined) return [];
			const own = here(row).filter(
				({ position, when }) =>
					(facts.number === '' || position.number === '') &&
					position.assignments.some((one) => one.specialist === person && isOn(one, when)),
			);
			const exact = own.filter((one) => hasShare(one, row));
			return (exact.length === 1 ? exact : own).map(({ position }) => position);
		},
		/** By employer and share: first those that are filled as the row says, then any other. */
		likely(row: Read): KnownPosition[] {
			const { facts, employer } = row;
			const isUnnamed =
				facts.people.length === 0 &&
				facts.status !== 'vacant' &&
				facts.status !== 'planned' &&
				(facts.status !== '' || facts.filled !== null);
			const alike = here(row).filter((one) => {
				const state = one.position.states.find((entry) => isOn(entry, one.when));
				const isEmployers = employer === null || !state?.employer || state.employer === employer;
				return state !== undefined && isEmployers && hasShare(one, row) && (facts.number === '' || one.position.number === '');
			});
			const fits = ({ position, when }: (typeof alike)[0]) => {
				const working = position.assignments.filter((one) => isOn(one, when));
				return isUnnamed ? working.some(({ specialist }) => !named.has(specialist)) : working.length === 0;
			};
			return [...alike.filter(fits), ...alike.filter((one) => !fits(one))].map(({ position }) => position);
		},
	};
}
