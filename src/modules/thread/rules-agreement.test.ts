import { expect, test } from 'vitest';
import {
	type AgreementEntry,
	agreementStanding,
	type Content,
	progressOf,
	type Signature,
	termProblem,
	type Version,
	written,
} from './rules-agreement.ts';
import { compared, pieces } from './rules-compare.ts';

const content = (more: Partial<Content> = {}): Content => ({
	title: 'Zusammenarbeit',
	parties: [
		{ id: 'school', name: 'Schule', role: 'signatory' },
		{ id: 'office', name: 'Jugendamt', role: 'signatory' },
		{ id: 'board', name: 'Schulaufsicht', role: 'coSignatory' },
		{ id: 'church', name: 'Gemeinde', role: 'informed' },
	],
	clauses: [{ heading: 'Ziele', text: 'Wir reden früh.' }],
	from: '2027-08-01',
	until: '',
	review: '2028-05-01',
	annexes: [],
	...more,
});
const version = (number: number, hash: string, more: Partial<Content> = {}): Version => ({
	number,
	hash,
	at: new Date(0),
	by: null,
	content: content(more),
});
const signed = (party: string, hash: string, way: Signature['way'] = 'link'): Signature => ({
	party,
	version: 1,
	hash,
	way,
	name: 'X',
	function: '',
	at: new Date(0),
	on: null,
});
const entry = (kind: AgreementEntry['kind'], of = 1, more: Partial<AgreementEntry> = {}): AgreementEntry => ({
	number: 1,
	kind,
	at: new Date(0),
	version: of,
	by: null,
	meeting: null,
	note: '',
	until: '',
	review: '',
	...more,
});
const stateOn = (day: string, signatures: Signature[], entries = [entry('offered')], versions = [version(1, 'a')]) =>
	agreementStanding({ versions, signatures, entries }, day).state;

test('invariant 11: in force only once every signatory has signed this very text; whoever signs along or is told holds nothing up', () => {
	const both = [signed('school', 'a'), signed('office', 'a', 'paper')];
	expect(stateOn('2027-09-01', [])).toBe('offered');
	expect(stateOn('2027-09-01', [signed('school', 'a'), signed('board', 'a'), signed('church', 'a', 'noted')])).toBe('offered');
	expect(stateOn('2027-09-01', [signed('school', 'a'), signed('office', 'b')])).toBe('offered');
	expect(stateOn('2027-09-01', [signed('school', 'a'), signed('office', 'a', 'noted')])).toBe('offered');
	expect(stateOn('2027-09-01', both)).toBe('inForce');
	expect(stateOn('2027-09-01', both, [])).toBe('draft');
	expect(stateOn('2027-07-31', both)).toBe('signed');
	// A comma later it is another text.
	const versions = [version(1, 'a'), version(2, 'b')];
	expect(stateOn('2027-09-01', both, [entry('offered')], versions)).toBe('draft');
	expect(stateOn('2027-09-01', both, [entry('offered'), entry('offered', 2)], versions)).toBe('offered');
	expect(stateOn('2027-09-01', [...both, signed('school', 'b'), signed('office', 'b')], [entry('offered', 2)], versions)).toBe('inForce');
	// Nobody promises anything: that is no agreement.
	const told = [version(1, 'a', { parties: [{ id: 'church', name: 'Gemeinde', role: 'informed' }] })];
	expect(stateOn('2027-09-01', [], [entry('offered')], told)).toBe('offered');
});

