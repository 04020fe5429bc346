import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { dayAfter, monthsAfter } from '#platform/time/partial.ts';
import { type Assignment, clashIn, cutAt, type Facts, fteOf, fteText, isOn, type Span, type State, statusOf } from './rules.ts';
import { coverageOf, type School, type Standing, spread, wholeOf } from './rules-coverage.ts';
import { applyBy, type Finding, findingsIn, type Rule } from './rules-findings.ts';
import { fundedUntil, gapsIn } from './rules-funding.ts';

const FIRST = '2027-01-01';
const days = Array.from({ length: 60 }, (_, at) => dayAfter(FIRST, at));
const spans = fc
	.tuple(fc.integer({ min: 0, max: 50 }), fc.option(fc.integer({ min: 1, max: 30 })))
	.map(([from, length]): Span => ({ from: dayAfter(FIRST, from), until: length === null ? null : dayAfter(FIRST, from + length) }));

const state = (facts: Partial<State> = {}): State => ({
	id: 's',
	from: FIRST,
	until: null,
	employer: null,
	fte: 100,
	isPlanned: false,
	emphasis: '',
	qualification: '',
	...facts,
});
const assignment = (facts: Partial<Assignment> = {}): Assignment => ({
	id: 'a',
	from: FIRST,
	until: null,
	specialist: 'p',
	organisation: null,
	fte: 100,
	isAbsent: false,
	qualification: '',
	...facts,
});
const facts = (some: Partial<Facts> = {}): Facts => ({ states: [state()], sites: [], fundings: [], assignments: [], ...some });
const standing = (some: Partial<Standing> = {}): Standing => ({
	id: 'x',
	number: '',
	confirmations: [],
	states: [state()],
	sites: [],
	fundings: [],
	assignments: [],
	...some,
});
const site = (organisation: string, fte: number, span: Partial<Span> = {}) => ({
	id: organisation,
	organisation,
	fte,
	from: FIRST,
	until: null,
	...span,
});
const school = (id: string, some: Partial<School> = {}): School => ({
	id,
	name: `Schule ${id}`,
	town: '',
	number: null,
	isSchool: true,
	isArchived: false,
	form: 'Grundschule',
	carrier: 'public',
	area: '',
	municipality: 'A',
	pupils: null,
	...some,
});

test('a share is read as people write it, and nothing else is', () => {
	for (const [text, fte] of [
		['0,5', 50],
		['.75', 75],
		['1', 100],
		['50 %', 50],
		['33%', 33],
		['1,50', 150],
		['100', 10_000],
	] as const)
		expect(fteOf(text), text).toBe(fte);
	for (const text of ['', ',', '%', '0', '0,005', '-1', '1e3', '19,5 Std.', '101', '1.000,5']) expect(fteOf(text), text).toBeUndefined();
	expect(fteText('de', 50)).toBe('0,50');
	expect(fteText('en', 1234)).toBe('12.34');
});
property.prop([fc.integer({ min: 1, max: 10_000 }), fc.constantFrom('de' as const, 'en' as const)])(
	'what is said of a share is read as the same share',
	(fte, language) => {
		expect(fteOf(fteText(language, fte))).toBe(fte);
	},
);

property.prop([
	fc.array(spans, { maxLength: 3 }),
	fc.array(spans, { maxLength: 5 }),
	fc.integer({ min: 0, max: 20 }),
	fc.integer({ min: 1, max: 40 }),
])(
	'invariant 3: funding gaps are exactly the days that nobody pays for, and periods that touch leave none',
	(states, fundings, first, length) => {
		const window = { from: dayAfter(FIRST, first), until: dayAfter(FIRST, first + length) };
		const unpaid = days
			.filter((day) => day >= window.from && day < window.until)
			.filter((day) => states.some((one) => isOn(one, day)) && !fundings.some((one) => isOn(one, day)));
		const gaps = gapsIn(states, fundings, window);
		expect(days.filter((day) => gaps.some((gap) => isOn(gap, day)))).toEqual(unpaid);
		// As few spans as there can be: between two of them somebody pays, or the position is not there.
		for (const [at, gap] of gaps.entries()) if (at > 0) expect(gap.from > String(gaps[at - 1]?.until)).toBe(true);
	},
);
test('money that ends on 31 July and begins again on 1 August leaves no gap', () => {
	const window = { from: '2027-01-01', until: '2028-01-01' };
	const paying = [
		{ from: '2026-08-01', until: dayAfter('2027-07-31') },
		{ from: '2027-08-01', until: null },
	];
	expect(gapsIn([state()], paying, window)).toEqual([]);
	expect(fundedUntil(paying, '2027-03-01')).toBe('9999-12-31');
	expect(gapsIn([state()], [paying[0] as Span, { from: '2027-08-02', until: null }], window)).toEqual([
		{ from: '2027-08-01', until: '2027-08-02' },
	]);
	expect(fundedUntil([paying[0] as Span], '2027-03-01')).toBe('2027-08-01');
	expect(fundedUntil([], '2027-03-01')).toBeNull();
});

