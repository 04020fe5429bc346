// Who has how much: schools and the positions that serve them, on a day.
import { type Assignment, type Funding, isOn, type Site, type State, statusOf, total } from './rules.ts';

/** The last day that a school, or the coordination (null), looked at and found right. */
export interface Confirmation {
	school: string | null;
	on: string;
}

/** A position with all entries that are not over on a day. */
export interface Standing {
	id: string;
	number: string;
	confirmations: Confirmation[];
	states: State[];
	sites: Site[];
	fundings: Funding[];
	assignments: Assignment[];
}

/** A school as the coverage looks at it. Shape: '' = not known */
export interface School {
	id: string;
	name: string;
	town: string;
	/** Of a school. */
	number: string | null;
	isSchool: boolean;
	isArchived: boolean;
	form: string;
	carrier: string;
	area: string;
	municipality: string;
	/** Of the school year that had begun. */
	pupils: number | null;
}

/** What the coverage is added up by. */
export const dimensions = ['form', 'carrier', 'area', 'municipality'] as const;
export type Dimension = (typeof dimensions)[number];

/** How much there is of positions. Unit: fte in hundredths */
export interface Sum {
	schools: number;
	/** Schools at which nobody works. */
	without: number;
	positions: number;
	approved: number;
	/** With those who are absent for long. */
	filled: number;
	present: number;
	people: number;
	pupils: number;
	/** Pupils of schools of which they are known, for one approved position there; null = none is approved. */
	pupilsPerFte: number | null;
}

/** A school with what it has. */
export interface Covered extends Sum {
	school: School;
}

/**
 * Parts an amount by weights into whole parts that add up to it; the largest remainders get what is left.
 * Shape:  weights ≥ 0; where all are 0, the first gets everything
 */
export function spread(amount: number, weights: readonly number[]): number[] {
	const sum = weights.reduce((all, weight) => all + weight, 0);
	if (sum === 0) return weights.map((_, at) => (at === 0 ? amount : 0));
	const exact = weights.map((weight) => (amount * weight) / sum);
	const parts = exact.map(Math.floor);
	const order = exact.map((value, at) => ({ at, rest: value - Math.floor(value) })).sort((x, y) => y.rest - x.rest || x.at - y.at);
	let left = amount - parts.reduce((all, part) => all + part, 0);
	for (const { at } of order) {
		if (left === 0) break;
		parts[at] = (parts[at] ?? 0) + 1;
		left--;
	}
	return parts;
}

interface Piece {
	position: string;
	approved: number;
	filled: number;
	present: number;
	people: string[];
}

/**
 * The last day of which a position is confirmed as a whole: by the coordination, or by each school that it serves on a day; '' where it is not.
 */
export function confirmedOn(confirmations: readonly Confirmation[], sites: readonly Site[], day: string): string {
	const last = (school: string | null) =>
		confirmations
			.filter((one) => one.school === school)
			.map(({ on }) => on)
			.sort()
			.at(-1) ?? '';
	const said = sites
		.filter((one) => isOn(one, day))
		.map(({ organisation }) => last(organisation))
		.sort();
	return [last(null), said[0] ?? ''].sort().at(-1) ?? '';
}

/**
 * What somebody who works at all schools of a position works at each: parts by their shares; what is approved and at no school takes its part too.
 * Unit:   hundredths
 */
export function sharesAt(fte: number, served: readonly Site[], approved: number): number[] {
	const rest = Math.max(0, approved - total(served));
	return spread(fte, [...served.map((one) => one.fte), rest]).slice(0, served.length);
}

/** What one position gives to each school it serves on a day. Shape: keyed by organisation */
function pieces({ id, states, sites, assignments }: Standing, day: string): [string, Piece][] {
	const state = states.find((one) => isOn(one, day));
	if (!state || state.isPlanned) return [];
	const served = sites.filter((one) => isOn(one, day));
	const all = new Map(
		served.map(({ organisation, fte }) => [organisation, { position: id, approved: fte, filled: 0, present: 0, people: [] } as Piece]),
	);
	for (const one of assignments) {
		if (!isOn(one, day)) continue;
		const at = one.organisation === null ? served : served.filter(({ organisation }) => organisation === one.organisation);
		const parts = one.organisation === null ? sharesAt(one.fte, served, state.fte) : [one.fte];
		for (const [index, { organisation }] of at.entries()) {
			const piece = all.get(organisation) as Piece;
			piece.filled += parts[index] ?? 0;
			if (one.isAbsent) continue;
			piece.present += parts[index] ?? 0;
			piece.people.push(one.specialist);
		}
	}
	return [...all];
}

