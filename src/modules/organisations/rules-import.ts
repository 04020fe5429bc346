// Lists of schools, row by row, beside the register: what is new, what changes, what contradicts. Nothing is left out silently.
import { plainWords } from '#platform/plain.ts';
import { bare } from '#platform/sheet/columns.ts';
import { factsOf, type Remark, reading, refusal, type SchoolFacts, type SchoolField, schoolFields } from './rules-school.ts';

/** A school of the register, with what is known of its years. */
export interface KnownSchool extends Omit<SchoolFacts, 'year' | 'pupils' | 'socialIndex' | 'source' | 'area'> {
	id: string;
	years: Readonly<Record<string, Pick<SchoolFacts, 'pupils' | 'socialIndex' | 'source'>>>;
}

export const fates = ['new', 'changed', 'unchanged', 'contradictory', 'unreadable'] as const;
export type Fate = (typeof fates)[number];

/** A difference between the register and a list. */
export interface Change {
	field: SchoolField;
	before: string;
	after: string;
}

/** A row of a list, as it would be taken over. */
export interface SchoolRow {
	line: number;
	name: string;
	number: string;
	fate: Fate;
	/** Which school of the register it is; null for one that is new. */
	match: string | null;
	/** What the row says; null for what cannot be read. */
	facts: SchoolFacts | null;
	/** Of a school that changes. */
	changes: Change[];
	/** Whether it changes a school that is known by name and place alone: somebody should say that it is the same. */
	isNamed: boolean;
	remarks: Remark[];
}

const said = (value: unknown): string => (Array.isArray(value) ? value.join('; ') : value === null ? '' : String(value));

/** What a row says otherwise than the register; an empty cell says nothing. */
export function changesOf(known: KnownSchool, facts: SchoolFacts): Change[] {
	const year = known.years[facts.year];
	const before = (field: SchoolField): unknown => {
		if (field === 'year' || field === 'area') return '';
		if (field === 'pupils' || field === 'socialIndex') return year?.[field] ?? null;
		return field === 'source' ? (year?.source ?? '') : known[field];
	};
	return schoolFields.flatMap((field) => {
		// What belongs to a year is nothing without one, and a source alone is no news.
		const ofYear = field === 'pupils' || field === 'socialIndex' || field === 'source';
		if (
			field === 'year' ||
			field === 'area' ||
			(ofYear && facts.year === '') ||
			(field === 'source' && year === undefined && facts.pupils === null)
		)
			return [];
		const [was, is] = [said(before(field)), said(facts[field])];
		return is === '' || was === is ? [] : [{ field, before: was, after: is }];
	});
}

const keyOf = ({ name, town }: Pick<SchoolFacts, 'name' | 'town'>) => `${bare(name)}|${bare(town)}`;

const isSame = (a: SchoolFacts, b: SchoolFacts) => schoolFields.every((field) => said(a[field]) === said(b[field]));

/**
 * What would be taken over from a list, row by row: matched by official number, else by name and place where that leads to one school only.
 * Shape:  others = organisations that are no schools: nothing is called like one of them; a number or a place and name that stood further up with other facts is contradictory; nothing of it is taken;
 *         denied = lines of which somebody said that they are not the school of that name and place
 */
export function readSchools(
	columns: readonly (SchoolField | '')[],
	rows: readonly { line: number; cells: readonly string[] }[],
	known: readonly KnownSchool[],
	others: readonly { name: string; town: string }[],
	denied: ReadonlySet<number> = new Set(),
): SchoolRow[] {
	const isOther = new Set(others.map(keyOf));
	const byNumber = new Map(known.flatMap((one) => (one.number ? [[one.number, one] as const] : [])));
	const byBareNumber = Map.groupBy(known, ({ number }) => number.replace(/^0+/, ''));
	const byName = Map.groupBy(known, keyOf);
	const above = new Map<string, { line: number; facts: SchoolFacts }>();
	const taken = new Map<string, { line: number; facts: SchoolFacts }>();
	const read = rows.map(({ line, cells }): SchoolRow => {
		const { cells: texts, remarks } = reading(columns, cells);
		const facts = factsOf({ cells: texts, remarks });
		const row = { line, name: facts.name, number: facts.number, match: null, facts, changes: [], isNamed: false, remarks };
		const refused = refusal(facts, texts);
		if (refused) return { ...row, fate: 'unreadable', facts: null, remarks: [...remarks, refused] };
		const contradictory = (key: Remark['key'], value: string): SchoolRow => ({
			...row,
			fate: 'contradictory',
			remarks: [...remarks, { key, value }],
		});
		const own = facts.number === '' ? keyOf(facts) : `#${facts.number}`;
		const earlier = above.get(own);
		if (earlier && isSame(earlier.facts, facts))
			return { ...row, fate: 'unchanged', remarks: [...remarks, { key: 'again', value: String(earlier.line) }] };
		if (earlier) return contradictory(facts.number === '' ? 'nameTwice' : 'numberTwice', String(earlier.line));
		above.set(own, { line, facts });
		const named = byName.get(keyOf(facts)) ?? [];
		const bareNumber = facts.number === '' ? [] : (byBareNumber.get(facts.number.replace(/^0+/, '')) ?? []);
		let match = byNumber.get(facts.number);
		if (!match && bareNumber.length === 1 && named.includes(bareNumber[0] as KnownSchool)) {
			match = bareNumber[0];
			facts.number = match?.number ?? facts.number;
			remarks.push({ key: 'zeroRestored', value: facts.number });
		}
		const free = named.filter(({ number }) => number === '' || facts.number === '');
		if (!match && free.length > 1) return contradictory('ambiguous', String(free.length));
		match ??= free[0];
		if ((!match || match.name !== facts.name || match.town !== facts.town) && isOther.has(keyOf(facts)))
			return contradictory('nameOfOther', facts.name);
		if (!match && named.length > 0) remarks.push({ key: 'sameName', value: '' });
		const other = match && taken.get(match.id);
		if (match && other) return contradictory('nameTwice', String(other.line));
		const isNamed = match !== undefined && match.number !== facts.number;
		if (isNamed && denied.has(line)) return contradictory('notSame', '');
		if (match) taken.set(match.id, { line, facts });
		const changes = match ? changesOf(match, facts) : [];
		return {
			...row,
			number: facts.number,
			fate: match ? (changes.length > 0 ? 'changed' : 'unchanged') : 'new',
			match: match?.id ?? null,
			changes,
			isNamed: isNamed && changes.length > 0,
		};
	});
	return remarkPlaces(read);
}