describe('what cannot all be true', () => {
	test('more people than approved, on the day it begins', () => {
		const two = [assignment({ fte: 60 }), assignment({ id: 'b', specialist: 'q', fte: 50, from: '2027-02-01' })];
		expect(clashIn(facts({ assignments: two }))).toEqual({ key: 'assignedOver', day: '2027-02-01', is: 110, most: 100 });
		expect(clashIn(facts({ assignments: [assignment({ fte: 60 }), assignment({ specialist: 'q', fte: 41 })] }))?.is).toBe(101);
		expect(clashIn(facts({ assignments: [assignment({ fte: 60 }), assignment({ specialist: 'q', fte: 40 })] }))).toBeUndefined();
		expect(clashIn(facts({ assignments: [assignment({ fte: 60, until: '2027-02-01' }), two[1] as Assignment] }))).toBeUndefined();
	});
	test('less approved than there are people', () => {
		const states = [state({ until: '2027-03-01' }), state({ from: '2027-03-01', fte: 50 })];
		expect(clashIn(facts({ states, assignments: [assignment()] }))?.key).toBe('assignedOver');
	});
	test('people, schools or money where they cannot be', () => {
		expect(clashIn(facts({ states: [state({ until: '2027-03-01' })], assignments: [assignment()] }))).toMatchObject({
			key: 'assignedOutside',
			day: '2027-03-01',
		});
		expect(clashIn(facts({ states: [], sites: [site('A', 10)] }))?.key).toBe('siteOutside');
		expect(clashIn(facts({ states: [state(), state({ from: '2027-05-01' })] }))?.key).toBe('statesTwice');
		expect(clashIn(facts({ sites: [site('A', 10), site('A', 10)] }))?.key).toBe('siteTwice');
		expect(clashIn(facts({ sites: [site('A', 60), site('B', 60)] }))?.key).toBe('sitesOver');
		expect(clashIn(facts({ assignments: [assignment({ fte: 10 }), assignment({ fte: 10 })] }))?.key).toBe('assignedTwice');
		const paying = { id: 'f', programme: 'P', percent: 50, reference: '', from: FIRST, until: null };
		expect(clashIn(facts({ fundings: [paying, paying] }))?.key).toBe('fundedTwice');
		expect(clashIn(facts({ states: [state({ until: '2027-03-01' })], fundings: [paying] }))).toBeUndefined();
	});
});

test('how it stands with a position follows from its entries', () => {
	const at = (some: Partial<Facts>) => statusOf(facts(some), '2027-03-01');
	expect(at({})).toBe('vacant');
	expect(at({ assignments: [assignment()] })).toBe('filled');
	expect(at({ assignments: [assignment({ fte: 50 })] })).toBe('partly');
	expect(at({ assignments: [assignment({ isAbsent: true })] })).toBe('absent');
	expect(at({ states: [state({ isPlanned: true })] })).toBe('planned');
	expect(at({ states: [state({ from: '2027-08-01' })] })).toBe('coming');
	expect(at({ states: [state({ from: '2027-08-01', isPlanned: true })] })).toBe('planned');
	expect(at({ states: [state({ until: '2027-03-01' })] })).toBe('ended');
});

