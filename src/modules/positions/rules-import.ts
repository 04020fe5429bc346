// Lists of positions, row by row, beside the register: what is new, what changes and from when, what contradicts. Nothing is left out silently.
import type { Fate } from '#modules/organisations/rules-import.ts';
import { bare } from '#platform/sheet/columns.ts';
import { clashIn, isOn } from './rules.ts';
import { type ListField, type Remark, readRow } from './rules-list.ts';
import { after, type Change, changed, fresh, type Known, type KnownPosition, type Plan, type Read } from './rules-plan.ts';

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

/** Finds an organisation by what a row says; two of one name are told apart by their town. */
function found<One extends { name: string; town: string }>(all: ReadonlyMap<string, One[]>, name: string, town: string): One[] {
	const named = all.get(bare(name)) ?? all.get(bare(name.replace(/,[^,]*$/, ''))) ?? [];
	const where = town || (/,\s*([^,]+)$/.exec(name)?.[1] ?? '');
	const there = named.filter((one) => bare(one.town) === bare(where));
	return there.length > 0 ? there : named;
}

const byName = <One extends { name: string }>(all: readonly One[]): Map<string, One[]> => Map.groupBy(all, ({ name }) => bare(name));

/**
 * What would be taken over from a list of positions, row by row. A position is known by its number, else by school and person, else by school,
 * employer and share where that leads to one only; rows of one number at several schools are one position.
 * Shape:  day = from when differences hold, and new positions whose row says nothing; an empty cell says nothing
 */
export function readPositions(
	columns: readonly (ListField | '')[],
	rows: readonly { line: number; cells: readonly string[] }[],
	known: Known,
	day: string,
): PositionRow[] {
	const [schools, employers] = [byName(known.schools), byName(known.employers)];
	const byNumber = Map.groupBy(known.schools, ({ number }) => number.replace(/^0+/, ''));
	const result: PositionRow[] = [];
	const readable: Read[] = [];
	for (const { line, cells } of rows) {
		const { facts, remarks, shown } = readRow(columns, cells);
		const refuse = (fate: 'unreadable' | 'contradictory', ...more: Remark[]) =>
			result.push({ line, ...shown, fate, changes: [], remarks: [...remarks, ...more], plan: null });
		if (!facts) {
			refuse('unreadable');
			continue;
		}
		const numbered = facts.schoolNumber === '' ? [] : (byNumber.get(facts.schoolNumber.replace(/^0+/, '')) ?? []);
		const [school, another] = numbered.length > 0 ? numbered : found(schools, facts.school, facts.town);
		if (!school) {
			refuse('unreadable', { key: 'schoolUnknown', value: facts.school || facts.schoolNumber });
			continue;
		}
		if (another) {
			refuse('contradictory', { key: 'schoolAmbiguous', value: facts.school || facts.schoolNumber });
			continue;
		}
		if (facts.schoolNumber !== '' && school.number !== '' && school.number !== facts.schoolNumber)
			remarks.push({ key: 'zeroRestored', value: school.number });
		const [employer] = facts.employer === '' ? [] : found(employers, facts.employer, '');
		if (facts.employer !== '' && !employer) remarks.push({ key: 'employerUnknown', value: facts.employer });
		readable.push({ line, shown: { ...shown, name: school.name }, remarks, facts, school: school.id, employer: employer?.id ?? null });
	}
	return [...result, ...planned(readable, known, day)].sort((x, y) => x.line - y.line);
}

const isSame = (one: Read, other: Read) => JSON.stringify([one.facts, one.school]) === JSON.stringify([other.facts, other.school]);

