import { randomUUID } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { Rejected } from '#platform/rejected.ts';
import { dayAfter } from '#platform/time/partial.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { assigning, makePosition, makeProfile } from '../../../tests/make-register.ts';
import { factsOf, schoolsOn, standings } from './read.server.ts';
import { isOn, total } from './rules.ts';
import { confirmedOn } from './rules-coverage.ts';
import * as writes from './write.server.ts';

const { database: db, truth } = await database(6);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const _NOW = new Date('2027-03-16T09:00:00Z');
const _school = await within((tx) => makeProfile(tx, coordinator, { name: 'Schule am Markt', type: 'school' }));
const _other = await within((tx) => makeProfile(tx, coordinator, { name: 'Schule am Bach', type: 'school' }));
const make = (facts: Partial<Parameters<typeof makePosition>[2]> = {}) =>
	within((tx) => makePosition(tx, coordinator, { school: 'Schule am Markt', ...facts }));
const facts = (position: string) => within((tx) => factsOf(tx, position));
const state = { employer: '', isPlanned: false, emphasis: '', qualification: '' };
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
		await may(within((tx) => writes.keepAssignment(tx, coordinator, position, assigning({ person: `P${who}`, fte, from: day, until }))));
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
				writes.keepAssignment(tx, coordinator, position, assigning({ entry: assignment.id, person: `P${who}`, fte, from: day, until })),
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
		await writes.keepAssignment(tx, coordinator, position, assigning());
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
