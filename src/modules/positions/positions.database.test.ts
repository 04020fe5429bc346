import { randomUUID } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { Rejected } from '#platform/rejected.ts';
import { dayAfter } from '#platform/time/partial.ts';
import { database } from '../../../tests/database.ts';
import { makePosition, makeProfile, makeRegion } from '../../../tests/make.ts';
import { factsOf, schoolsOn, specialistNames, standings, yearsOf } from './read.server.ts';
import { positionOf } from './read-position.server.ts';
import { isOn, total } from './rules.ts';
import { confirmedOn, coverageOf } from './rules-coverage.ts';
import type { AssignmentInput } from './schema.ts';
import * as writes from './write.server.ts';
import { addRule, keepProgramme, takePack } from './write-programme.server.ts';

const { database: db, truth } = await database(6);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date('2027-03-16T09:00:00Z');
const school = await within((tx) => makeProfile(tx, coordinator, { name: 'Schule am Markt', type: 'school' }));
const other = await within((tx) => makeProfile(tx, coordinator, { name: 'Schule am Bach', type: 'school' }));
const make = (facts: Partial<Parameters<typeof makePosition>[2]> = {}) =>
	within((tx) => makePosition(tx, coordinator, { school: 'Schule am Markt', ...facts }));
const facts = (position: string) => within((tx) => factsOf(tx, position));
const assigned = (some: Partial<AssignmentInput> = {}): AssignmentInput => ({
	entry: null,
	from: '2020-08-01',
	until: null,
	person: `Person ${randomUUID()}`,
	school: null,
	fte: 100,
	isAbsent: false,
	held: '',
	since: '',
	...some,
});
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
const moment = async () => (await truth.query<{ at: string }>('select clock_timestamp()::text as at')).rows[0]?.at as string;

/** The code by which the database refuses a statement of the application; '' where it does not. */
const codeOf = (statement: string) =>
	within((tx) => sql.raw(statement).execute(tx)).then(
		() => '',
		(error: { code?: string }) => error.code ?? '',
	);

/** Does something that may be refused with a sentence, and fails with anything else. */
async function may(work: Promise<unknown>): Promise<void> {
	await work.catch((error) => {
		if (!(error instanceof Rejected)) throw error;
	});
}

const DAYS = [0, 30, 60, 90, 120].map((days) => dayAfter('2027-01-01', days));
const acts = fc.array(
	fc.record({
		act: fc.constantFrom('change' as const, 'assign' as const, 'site' as const, 'correct' as const, 'end' as const, 'drop' as const),
		day: fc.constantFrom(...DAYS),
		until: fc.option(fc.constantFrom(...DAYS)),
		fte: fc.integer({ min: 1, max: 150 }),
		who: fc.integer({ min: 0, max: 2 }),
	}),
	{ minLength: 1, maxLength: 8 },
);
type Acts = typeof acts extends fc.Arbitrary<infer All> ? All : never;

async function act(position: string, { act: what, day, until, fte, who }: Acts[0]): Promise<void> {
	const { assignments, sites } = await facts(position);
	const assignment = assignments[who];
	if (what === 'change') await may(within((tx) => writes.changeFrom(tx, coordinator, position, { ...state, fte, from: day })));
	if (what === 'assign')
		await may(within((tx) => writes.keepAssignment(tx, coordinator, position, assigned({ person: `P${who}`, fte, from: day, until }))));
	if (what === 'site')
		await may(
			within((tx) =>
				writes.keepSite(tx, coordinator, position, {
					entry: sites[who]?.id ?? null,
					since: '',
					school: 'Schule am Bach',
					fte,
					from: day,
					until,
				}),
			),
		);
	if (what === 'correct' && assignment)
		await may(
			within((tx) =>
				writes.keepAssignment(tx, coordinator, position, assigned({ entry: assignment.id, person: `P${who}`, fte, from: day, until })),
			),
		);
	if (what === 'end') await may(within((tx) => writes.endPosition(tx, coordinator, position, day)));
	if (what === 'drop' && assignment) await may(within((tx) => writes.drop(tx, coordinator, position, 'assignment', assignment.id)));
}

property.prop([acts], { numRuns: 40 })(
	'invariant 1: on no day more is filled than approved, whatever is entered, changed, put right or ended',
	async (all) => {
		const position = await make({ from: '2027-01-01' });
		for (const one of all) await act(position, one);
		const { states, assignments, sites } = await facts(position);
		for (let day = '2026-12-01'; day < '2027-07-01'; day = dayAfter(day)) {
			const approved = total(states.filter((one) => isOn(one, day)));
			expect(total(assignments.filter((one) => isOn(one, day)))).toBeLessThanOrEqual(approved);
			expect(total(sites.filter((one) => isOn(one, day)))).toBeLessThanOrEqual(approved);
		}
	},
);

