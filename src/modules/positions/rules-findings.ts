// What looks odd in the register, and what programmes ask: said like a colleague, and nothing is kept from being entered.
import { dayAfter } from '#platform/time/partial.ts';
import { type Assignment, isOn, OPEN, total } from './rules.ts';
import type { School, Standing } from './rules-coverage.ts';

/** What a rule asks. Source: domain.md §3.6 */
export const ruleKinds = ['leastFte', 'mostPercent', 'qualification', 'pupilsPerFte', 'applyBy'] as const;
export type RuleKind = (typeof ruleKinds)[number];

/** What a programme, or the region (null), asks of positions. Unit: number = hundredths, percent, or pupils. Shape: text = qualifications, or "04-30" */
export interface Rule {
	programme: string | null;
	kind: RuleKind;
	number: number | null;
	text: string;
}

/** A programme. Shape: lastOn = the last day of its period, null = open */
export interface Programme {
	id: string;
	name: string;
	lastOn: string | null;
}

/** Something odd: a key of the room's words after "finding.", about a position or a school, with values to say. */
export interface Finding {
	key:
		| 'noSite'
		| 'unplaced'
		| 'percentOver'
		| 'twin'
		| 'personOver'
		| 'archived'
		| 'leastFte'
		| 'mostPercent'
		| 'qualification'
		| 'beyondProgramme'
		| 'pupilsPerFte';
	position: string | null;
	school: string | null;
	/** Unit: hundredths, percent, or pupils, as the key has it */
	is: number;
	asked: number;
	/** A name, a day, or a qualification. */
	text: string;
}

/** What a rule says of a qualification: one of those it knows, whatever their letters. */
const isAmong = (list: string, one: string): boolean =>
	list
		.split('\n')
		.map((known) => known.trim().toLowerCase())
		.includes(one.trim().toLowerCase());

function ofPosition(
	{ id, number, states, sites, fundings, assignments }: Standing,
	day: string,
	rules: readonly Rule[],
	programmes: ReadonlyMap<string, Programme>,
	schools: ReadonlyMap<string, School>,
): Finding[] {
	const found: Finding[] = [];
	const add = (key: Finding['key'], is = 0, asked = 0, text = '', school: string | null = null) =>
		found.push({ key, position: id, school, is, asked, text });
	const state = states.find((one) => isOn(one, day));
	if (!state) return found;
	const served = sites.filter((one) => isOn(one, day));
	const working = assignments.filter((one) => isOn(one, day));
	const paying = fundings.filter((one) => isOn(one, day));
	const rest = state.fte - total(served);
	if (served.length === 0) add('noSite');
	else if (rest > 0) add('unplaced', rest, state.fte);
	const percent = paying.reduce((sum, one) => sum + one.percent, 0);
	if (percent > 100) add('percentOver', percent, 100);
	for (const { organisation } of served) if (schools.get(organisation)?.isArchived) add('archived', 0, 0, number, organisation);
	const asking = rules.filter(({ programme }) => programme === null || paying.some((one) => one.programme === programme));
	for (const { kind, number: most, text, programme } of asking) {
		const asked = most ?? 0;
		if (kind === 'leastFte' && state.fte < asked) add('leastFte', state.fte, asked, nameOf(programmes, programme));
		if (kind === 'mostPercent')
			for (const one of paying)
				if ((programme === null || one.programme === programme) && one.percent > asked)
					add('mostPercent', one.percent, asked, nameOf(programmes, one.programme));
		if (kind === 'qualification')
			for (const one of new Set([state.qualification, ...working.map(({ qualification }) => qualification)]))
				if (one !== '' && !isAmong(text, one)) add('qualification', 0, 0, one);
	}
	for (const { programme, until } of fundings) {
		const lastOn = programmes.get(programme)?.lastOn;
		if (lastOn && (until ?? OPEN) > dayAfter(lastOn)) add('beyondProgramme', 0, 0, nameOf(programmes, programme));
	}
	return found;
}

const nameOf = (programmes: ReadonlyMap<string, Programme>, id: string | null): string => (id && programmes.get(id)?.name) || '';

/** Positions that look like the same one entered twice: same school, employer and amount, and the same people. */
function twins(positions: readonly Standing[], day: string): Finding[] {
	const seen = new Map<string, Standing>();
	const found: Finding[] = [];
	for (const position of positions) {
		const state = position.states.find((one) => isOn(one, day));
		const served = position.sites.filter((one) => isOn(one, day));
		if (!state || served.length === 0) continue;
		const people = position.assignments.filter((one) => isOn(one, day)).map(({ specialist }) => specialist);
		const key = [
			state.employer,
			state.fte,
			...served.map(({ organisation, fte }) => `${organisation} ${fte}`).sort(),
			...people.sort(),
		].join('|');
		const other = seen.get(key);
		// Two numbers of one office are two positions, as long as nobody works in both.
		if (other && (people.length > 0 || position.number === '' || other.number === ''))
			found.push({ key: 'twin', position: position.id, school: served[0]?.organisation ?? null, is: 0, asked: 0, text: other.id });
		seen.set(key, position);
	}
	return found;
}

/** People who would work more than a full position. */
function overworked(positions: readonly Standing[], day: string): Finding[] {
	const all = Map.groupBy(
		positions.flatMap(({ id, assignments }) =>
			assignments.filter((one) => isOn(one, day)).map((one): Assignment & { position: string } => ({ ...one, position: id })),
		),
		({ specialist }) => specialist,
	);
	return [...all].flatMap(([specialist, own]) =>
		total(own) > 100
			? [{ key: 'personOver' as const, position: own[0]?.position ?? null, school: null, is: total(own), asked: 100, text: specialist }]
			: [],
	);
}

/** Schools whose positions have to do for more pupils than a rule of the region asks. Shape: pupilsPerFte by school */
function crowded(covered: readonly { school: School; pupilsPerFte: number | null }[], rules: readonly Rule[]): Finding[] {
	const limits = rules.flatMap(({ kind, programme, number }) =>
		kind === 'pupilsPerFte' && programme === null && number !== null ? [number] : [],
	);
	if (limits.length === 0) return [];
	const most = Math.min(...limits);
	return covered.flatMap(({ school, pupilsPerFte }) =>
		pupilsPerFte !== null && pupilsPerFte > most
			? [{ key: 'pupilsPerFte' as const, position: null, school: school.id, is: pupilsPerFte, asked: most, text: '' }]
			: [],
	);
}

/** Everything that looks odd on a day: contradictions, what may be there twice, and what rules ask. */
export function findingsIn(
	positions: readonly Standing[],
	covered: readonly { school: School; pupilsPerFte: number | null }[],
	rules: readonly Rule[],
	programmes: readonly Programme[],
	schools: readonly School[],
	day: string,
): Finding[] {
	const [named, known] = [new Map(programmes.map((one) => [one.id, one])), new Map(schools.map((one) => [one.id, one]))];
	return [
		...twins(positions, day),
		...overworked(positions, day),
		...positions.flatMap((one) => ofPosition(one, day, rules, named, known)),
		...crowded(covered, rules),
	];
}

/**
 * The next day by which an application is due, from a day on: of the rules of a programme, the earliest; '' where none says so.
 * Shape:  rules say "04-30"
 */
export function applyBy(rules: readonly Rule[], programme: string, day: string): string {
	const days = rules.flatMap(({ kind, programme: of, text }) => {
		if (kind !== 'applyBy' || of !== programme) return [];
		const year = Number(day.slice(0, 4));
		return [`${year}-${text}` >= day ? `${year}-${text}` : `${year + 1}-${text}`];
	});
	return days.sort()[0] ?? '';
}
