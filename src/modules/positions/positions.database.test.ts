import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { assigning, makePosition, makeProfile } from '../../../tests/make-register.ts';
import { factsOf, schoolsOn, specialistNames, standings, yearsOf } from './read.server.ts';
import { positionOf } from './read-position.server.ts';
import { isOn, total } from './rules.ts';
import { coverageOf } from './rules-coverage.ts';
import * as writes from './write.server.ts';
import { addRule, keepProgramme, takePack } from './write-programme.server.ts';
import * as specialists from './write-specialist.server.ts';

const { database: db, truth } = await database(6);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date('2027-03-16T09:00:00Z');
const school = await within((tx) => makeProfile(tx, coordinator, { name: 'Schule am Markt', type: 'school' }));
const other = await within((tx) => makeProfile(tx, coordinator, { name: 'Schule am Bach', type: 'school' }));
const make = (facts: Partial<Parameters<typeof makePosition>[2]> = {}) =>
	within((tx) => makePosition(tx, coordinator, { school: 'Schule am Markt', ...facts }));
const facts = (position: string) => within((tx) => factsOf(tx, position));
const state = { employer: '', isPlanned: false, emphasis: '', qualification: '' };
const input = () => ({
	position: randomUUID(),
	number: '',
	school: 'Schule am Markt',
	...state,
	fte: 50,
	from: '2027-01-01',
	until: null,
	programme: null,
	percent: 100,
	fundedUntil: null,
	person: '',
	held: '',
});
test('two at once cannot fill a position twice', async () => {
	const position = await make();
	const both = await Promise.allSettled(
		[1, 2].map(() => within((tx) => writes.keepAssignment(tx, coordinator, position, assigning({ fte: 60 })))),
	);
	expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	expect((both.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toBeInstanceOf(Rejected);
	expect(total((await facts(position)).assignments)).toBe(60);
});

test('a position that is entered twice with one form is there once', async () => {
	const entered = { ...input(), number: `N ${randomUUID().slice(0, 8)}` };
	await Promise.all([1, 2].map(() => within((tx) => writes.addPosition(tx, coordinator, entered))));
	expect((await facts(entered.position)).sites).toHaveLength(1);
	await expect(within((tx) => writes.addPosition(tx, coordinator, { ...entered, position: randomUUID() }))).rejects.toThrow(
		/has the number/,
	);
	await expect(
		within((tx) => writes.addPosition(tx, coordinator, { ...entered, position: randomUUID(), number: '', school: 'Nirgends' })),
	).rejects.toThrow(/not in the register/);
});

test('a change from a day on leaves earlier days as they were, and a single school follows', async () => {
	const position = await make({ from: '2020-08-01', person: 'Alma Rieck' });
	await within((tx) => writes.changeFrom(tx, coordinator, position, { ...state, fte: 150, from: '2027-08-01' }));
	const { states, sites } = await facts(position);
	const at = (day: string) => [total(states.filter((one) => isOn(one, day))), total(sites.filter((one) => isOn(one, day)))];
	expect(at('2027-07-31')).toEqual([100, 100]);
	expect(at('2027-08-01')).toEqual([150, 150]);
	// The same form again: something else holds from the same day on.
	await within((tx) => writes.changeFrom(tx, coordinator, position, { ...state, fte: 125, from: '2027-08-01' }));
	expect((await facts(position)).states.map(({ fte }) => fte)).toEqual([100, 125]);
});

test('an entry that somebody else has changed meanwhile is not changed again', async () => {
	const position = await make();
	const [entry] = (await facts(position)).sites;
	const change = (fte: number) =>
		within((tx) =>
			writes.keepSite(tx, coordinator, position, {
				entry: entry?.id ?? null,
				since: '',
				school: 'Schule am Markt',
				fte,
				from: '2020-08-01',
				until: null,
			}),
		);
	await change(100);
	expect((await facts(position)).sites[0]?.id, 'what changes nothing is no new entry').toBe(entry?.id);
	await change(80);
	await expect(change(60)).rejects.toThrow(/changed this entry meanwhile/);
	expect((await facts(position)).sites.map(({ fte }) => fte)).toEqual([80]);
});

test('ending a position ends its schools, money and people, and nothing before', async () => {
	const programme = await within((tx) =>
		keepProgramme(tx, coordinator, { programme: null, name: `P ${randomUUID()}`, lastOn: '', note: '', isArchived: false }, NOW),
	);
	const position = await make({ person: 'Bela Quast', programme });
	await within((tx) => writes.endPosition(tx, coordinator, position, '2027-07-31'));
	const all = await facts(position);
	for (const kind of [all.states, all.sites, all.fundings, all.assignments])
		expect(kind.map(({ from, until }) => [from, until])).toEqual([['2020-08-01', '2027-08-01']]);
	const whole = await within((tx) => positionOf(tx, coordinator, position));
	expect(whole?.past.filter(({ knownUntil }) => knownUntil)).toHaveLength(4);
});

test('whoever is called alike is the same person, and may be called otherwise everywhere', async () => {
	const [one, two] = [await make({ person: 'Carla Öhlmann' }), await make({ person: 'carla öhlmann', fte: 50 })];
	const specialist = (await facts(one)).assignments[0]?.specialist ?? '';
	expect((await facts(two)).assignments[0]?.specialist).toBe(specialist);
	await within((tx) => specialists.rename(tx, coordinator, specialist, 'Carla Winter'));
	await make({ person: 'Dora Ihlow' });
	await expect(within((tx) => specialists.rename(tx, coordinator, specialist, 'Dora Ihlow'))).rejects.toThrow(/there already/);
	// Two whose names are not known are two.
	const unnamed = await make({ fte: 100 });
	for (const fte of [40, 60]) await within((tx) => writes.keepAssignment(tx, coordinator, unnamed, assigning({ person: '', fte })));
	expect(new Set((await facts(unnamed)).assignments.map((entry) => entry.specialist)).size).toBe(2);
});

test('where somebody is reached is kept school by school, and nothing else changes it', async () => {
	const position = await make({ person: 'Edda Holm', fte: 100 });
	const another = await make({ school: 'Schule am Bach', person: 'Edda Holm', fte: 50 });
	const [entry] = (await facts(position)).assignments;
	const specialist = entry?.specialist ?? '';
	const reach = (of: string, organisation: string, room: string) =>
		within((tx) => specialists.keepContact(tx, coordinator, of, { specialist, organisation, hours: '', room, phone: '' }));
	await reach(position, school.id, 'A 1');
	await reach(another, other.id, 'B 2');
	const contacts = async (of: string) =>
		(await within((tx) => positionOf(tx, coordinator, of)))?.contacts.map(({ organisation, room }) => [organisation, room]).sort();
	const both = [
		[school.id, 'A 1'],
		[other.id, 'B 2'],
	].sort();
	await within((tx) =>
		writes.keepAssignment(
			tx,
			coordinator,
			position,
			assigning({ entry: entry?.id ?? null, person: 'Edda Holm', fte: 75, since: '2027-08-01' }),
		),
	);
	expect(await contacts(position)).toEqual(both);
	await expect(reach(position, other.id, 'C 3')).rejects.toThrow(/changed this entry/);
	await reach(position, school.id, '');
	expect(await contacts(another)).toEqual([[other.id, 'B 2']]);
});

test('what changes from a day on leaves what was before', async () => {
	const position = await make({ person: 'Fritz Ahl' });
	const [entry] = (await facts(position)).assignments;
	const absent = (since: string) =>
		within((tx) =>
			writes.keepAssignment(tx, coordinator, position, assigning({ entry: entry?.id ?? null, person: 'Fritz Ahl', isAbsent: true, since })),
		);
	await expect(absent('2019-01-01')).rejects.toThrow(/does not hold/);
	await absent('2020-08-01');
	const [corrected] = (await facts(position)).assignments;
	expect([corrected?.from, corrected?.isAbsent]).toEqual(['2020-08-01', true]);
	await within((tx) =>
		writes.keepAssignment(tx, coordinator, position, assigning({ entry: corrected?.id ?? null, person: 'Fritz Ahl', since: '2027-04-01' })),
	);
	expect((await facts(position)).assignments.map(({ from, until, isAbsent }) => [from, until, isAbsent])).toEqual([
		['2020-08-01', '2027-04-01', true],
		['2027-04-01', null, false],
	]);
});

test('who works at a school works at one that the position serves, and no more than it has there', async () => {
	const position = await make({ fte: 100 });
	const [site] = (await facts(position)).sites;
	const share = { from: '2020-08-01', until: null, since: '' };
	await within((tx) =>
		writes.keepSite(tx, coordinator, position, { ...share, entry: site?.id ?? null, school: 'Schule am Markt', fte: 50 }),
	);
	await within((tx) => writes.keepSite(tx, coordinator, position, { ...share, entry: null, school: 'Schule am Bach', fte: 50 }));
	await expect(within((tx) => writes.keepAssignment(tx, coordinator, position, assigning({ school: other.id })))).rejects.toThrow(
		/at a school/,
	);
	await within((tx) => writes.keepAssignment(tx, coordinator, position, assigning({ school: other.id, fte: 50 })));
	const bach = (await facts(position)).sites.find(({ organisation }) => organisation === other.id);
	await expect(within((tx) => writes.drop(tx, coordinator, position, 'site', bach?.id ?? ''))).rejects.toMatchObject({ field: undefined });
	// A position that is only planned has nobody.
	const planned = await within((tx) => writes.addPosition(tx, coordinator, { ...input(), isPlanned: true }));
	await expect(within((tx) => writes.keepAssignment(tx, coordinator, planned, assigning({ fte: 10, from: '2027-01-01' })))).rejects.toThrow(
		/only planned/,
	);
});

test('a change holds as long as what it changes: later states and their schools stay', async () => {
	const position = await make({ from: '2026-08-01', fte: 50, person: 'Greta Bohm' });
	await within((tx) => writes.changeFrom(tx, coordinator, position, { ...state, fte: 75, from: '2027-08-01' }));
	await within((tx) => writes.changeFrom(tx, coordinator, position, { ...state, fte: 25, from: '2026-10-01' }));
	const { states, sites, assignments } = await facts(position);
	const at = (day: string) => [states, sites, assignments].map((all) => total([...all].filter((one) => isOn(one, day))));
	expect(at('2026-08-01')).toEqual([50, 50, 50]);
	expect(at('2026-10-01')).toEqual([25, 25, 25]);
	expect(at('2027-08-01')).toEqual([75, 75, 50]);
});

test('a position ends on a day on which it is there, and an entry that was taken back by mistake keeps its name', async () => {
	const position = await make({ from: '2020-08-01', person: 'Hanne Iben' });
	const end = (lastOn: string) => within((tx) => writes.endPosition(tx, coordinator, position, lastOn));
	await expect(end('2016-07-31')).rejects.toThrow(/not there/);
	await end('2027-07-31');
	await expect(end('2027-07-31')).rejects.toThrow(/anyway/);
	const dropped = await make({ person: 'Ida Jahn' });
	const [entry] = (await facts(dropped)).assignments;
	await within((tx) => writes.drop(tx, coordinator, dropped, 'assignment', entry?.id ?? ''));
	const names = async () => [...(await within((tx) => specialistNames(tx, coordinator))).values()];
	await within((tx) => specialists.eraseSpecialists(tx, '2026-03-16', '2027-03-16'));
	expect(await names()).toEqual(expect.arrayContaining(['Hanne Iben', 'Ida Jahn']));
	// Twelve months after the last position the name goes, and the share stays.
	await within((tx) => specialists.eraseSpecialists(tx, '2027-08-01', '2028-08-01'));
	expect(await names()).not.toContain('Hanne Iben');
	expect((await facts(position)).assignments.map(({ fte }) => fte)).toEqual([100]);
});

test('somebody without a name who gets one stays the same person', async () => {
	const position = await make();
	await within((tx) => writes.keepAssignment(tx, coordinator, position, assigning({ person: '' })));
	const [entry] = (await facts(position)).assignments;
	await within((tx) => writes.keepAssignment(tx, coordinator, position, assigning({ entry: entry?.id ?? null, person: 'Jule Kern' })));
	expect((await facts(position)).assignments[0]?.specialist).toBe(entry?.specialist);
	// Somebody who comes later is somebody else.
	const vacant = await make();
	await within((tx) => writes.keepAssignment(tx, coordinator, vacant, assigning({ person: '' })));
	const [unnamed] = (await facts(vacant)).assignments;
	await within((tx) =>
		writes.keepAssignment(tx, coordinator, vacant, assigning({ entry: unnamed?.id ?? null, person: 'Karl Lau', since: '2027-08-01' })),
	);
	const both = (await facts(vacant)).assignments;
	expect([both.length, both[0]?.specialist, both[1]?.from]).toEqual([2, unnamed?.specialist, '2027-08-01']);
});

test('where a school lay and how many pupils it had on a day', async () => {
	const one = await within((tx) => makeProfile(tx, coordinator, { name: 'Schule der Jahre', type: 'school' }));
	for (const [year, pupils] of [
		['2024/25', 200],
		['2026/27', 250],
	] as const)
		await truth.query('insert into organisations.school_year (region_id, organisation_id, year, pupils) values (1, $1, $2, $3)', [
			one.id,
			year,
			pupils,
		]);
	const pupilsOn = async (day: string) => (await within((tx) => schoolsOn(tx, coordinator, day))).find(({ id }) => id === one.id)?.pupils;
	expect(await pupilsOn('2024-07-31')).toBeNull();
	expect(await pupilsOn('2026-07-31')).toBe(200);
	expect(await pupilsOn('2026-08-01')).toBe(250);
});

test('the years add up as the coverage does', async () => {
	const day = '2027-02-01';
	const [year] = await within((tx) => yearsOf(tx, coordinator, [day]));
	const { whole } = await within(async (tx) =>
		coverageOf(await standings(tx, coordinator, { day, known: null }), await schoolsOn(tx, coordinator, day), day, 'form'),
	);
	expect(year).toMatchObject({ day, positions: whole.positions, approved: whole.approved, filled: whole.filled, people: whole.people });
});

test('programmes of a Land are taken over once, with their rules, and then belong to the region', async () => {
	const rows = async () =>
		(await truth.query('select p.name, r.kind from positions.programme p join positions.rule r on r.programme_id = p.id order by 1, 2'))
			.rows;
	await within((tx) => takePack(tx, coordinator, 'NW', NOW));
	const first = await rows();
	expect(first.map(({ kind }) => kind)).toEqual(['applyBy', 'mostPercent']);
	await within((tx) => takePack(tx, coordinator, 'NW', NOW));
	expect(await rows()).toEqual(first);
	await expect(
		within((tx) => addRule(tx, coordinator, { programme: randomUUID(), kind: 'leastFte', number: 1, text: '', source: '' })),
	).rejects.toThrow(/no longer/);
	await expect(
		within((tx) => keepProgramme(tx, coordinator, { programme: null, name: first[0]?.name, lastOn: '', note: '', isArchived: false }, NOW)),
	).rejects.toThrow(/there already/);
});