property.prop([acts], { numRuns: 25 })(
	'invariant 2: what was known at a moment stays what was known then, whatever comes later',
	async (all) => {
		const position = await make({ from: '2027-01-01' });
		const seen: { known: string; was: string }[] = [];
		const look = (known: string) =>
			within(async (tx) => {
				const own = (await standings(tx, coordinator, { day: '2027-02-01', known })).filter(({ id }) => id === position);
				return JSON.stringify(own);
			});
		for (const one of all) {
			const known = await moment();
			seen.push({ known, was: await look(known) });
			await act(position, one);
		}
		for (const { known, was } of seen) expect(await look(known)).toBe(was);
		// Not everything looks alike: before it was entered the position was not known at all.
		expect(await look('2020-01-01T00:00:00Z')).toBe('[]');
	},
);

test('invariant 2: a question about a moment waits for whoever is writing then', async () => {
	const position = await make();
	let letGo = () => {};
	const written = new Promise<void>((resolve) => {
		letGo = resolve;
	});
	let hasBegun = () => {};
	const begun = new Promise<void>((resolve) => {
		hasBegun = resolve;
	});
	const writing = within(async (tx) => {
		await writes.keepAssignment(tx, coordinator, position, assigned());
		hasBegun();
		await written;
	});
	await begun;
	try {
		const known = await moment();
		let isAnswered = false;
		const asking = within((tx) => standings(tx, coordinator, { day: '2027-02-01', known })).then((all) => {
			isAnswered = true;
			return all.find(({ id }) => id === position);
		});
		// It waits for the lock that the writer has.
		await expect
			.poll(async () => (await truth.query("select 1 from pg_locks where locktype = 'advisory' and not granted")).rowCount)
			.toBe(1);
		expect(isAnswered).toBe(false);
		letGo();
		await writing;
		expect((await asking)?.assignments).toHaveLength(1);
	} finally {
		letGo();
	}
});

test('invariant 2 holds in SQL: the program can neither rewrite what was known, nor make it known earlier', async () => {
	const position = await make();
	const [row] = (await facts(position)).states;
	const attempts = [
		`update positions.state set fte = 1 where id = '${row?.id}'`,
		`update positions.state set known_until = now() where id = '${row?.id}'`,
		`delete from positions.state where id = '${row?.id}'`,
		`delete from positions.position where id = '${position}'`,
		`insert into positions.state (region_id, position_id, valid_from, fte, known_from) values (1, '${position}', '2020-01-01', 1, '2020-01-01')`,
		`update positions.confirmation set at = now()`,
		`insert into positions.confirmation (region_id, position_id, at) values (1, '${position}', '2020-01-01')`,
	];
	for (const statement of attempts) expect(await codeOf(statement), statement).toBe('42501');
	// A moment that somebody set is used only where it lies within the transaction.
	const { rows } = await within((tx) =>
		sql<{
			isNow: boolean;
		}>`select set_config('positions.moment', '2020-01-01', true), positions.moment() >= transaction_timestamp() as "isNow"`.execute(tx),
	);
	expect(rows[0]?.isNow).toBe(true);
	await within((tx) => sql`select positions.withdraw('state', array[${row?.id}]::uuid[], null)`.execute(tx));
	const { rows: left } = await truth.query('select known_until >= known_from as "isOver" from positions.state where id = $1', [row?.id]);
	expect(left).toEqual([{ isOver: true }]);
	expect(await codeOf("select positions.withdraw('position', '{}', null)")).toBe('P0001');
});