test('it is looked at again on its day, runs out after its last, and a renewal counts for the text that was renewed', () => {
	const both = [signed('school', 'a'), signed('office', 'a')];
	const limited = [version(1, 'a', { until: '2028-07-31' })];
	expect(['2028-04-30', '2028-05-01', '2028-07-31', '2028-08-01'].map((day) => stateOn(day, both, [entry('offered')], limited))).toEqual([
		'inForce',
		'reviewDue',
		'reviewDue',
		'over',
	]);
	const renewed = [entry('offered'), entry('renewed', 1, { note: 'gut', until: '2029-07-31', review: '2029-05-01' })];
	const standing = agreementStanding({ versions: limited, signatures: both, entries: renewed }, '2028-09-01');
	expect(standing).toMatchObject({ state: 'inForce', until: '2029-07-31', review: '2029-05-01' });
	const anew = [...limited, version(2, 'b')];
	expect(agreementStanding({ versions: anew, signatures: both, entries: renewed }, '2028-09-01')).toMatchObject({
		state: 'draft',
		until: '',
	});
	const ended = [...renewed, entry('ended', 1, { note: 'erreicht' })];
	expect(agreementStanding({ versions: limited, signatures: both, entries: ended }, '2028-09-01')).toMatchObject({
		state: 'ended',
		outcome: 'erreicht',
	});
});

test('a term that must end lasts a school year at the least; one without an end has none', () => {
	const term = (from: string, until: string) => ({ from, until });
	expect(termProblem('limited', term('2027-08-01', ''))).toBe('untilMissing');
	expect(termProblem('limited', term('2027-08-01', '2028-07-30'))).toBe('untilTooEarly');
	expect(termProblem('limited', term('2027-08-01', '2028-07-31'))).toBeNull();
	expect(termProblem('limited', term('2027-01-01', '2027-12-31'))).toBeNull();
	expect(termProblem('unlimited', term('2027-08-01', '2028-07-31'))).toBe('untilUnwanted');
	expect(termProblem('unlimited', term('2027-08-01', ''))).toBeNull();
	expect(termProblem('any', term('2027-08-01', '2027-08-01'))).toBe('untilTooEarly');
	expect(termProblem('any', term('2027-08-01', '2027-12-31'))).toBeNull();
});

test('the same content is the same text, whatever order its fields came in, and a comma makes another', () => {
	const one = content();
	const turned = Object.fromEntries(Object.entries(one).reverse()) as unknown as Content;
	expect(written(turned)).toBe(written(one));
	expect(written(content({ clauses: [{ heading: 'Ziele', text: 'Wir reden, früh.' }] }))).not.toBe(written(one));
	expect(written(content({ parties: [...one.parties].reverse() }))).not.toBe(written(one));
});

test('measures roll up to their mean', () => {
	expect(progressOf([])).toBeNull();
	expect(progressOf([{ percent: 60 }, { percent: 0 }, { percent: 100 }])).toBe(53);
});

test('two texts are told apart word by word, and put together again', () => {
	const found = pieces('Wir reden früh und oft.', 'Wir reden, früh und selten.');
	expect(
		found
			.filter(({ is }) => is !== 'added')
			.map(({ text }) => text)
			.join(''),
	).toBe('Wir reden früh und oft.');
	expect(
		found
			.filter(({ is }) => is !== 'removed')
			.map(({ text }) => text)
			.join(''),
	).toBe('Wir reden, früh und selten.');
	expect(found.filter(({ is }) => is === 'removed').map(({ text }) => text)).toContain('oft');
});

test('clauses of a heading belong together; what came, went or moved is seen', () => {
	const clauses = (...headings: string[]) => ({ clauses: headings.map((heading) => ({ heading, text: `Text ${heading}` })) });
	const parts = compared([clauses('A', 'B', 'C'), clauses('A', 'C', 'D')], ['Titel', 'Titel']);
	const told = parts.map(({ heading, isSame }) => [heading.map(({ text, is }) => `${is} ${text}`).join(), isSame]);
	expect(told).toEqual([
		['', true],
		['same A', true],
		['removed B', false],
		['same C', true],
		['added D', false],
	]);
	expect(compared([clauses('A'), clauses()], ['Titel', 'Anderer']).map(({ isSame }) => isSame)).toEqual([false, false]);
});