const NOTHING: readonly Piece[] = [];

function summed(schools: readonly { school: School; pieces: readonly Piece[] }[]): Sum {
	const people = new Set<string>();
	const positions = new Set<string>();
	const sum = { approved: 0, filled: 0, present: 0, pupils: 0, served: 0, without: 0 };
	for (const { school, pieces: all } of schools) {
		let present = 0;
		for (const piece of all) {
			positions.add(piece.position);
			for (const one of piece.people) people.add(one);
			sum.approved += piece.approved;
			sum.filled += piece.filled;
			present += piece.present;
			if (school.pupils !== null) sum.served += piece.approved;
		}
		sum.present += present;
		sum.pupils += school.pupils ?? 0;
		if (school.isSchool && present === 0) sum.without++;
	}
	return {
		schools: schools.filter(({ school }) => school.isSchool).length,
		without: sum.without,
		positions: positions.size,
		approved: sum.approved,
		filled: sum.filled,
		present: sum.present,
		people: people.size,
		pupils: sum.pupils,
		pupilsPerFte: sum.served === 0 ? null : Math.round((sum.pupils * 100) / sum.served),
	};
}

/** The whole region, added up. Unit: fte in hundredths */
export interface Whole {
	schools: number;
	without: number;
	positions: number;
	approved: number;
	filled: number;
	present: number;
	people: number;
	vacant: number;
	planned: number;
	/** Approved, and at no school. */
	unplaced: number;
}

/**
 * What each school has on a day, what each value of a dimension has, and what the region has. The region adds up positions, however many schools
 * they serve; people count once. Archived schools count where a position serves them still.
 * Source: domain.md §7, invariant 1
 */
export function coverageOf(
	positions: readonly Standing[],
	schools: readonly School[],
	day: string,
	dimension: Dimension,
): { schools: Covered[]; groups: (Sum & { value: string })[]; whole: Whole } {
	const bySchool = new Map<string, Piece[]>();
	for (const position of positions)
		for (const [school, piece] of pieces(position, day)) {
			const all = bySchool.get(school);
			if (all) all.push(piece);
			else bySchool.set(school, [piece]);
		}
	const rows = schools
		.filter(({ id, isSchool, isArchived }) => (isSchool && !isArchived) || bySchool.has(id))
		.map((school) => ({ school, pieces: bySchool.get(school.id) ?? NOTHING }));
	const groups = [...Map.groupBy(rows, ({ school }) => school[dimension])].map(([value, all]) => ({ value, ...summed(all) }));
	return {
		schools: rows.map((row) => ({ school: row.school, ...summed([row]) })),
		groups,
		whole: {
			...wholeOf(positions, day),
			schools: groups.reduce((all, { schools: count }) => all + count, 0),
			without: groups.reduce((all, { without }) => all + without, 0),
		},
	};
}

/** What the region has of positions on a day, whatever schools they serve. */
export function wholeOf(positions: readonly Standing[], day: string): Omit<Whole, 'schools' | 'without'> {
	const people = new Set<string>();
	const whole = { positions: 0, approved: 0, filled: 0, present: 0, vacant: 0, planned: 0, unplaced: 0 };
	for (const { states, sites, assignments } of positions) {
		const status = statusOf({ states, assignments }, day);
		const state = states.find((one) => isOn(one, day));
		if (status === 'planned') whole.planned++;
		if (!state || state.isPlanned) continue;
		const working = assignments.filter((one) => isOn(one, day));
		whole.positions++;
		whole.approved += state.fte;
		whole.filled += total(working);
		whole.unplaced += state.fte - total(sites.filter((one) => isOn(one, day)));
		if (status === 'vacant') whole.vacant++;
		for (const { specialist, fte, isAbsent } of working) {
			if (isAbsent) continue;
			whole.present += fte;
			people.add(specialist);
		}
	}
	return { ...whole, people: people.size };
}