/** Rows of one position stand together: those of one number. */
function planned(all: readonly Read[], known: Known, day: string): PositionRow[] {
	const rows: PositionRow[] = [];
	const groups = new Map<string, Read[]>();
	for (const one of all) {
		const key = one.facts.number === '' ? `line ${one.line}` : `number ${one.facts.number}`;
		const group = groups.get(key) ?? [];
		const twin = group.find(({ school }) => school === one.school);
		const row = { line: one.line, ...one.shown, changes: [], plan: null };
		if (twin && isSame(twin, one))
			rows.push({ ...row, fate: 'unchanged', remarks: [...one.remarks, { key: 'again', value: String(twin.line) }] });
		else if (twin) rows.push({ ...row, fate: 'contradictory', remarks: [...one.remarks, { key: 'twice', value: String(twin.line) }] });
		else groups.set(key, [...group, one]);
	}
	const taken = new Set<string>();
	const finder = finderIn(known, day);
	// Whoever is known by number or name is found first: what is left over may then stand for the others.
	const pairs = [...groups.values()].map((group) => ({ group, sure: finder.sure(group[0] as Read) }));
	for (const { sure } of pairs) for (const { id } of sure) taken.add(id);
	const isClaimed = new Set<string>();
	for (const { group, sure } of pairs) {
		const [first] = group as [Read];
		const [match, another] =
			sure.length > 0
				? sure
				: finder
						.likely(first)
						.filter(({ id }) => !taken.has(id))
						.slice(0, 1);
		const fated = (fate: Fate, changes: Change[], plan: Plan | null, more: Remark[] = []) => {
			for (const [at, one] of group.entries())
				rows.push({
					line: one.line,
					...one.shown,
					fate,
					changes: at === 0 ? changes : [],
					plan: at === 0 ? plan : null,
					remarks: [...one.remarks, ...(at > 0 ? [{ key: 'joined' as const, value: String(first.line) }] : []), ...more],
				});
		};
		if (another || (match && isClaimed.has(match.id))) {
			fated('contradictory', [], null, [{ key: 'ambiguous', value: first.facts.person || first.facts.number }]);
			continue;
		}
		if (match) {
			taken.add(match.id);
			isClaimed.add(match.id);
		}
		const plan = match ? changed(match, group, known, day) : fresh(group, known, day);
		const clash = clashIn(after(match, plan), match && day);
		if (plan.made.some(({ entry }) => entry.until !== null && entry.until <= entry.from))
			fated('contradictory', [], null, [{ key: 'over', value: '' }]);
		else if (clash) fated('contradictory', [], null, [{ key: 'clash', value: clash.day }]);
		else if (!match) fated('new', [], plan);
		else fated(plan.changes.length > 0 ? 'changed' : 'unchanged', plan.changes, plan.changes.length > 0 ? plan : null);
	}
	return rows;
}

/** Finds positions that rows mean. */
function finderIn({ positions, people }: Known, day: string) {
	const numbered = new Map(positions.flatMap((one) => (one.number ? [[one.number, one] as const] : [])));
	const named = new Set(people.values());
	const here = Map.groupBy(
		positions.flatMap((position) => position.sites.filter((one) => isOn(one, day)).map(({ organisation }) => ({ organisation, position }))),
		({ organisation }) => organisation,
	);
	const at = (school: string) => (here.get(school) ?? []).map(({ position }) => position);
	const hasShare = ({ sites }: KnownPosition, { school, facts }: Read) =>
		sites.some((one) => one.organisation === school && one.fte === facts.fte && isOn(one, day));
	return {
		/** By its number, else by who works there; of several of somebody at a school, the one with the share. */
		sure(row: Read): KnownPosition[] {
			const { facts, school } = row;
			const known = facts.number === '' ? undefined : numbered.get(facts.number);
			if (known) return [known];
			const person = facts.person === '' ? undefined : people.get(bare(facts.person));
			if (person === undefined) return [];
			const own = at(school).filter(
				({ number, assignments }) =>
					(facts.number === '' || number === '') && assignments.some((one) => one.specialist === person && isOn(one, day)),
			);
			const exact = own.filter((one) => hasShare(one, row));
			return exact.length === 1 ? exact : own;
		},
		/** By employer and share: first those that are filled as the row says, then any other. */
		likely(row: Read): KnownPosition[] {
			const { facts, school, employer } = row;
			const working = ({ assignments }: KnownPosition) => assignments.filter((one) => isOn(one, day));
			const isUnnamed =
				facts.person === '' && facts.status !== 'vacant' && facts.status !== 'planned' && (facts.status !== '' || facts.filled !== null);
			const fits = (one: KnownPosition) =>
				isUnnamed ? working(one).some(({ specialist }) => !named.has(specialist)) : working(one).length === 0;
			const alike = at(school).filter((one) => {
				const state = one.states.find((entry) => isOn(entry, day));
				const isEmployers = employer === null || !state?.employer || state.employer === employer;
				return state !== undefined && isEmployers && hasShare(one, row) && (facts.number === '' || one.number === '');
			});
			return [...alike.filter(fits), ...alike.filter((one) => !fits(one))];
		},
	};
}