test('two at once cannot fill a position twice', async () => {
	const position = await make();
	const both = await Promise.allSettled(
		[1, 2].map(() => within((tx) => writes.keepAssignment(tx, coordinator, position, assigned({ fte: 60 })))),
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
	await within((tx) => writes.rename(tx, coordinator, specialist, 'Carla Winter'));
	await make({ person: 'Dora Ihlow' });
	await expect(within((tx) => writes.rename(tx, coordinator, specialist, 'Dora Ihlow'))).rejects.toThrow(/there already/);
	// Two whose names are not known are two.
	const unnamed = await make({ fte: 100 });
	for (const fte of [40, 60]) await within((tx) => writes.keepAssignment(tx, coordinator, unnamed, assigned({ person: '', fte })));
	expect(new Set((await facts(unnamed)).assignments.map((entry) => entry.specialist)).size).toBe(2);
});

test('where somebody is reached is kept school by school, and nothing else changes it', async () => {
	const position = await make({ person: 'Edda Holm', fte: 100 });
	const another = await make({ school: 'Schule am Bach', person: 'Edda Holm', fte: 50 });
	const [entry] = (await facts(position)).assignments;
	const specialist = entry?.specialist ?? '';
	const reach = (of: string, organisation: string, room: string) =>
		within((tx) => writes.keepContact(tx, coordinator, of, { specialist, organisation, hours: '', room, phone: '' }));
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
			assigned({ entry: entry?.id ?? null, person: 'Edda Holm', fte: 75, since: '2027-08-01' }),
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
			writes.keepAssignment(tx, coordinator, position, assigned({ entry: entry?.id ?? null, person: 'Fritz Ahl', isAbsent: true, since })),
		);
	await expect(absent('2019-01-01')).rejects.toThrow(/does not hold/);
	await absent('2020-08-01');
	const [corrected] = (await facts(position)).assignments;
	expect([corrected?.from, corrected?.isAbsent]).toEqual(['2020-08-01', true]);
	await within((tx) =>
		writes.keepAssignment(tx, coordinator, position, assigned({ entry: corrected?.id ?? null, person: 'Fritz Ahl', since: '2027-04-01' })),
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
	await expect(within((tx) => writes.keepAssignment(tx, coordinator, position, assigned({ school: other.id })))).rejects.toThrow(
		/at a school/,
	);
	await within((tx) => writes.keepAssignment(tx, coordinator, position, assigned({ school: other.id, fte: 50 })));
	const bach = (await facts(position)).sites.find(({ organisation }) => organisation === other.id);
	await expect(within((tx) => writes.drop(tx, coordinator, position, 'site', bach?.id ?? ''))).rejects.toMatchObject({ field: undefined });
	// A position that is only planned has nobody.
	const planned = await within((tx) => writes.addPosition(tx, coordinator, { ...input(), isPlanned: true }));
	await expect(within((tx) => writes.keepAssignment(tx, coordinator, planned, assigned({ fte: 10, from: '2027-01-01' })))).rejects.toThrow(
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
	await within((tx) => writes.eraseSpecialists(tx, '2026-03-16', '2027-03-16'));
	expect(await names()).toEqual(expect.arrayContaining(['Hanne Iben', 'Ida Jahn']));
	// Twelve months after the last position the name goes, and the share stays.
	await within((tx) => writes.eraseSpecialists(tx, '2027-08-01', '2028-08-01'));
	expect(await names()).not.toContain('Hanne Iben');
	expect((await facts(position)).assignments.map(({ fte }) => fte)).toEqual([100]);
});

test('somebody without a name who gets one stays the same person', async () => {
	const position = await make();
	await within((tx) => writes.keepAssignment(tx, coordinator, position, assigned({ person: '' })));
	const [entry] = (await facts(position)).assignments;
	await within((tx) => writes.keepAssignment(tx, coordinator, position, assigned({ entry: entry?.id ?? null, person: 'Jule Kern' })));
	expect((await facts(position)).assignments[0]?.specialist).toBe(entry?.specialist);
	// Somebody who comes later is somebody else.
	const vacant = await make();
	await within((tx) => writes.keepAssignment(tx, coordinator, vacant, assigned({ person: '' })));
	const [unnamed] = (await facts(vacant)).assignments;
	await within((tx) =>
		writes.keepAssignment(tx, coordinator, vacant, assigned({ entry: unnamed?.id ?? null, person: 'Karl Lau', since: '2027-08-01' })),
	);
	const both = (await facts(vacant)).assignments;
	expect([both.length, both[0]?.specialist, both[1]?.from]).toEqual([2, unnamed?.specialist, '2027-08-01']);
});

test('invariant 2: a school that was archived or entered since is there as it was known', async () => {
	const made = await within((tx) => makeProfile(tx, coordinator, { name: `Schule ${randomUUID()}`, type: 'school' }));
	const before = await moment();
	await truth.query('update organisations.organisation set archived_at = now() where id = $1', [made.id]);
	const later = await within((tx) => makeProfile(tx, coordinator, { name: `Schule ${randomUUID()}`, type: 'school' }));
	const seen = (known: string | null) =>
		within(async (tx) => {
			const all = await schoolsOn(tx, coordinator, '2099-01-01', known);
			return [made, later].map(({ id }) => all.find((one) => one.id === id)?.isArchived);
		});
	expect(await seen(before)).toEqual([false, undefined]);
	expect(await seen(null)).toEqual([true, false]);
});

test('invariant 12: only confirming says that a position is right', async () => {
	const position = await make();
	const confirmed = async () => {
		const one = (await within((tx) => standings(tx, coordinator, { day: '2027-02-01', known: null }))).find(({ id }) => id === position);
		return one && confirmedOn(one.confirmations, one.sites, '2027-02-01');
	};
	await within((tx) => writes.changeFrom(tx, coordinator, position, { ...state, fte: 50, from: '2027-08-01' }));
	expect(await confirmed()).toBe('');
	await within((tx) => writes.confirm(tx, coordinator, position, '2027-03-16'));
	expect(await confirmed()).toBe('2027-03-16');
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