test('what ends on a day, and what then never begins', () => {
	const one = { from: '2027-01-01', until: null };
	const later = { from: '2027-05-01', until: null };
	const over = { from: '2026-01-01', until: '2027-01-01' };
	expect(cutAt([one, later, over], '2027-05-01')).toEqual({ gone: [later], cut: [one] });
	expect(monthsAfter('2027-01-31', 1)).toBe('2027-02-28');
	expect(monthsAfter('2027-12-15', 2)).toBe('2028-02-15');
});

property.prop([fc.integer({ min: 0, max: 500 }), fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 6 })])(
	'parts of an amount add up to it, and none is further than one from its share',
	(amount, weights) => {
		const parts = spread(amount, weights);
		expect(parts.reduce((all, part) => all + part, 0)).toBe(amount);
		const sum = weights.reduce((all, weight) => all + weight, 0);
		if (sum > 0) for (const [at, part] of parts.entries()) expect(Math.abs(part - (amount * (weights[at] ?? 0)) / sum)).toBeLessThan(1);
	},
);

const registers = fc.array(
	fc.record({
		fte: fc.integer({ min: 10, max: 200 }),
		isPlanned: fc.boolean(),
		at: fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'D'), { maxLength: 3 }),
		people: fc.array(fc.record({ specialist: fc.constantFrom('p', 'q', 'r'), isAbsent: fc.boolean(), isEverywhere: fc.boolean() }), {
			maxLength: 3,
		}),
	}),
	{ maxLength: 8 },
);
property.prop([registers])('invariant 1: the region adds up positions, however many schools they serve, and people count once', (all) => {
	const positions = all.map(({ fte, isPlanned, at, people }, number) =>
		standing({
			id: String(number),
			states: [state({ fte, isPlanned })],
			sites: spread(
				fte,
				at.map(() => 1),
			).map((share, index) => site(at[index] as string, share)),
			assignments: people.map(({ specialist, isAbsent, isEverywhere }, index) =>
				assignment({
					id: `${index}`,
					specialist,
					isAbsent,
					fte: Math.max(1, Math.floor(fte / 4)),
					organisation: isEverywhere ? null : (at[0] ?? null),
				}),
			),
		}),
	);
	const approved = all.filter(({ isPlanned }) => !isPlanned);
	const { whole, groups, schools } = coverageOf(
		positions,
		['A', 'B', 'C', 'D'].map((id) => school(id, { municipality: id < 'C' ? 'X' : 'Y' })),
		'2027-03-01',
		'municipality',
	);
	const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
	expect(whole.approved).toBe(sum(approved.map(({ fte }) => fte)));
	expect(whole.people).toBe(
		new Set(approved.flatMap(({ people }) => people.filter(({ isAbsent }) => !isAbsent).map(({ specialist }) => specialist))).size,
	);
	// What is at schools and what is at none is all there is; groups add up as schools do.
	expect(sum(schools.map((one) => one.approved)) + whole.unplaced).toBe(whole.approved);
	for (const figure of ['approved', 'filled', 'present'] as const)
		expect(sum(groups.map((one) => one[figure]))).toBe(sum(schools.map((one) => one[figure])));
	for (const one of groups) expect(one.people).toBeLessThanOrEqual(whole.people);
	// What stands at no school is worked at none; the rest of it nobody loses.
	const atSchools = approved.filter(({ at }) => at.length > 0);
	expect(sum(schools.map((one) => one.filled))).toBe(
		sum(atSchools.map(({ fte, people }) => people.length * Math.max(1, Math.floor(fte / 4)))),
	);
});

test('a school with nobody, or with somebody who is absent for long, is without anyone; pupils count for approved positions', () => {
	const positions = [
		standing({ id: '1', sites: [site('A', 50), site('B', 50)], assignments: [assignment({ organisation: 'A', fte: 50 })] }),
		standing({ id: '2', states: [state({ fte: 50 })], sites: [site('C', 50)], assignments: [assignment({ fte: 50, isAbsent: true })] }),
	];
	const known = [
		school('A', { pupils: 300 }),
		school('B', { pupils: 100 }),
		school('C'),
		school('D', { isArchived: true }),
		school('E', { isSchool: false }),
	];
	const { schools, whole } = coverageOf(positions, known, '2027-03-01', 'form');
	const of = (id: string) => schools.find((one) => one.school.id === id);
	expect(schools.map(({ school: { id } }) => id)).toEqual(['A', 'B', 'C']);
	expect([of('A')?.pupilsPerFte, of('B')?.pupilsPerFte, of('C')?.pupilsPerFte]).toEqual([600, 200, null]);
	expect(['A', 'B', 'C'].map((id) => of(id)?.without)).toEqual([0, 1, 1]);
	expect(whole.without).toBe(2);
	expect(wholeOf(positions, '2026-01-01').positions).toBe(0);
});