/**
 * The planning areas that a list names, by municipality, where all its rows agree; of rows that are taken over or stand there already.
 * Shape:  two names for one municipality are none: an area is made of whole municipalities
 */
export function areasIn(rows: readonly Pick<SchoolRow, 'fate' | 'facts'>[]): Map<string, string> {
	const named = new Map<string, Set<string>>();
	for (const { fate, facts } of rows)
		if (facts?.ags && facts.area && fate !== 'contradictory') named.set(facts.ags, (named.get(facts.ags) ?? new Set()).add(facts.area));
	return new Map([...named].flatMap(([ags, [area = '', ...others]]) => (others.length === 0 ? [[ags, area] as const] : [])));
}

/** Kilometres beyond which a school is far from the others of its municipality. */
const FAR_KM = 12;

const LEAST_NEIGHBOURS = 3;

const KM_A_DEGREE = 111.2;

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

/** What is odd about where schools lie: far from the others of their municipality, or called after another one; it is taken as it stands. */
function remarkPlaces(rows: SchoolRow[]): SchoolRow[] {
	const readable = rows.flatMap(({ facts }) => facts ?? []);
	const placed = readable.filter(({ ags, latitude }) => ags !== '' && latitude !== null);
	const middles = new Map(
		[...Map.groupBy(placed, ({ ags }) => ags)]
			.filter(([, all]) => all.length > LEAST_NEIGHBOURS)
			.map(([ags, all]) => [ags, [median(all.map((one) => one.latitude ?? 0)), median(all.map((one) => one.longitude ?? 0))] as const]),
	);
	// Of "Lauterbach (Hessen)" the first word is what a school is called after.
	const towns = new Map(readable.map(({ town }) => [plainWords(town)[0] ?? '', town]));
	const areas = areasIn(rows);
	const named = new Map(rows.map(({ facts }) => [facts ? keyOf(facts) : '', 0]));
	for (const facts of readable) named.set(keyOf(facts), (named.get(keyOf(facts)) ?? 0) + 1);
	return rows.map((row) => {
		const { facts } = row;
		if (!facts) return row;
		const remarks = [...row.remarks];
		if (facts.area && facts.ags && !areas.has(facts.ags)) remarks.push({ key: 'areaTwice', value: facts.area });
		const middle = middles.get(facts.ags);
		if (middle && facts.latitude !== null && facts.longitude !== null) {
			const [north, east] = [facts.latitude - middle[0], (facts.longitude - middle[1]) * Math.cos((middle[0] * Math.PI) / 180)];
			const km = Math.hypot(north, east) * KM_A_DEGREE;
			if (km > FAR_KM) remarks.push({ key: 'farAway', value: String(Math.round(km)) });
		}
		const own = new Set(plainWords(facts.town));
		const words = plainWords(facts.name);
		// A school of the district of Soest is called after the district.
		const others = words.flatMap((word, at) => (own.has(word) || /kreis/.test(words[at - 1] ?? '') ? [] : (towns.get(word) ?? [])));
		if (others.length > 0) remarks.push({ key: 'otherPlace', value: [...new Set(others)].join(', ') });
		if ((named.get(keyOf(facts)) ?? 0) > 1 && !remarks.some(({ key }) => ['sameName', 'again', 'nameTwice', 'numberTwice'].includes(key)))
			remarks.push({ key: 'sameName', value: '' });
		return { ...row, remarks };
	});
}

/** How many rows have each fate; together they are all. */
export const countsOf = (rows: readonly Pick<SchoolRow, 'fate'>[]): Record<Fate, number> =>
	Object.fromEntries(fates.map((fate) => [fate, rows.filter((row) => row.fate === fate).length])) as Record<Fate, number>;