describe('what looks odd', () => {
	const rule = (some: Partial<Rule>): Rule => ({ programme: null, kind: 'leastFte', number: null, text: '', ...some });
	const paying = { id: 'f', programme: 'P', percent: 90, reference: '', from: FIRST, until: null };
	const keys = (positions: Standing[], rules: Rule[] = [], lastOn: string | null = null): Finding['key'][] => {
		const schools = [school('A', { pupils: 900 }), school('Z', { isArchived: true })];
		const covered = coverageOf(positions, schools, '2027-03-01', 'form').schools;
		return findingsIn(positions, covered, rules, [{ id: 'P', name: 'Programm', lastOn }], schools, '2027-03-01').map(({ key }) => key);
	};
	test('of one position', () => {
		expect(keys([standing()])).toEqual(['noSite']);
		expect(keys([standing({ sites: [site('A', 60)] })])).toEqual(['unplaced']);
		expect(keys([standing({ sites: [site('Z', 100)] })])).toEqual(['archived']);
		expect(keys([standing({ sites: [site('A', 100)], fundings: [paying, { ...paying, id: 'g', programme: 'Q' }] })])).toEqual([
			'percentOver',
		]);
		expect(keys([standing({ sites: [site('A', 100)] })])).toEqual([]);
		expect(keys([standing({ states: [state({ until: '2027-02-01' })] })])).toEqual([]);
	});
	test('of rules, which warn where they are meant', () => {
		const one = standing({ sites: [site('A', 100)], fundings: [paying], assignments: [assignment({ qualification: 'Pädagogik' })] });
		expect(keys([one], [rule({ number: 150 })])).toEqual(['leastFte']);
		expect(keys([one], [rule({ kind: 'mostPercent', number: 80, programme: 'P' })])).toEqual(['mostPercent']);
		expect(keys([one], [rule({ kind: 'mostPercent', number: 80, programme: 'Q' })])).toEqual([]);
		expect(keys([one], [rule({ kind: 'qualification', text: 'Soziale Arbeit (B. A.)\nSozialpädagogik' })])).toEqual(['qualification']);
		expect(keys([one], [rule({ kind: 'qualification', text: 'soziale arbeit\n pädagogik ' })])).toEqual([]);
		expect(keys([one], [rule({ kind: 'pupilsPerFte', number: 899 })])).toEqual(['pupilsPerFte']);
		expect(keys([one], [rule({ kind: 'pupilsPerFte', number: 900 })])).toEqual([]);
		expect(keys([one], [], '2027-07-31')).toEqual(['beyondProgramme']);
		expect(keys([standing({ ...one, fundings: [{ ...paying, until: '2027-08-01' }] })], [], '2027-07-31')).toEqual([]);
	});
	test('of several: the same position twice, and somebody who works too much', () => {
		const one = standing({ sites: [site('A', 100)], assignments: [assignment()] });
		expect(keys([one, { ...one, id: 'y' }])).toEqual(['twin', 'personOver']);
		const vacant = { ...one, assignments: [] };
		expect(
			keys([
				{ ...vacant, number: '1' },
				{ ...vacant, id: 'y', number: '2' },
			]),
		).toEqual([]);
		expect(keys([vacant, { ...vacant, id: 'y', number: '2' }])).toEqual(['twin']);
	});
	test('applications are due on the next such day', () => {
		const rules = [rule({ kind: 'applyBy', text: '04-30', programme: 'P' }), rule({ kind: 'applyBy', text: '10-31', programme: 'P' })];
		expect(applyBy(rules, 'P', '2027-03-01')).toBe('2027-04-30');
		expect(applyBy(rules, 'P', '2027-05-01')).toBe('2027-10-31');
		expect(applyBy(rules, 'P', '2027-11-01')).toBe('2028-04-30');
		expect(applyBy(rules, 'Q', '2027-03-01')).toBe('');
	});
});
