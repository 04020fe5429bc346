import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { guestBy, whole } from '#modules/boards/read.server.ts';
import { addPaper } from '#modules/boards/write-board.server.ts';
import { handOver } from '#modules/boards/write-handover.server.ts';
import { castBallot } from '#modules/boards/write-vote.server.ts';
import * as conduct from '#modules/conduct/write.server.ts';
import { removeFormat } from '#modules/conduct/write-edition.server.ts';
import { addFormat, holdEdition, planEdition } from '#modules/events/write-format.server.ts';
import type { Actor } from '#modules/people/access.ts';
import { dayOf, daysAfter } from '#platform/time/time.ts';
import { database } from '../../../tests/database.ts';
import { beginAgo, leadBoard, makeBoard, makeEditions, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { type Carer, carer } from './access.ts';
import { templates } from './output.server.ts';
import { carerBy, carerToken, carriedTo, lateMandates, mandatesOf } from './read.server.ts';
import { decidedLists } from './read-priority.server.ts';
import type { MandateInput } from './schema.ts';
import * as thread from './write.server.ts';

const { database: db, truth } = await database(6);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date();

const facts = (input: Partial<MandateInput> = {}): MandateInput => ({
	key: null,
	bundle: null,
	title: 'Durchwahlen',
	asked: 'Bildungsbüro',
	step: 'Liste anlegen',
	due: 'next',
	carerName: '',
	carerEmail: '',
	asking: null,
	...input,
});

async function make() {
	const made = await within((tx) => makeMeeting(tx, coordinator));
	const give = (input: Partial<MandateInput> = {}) => within((tx) => thread.give(tx, made.organiser, facts(input), NOW));
	const mandates = () => within((tx) => mandatesOf(tx, made.organiser));
	return { ...made, give, mandates };
}

/** A meeting with a board on which A was voted for and B and C were not. */
async function withPriorities() {
	const made = await make();
	const board = await within((tx) => makeBoard(tx, made));
	await within((tx) => leadBoard(tx, board.by, 'collecting'));
	const sheet = { key: randomUUID(), table: 1, column: board.columns[0] as string, lines: ['A', 'B', 'C'] };
	await within((tx) => addPaper(tx, board.by, sheet));
	await within((tx) => leadBoard(tx, board.by, 'voting'));
	const held = await within((tx) => whole(tx, board.board.id));
	const bundle = (title: string) => held?.bundles.find((one) => one.title === title)?.id as string;
	const phone = await within((tx) => guestBy(tx, 1, board.board.id, 'somebody', null));
	await within((tx) => castBallot(tx, phone, 3, randomUUID(), { rev: 1, dots: { [bundle('A')]: 1 } }, NOW));
	await within((tx) => leadBoard(tx, board.by, 'counting', 'result', 'handover'));
	const decisions = async () =>
		Object.fromEntries(
			(await within((tx) => decidedLists(tx, made.organiser))).flatMap(({ list }) => list.map(({ title, decision }) => [title, decision])),
		);
	return { ...made, board, bundle, decisions };
}

test('invariant 10: a meeting is closed once each priority is a mandate or open on purpose, and never before', async () => {
	const made = await withPriorities();
	await within((tx) => beginAgo(tx, made, 24));
	const close = () => within((tx) => conduct.closeMeeting(tx, made.organiser, NOW));
	await refused(close(), /Über 3 Prioritäten ist noch nicht entschieden/);
	await within((tx) => handOver(tx, made.board.by, { bundle: made.bundle('A'), who: 'Jugendamt', step: 'anrufen', due: 'bis Ostern' }));
	await within((tx) => thread.giveHanded(tx, made.organiser, NOW));
	expect((await made.mandates()).map(({ title, standing }) => [title, standing.asked, standing.step])).toEqual([
		['A', 'Jugendamt', 'anrufen (bis Ostern)'],
	]);
	await within((tx) => thread.leaveOpen(tx, made.organiser, [made.bundle('B')]));
	expect(await made.decisions()).toEqual({ A: 'mandate', B: 'open', C: 'undecided' });
	await refused(close(), /Über eine Priorität ist noch nicht entschieden/);
	// What was left open can become a mandate all the same; one that is a mandate is not left open, and does not become another.
	await made.give({ bundle: made.bundle('B') });
	await refused(made.give({ bundle: made.bundle('A') }), /schon ein Auftrag/);
	await refused(
		within((tx) => thread.leaveOpen(tx, made.organiser, [made.bundle('A')])),
		/schon ein Auftrag/,
	);
	await made.give({ bundle: made.bundle('C') });
	await close();
});

test('two who make a mandate of the same priority at once make one', async () => {
	const made = await withPriorities();
	const outcomes = await Promise.allSettled([1, 2, 3].map(() => made.give({ bundle: made.bundle('A') })));
	expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	expect(await made.mandates()).toHaveLength(1);
});

test('a priority of another meeting, and a mandate of another one, are nobody’s business here', async () => {
	const [made, other] = [await withPriorities(), await make()];
	await refused(other.give({ bundle: made.bundle('A') }), /Auswahl gibt es nicht/);
	await refused(
		within((tx) => thread.leaveOpen(tx, other.organiser, [made.bundle('A')])),
		/Auswahl gibt es nicht/,
	);
	const mandate = await made.give();
	const acts = [
		() => within((tx) => thread.report(tx, other.organiser, { mandate, note: 'x' }, NOW)),
		() => within((tx) => thread.end(tx, other.organiser, { mandate, kind: 'done', note: 'x' }, NOW)),
		() => within((tx) => thread.leave(tx, other.organiser, { mandate }, NOW)),
		() => within((tx) => thread.correct(tx, other.organiser, { mandate, seen: '', ...facts() }, NOW)),
		() => within((tx) => thread.report(tx, carer(1, randomUUID(), 1), { mandate, note: 'x' }, NOW)),
	];
	for (const act of acts) await refused(act(), /Diesen Auftrag gibt es hier nicht/);
	expect((await made.mandates())[0]?.entries).toHaveLength(1);
});

test('invariant 13: what was said of a mandate is changed and removed by nobody, not even in SQL; a correction is another entry', async () => {
	const made = await make();
	const mandate = await made.give();
	await within((tx) => thread.correct(tx, made.organiser, { mandate, seen: '', ...facts({ asked: 'Schulamt' }) }, NOW));
	await within((tx) => thread.end(tx, made.organiser, { mandate, kind: 'done', note: 'Liste steht' }, NOW));
	for (const statement of ["update thread.entry set note = 'anders'", 'delete from thread.entry', 'truncate thread.entry'])
		await expect(db.pool.query(statement)).rejects.toThrow(/permission denied/);
	const [one] = await made.mandates();
	expect(one?.entries.map(({ kind, asked }) => [kind, asked])).toEqual([
		['given', 'Bildungsbüro'],
		['corrected', 'Schulamt'],
		['done', 'Schulamt'],
	]);
	expect(one?.standing).toMatchObject({ state: 'done', outcome: 'Liste steht' });
	// What has ended is spoken of no more, until it is taken up again.
	await refused(
		within((tx) => thread.report(tx, made.organiser, { mandate, note: 'x' }, NOW)),
		/abgeschlossen/,
	);
	await within((tx) => thread.reopen(tx, made.organiser, { mandate }, NOW));
	await refused(
		within((tx) => thread.reopen(tx, made.organiser, { mandate }, NOW)),
		/ist offen/,
	);
	expect((await made.mandates())[0]?.standing.state).toBe('open');
});

test('many who speak of a mandate at once are all kept, in one order', async () => {
	const made = await make();
	const mandate = await made.give();
	const notes = Array.from({ length: 12 }, (_, at) => `Stand ${at}`);
	await Promise.all(notes.map((note) => within((tx) => thread.report(tx, made.organiser, { mandate, note }, NOW))));
	const said = (await made.mandates())[0]?.entries ?? [];
	expect(said.map(({ number }) => number)).toEqual(Array.from({ length: 13 }, (_, at) => at + 1));
	expect(said.flatMap(({ note }) => note || []).sort()).toEqual([...notes].sort());
});

test('whoever takes care answers by a link of their own, which ends when somebody else does; the mandate stays', async () => {
	const made = await make();
	const mandate = await made.give({ carerName: 'Kim', carerEmail: 'kim@amt.example' });
	const token = () => within((tx) => carerToken(tx, 1, mandate));
	const by = (text: string) => within((tx) => carerBy(tx, 1, text));
	const first = await token();
	await within(async (tx) => thread.postpone(tx, (await carerBy(tx, 1, first)) as Carer, { mandate, due: '2027-05', note: 'krank' }, NOW));
	expect((await made.mandates())[0]?.entries.at(-1)).toMatchObject({ kind: 'postponed', due: '2027-05', note: 'krank', by: null });
	expect(await by(`${first.slice(0, -1)}${first.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined();
	// Another spelling of the name is the same person.
	await within((tx) =>
		thread.correct(tx, made.organiser, { mandate, seen: '', ...facts({ carerName: 'Kim S.', carerEmail: 'kim@amt.example' }) }, NOW),
	);
	expect(await token()).toBe(first);
	await within((tx) =>
		thread.correct(tx, made.organiser, { mandate, seen: '', ...facts({ carerName: 'Alex', carerEmail: 'alex@amt.example' }) }, NOW),
	);
	expect(await by(first)).toBeUndefined();
	const second = await token();
	expect(await by(second)).toMatchObject({ mandate });
	await within((tx) => thread.leave(tx, made.organiser, { mandate }, NOW));
	expect(await by(second)).toBeUndefined();
	expect((await made.mandates())[0]).toMatchObject({ carer: { name: 'Alex', email: '', hasLeft: true }, standing: { state: 'open' } });
});

test('mails go to whoever takes care, and to nobody once they do not any more or it has ended', async () => {
	const made = await make();
	const mandate = await made.give({ carerName: 'Kim', carerEmail: 'kim@amt.example' });
	const asked = async (template: string) =>
		(await truth.query('select count(*)::int as n from platform.mail where template = $1 and about = $2', [template, { mandate }])).rows[0]
			.n;
	expect(await asked('thread.mandate')).toBe(1);
	const letter = () => within((tx) => templates['thread.reminder']?.(tx, 1, { mandate }, NOW) as Promise<unknown>);
	expect(await letter()).toMatchObject({ to: { address: 'kim@amt.example' }, subject: 'Bald fällig: Durchwahlen' });
	await within((tx) => thread.leave(tx, made.organiser, { mandate }, NOW));
	expect(await letter()).toBeNull();
});

test('a reminder is sent in its days before, once it is still due, and not when it was put off', async () => {
	const made = await make();
	const mandate = await made.give({ due: '2027-03-31', carerName: 'Kim', carerEmail: 'kim@amt.example' });
	const { rows } = await truth.query('select key, run_at from graphile_worker.jobs where key like $1 order by key', [
		`mandate ${mandate}%`,
	]);
	expect(rows.map(({ key }) => key)).toEqual([`mandate ${mandate} 14`, `mandate ${mandate} 3`]);
	const reminded = async (day: string, days: number) => {
		await within((tx) => thread.remind(tx, 1, mandate, days, new Date(`${day}T08:00:00Z`)));
		const { rows: mails } = await truth.query("delete from platform.mail where template = 'thread.reminder' and about = $1 returning id", [
			{ mandate },
		]);
		return mails.length;
	};
	expect([await reminded('2027-03-16', 14), await reminded('2027-03-17', 14), await reminded('2027-03-28', 3)]).toEqual([0, 1, 1]);
	expect(await reminded('2027-04-01', 3)).toBe(0);
	await within((tx) => thread.postpone(tx, made.organiser, { mandate, due: '2027-06-30', note: 'krank' }, NOW));
	expect(await reminded('2027-03-28', 3)).toBe(0);
	await within((tx) => thread.end(tx, made.organiser, { mandate, kind: 'done', note: 'da' }, NOW));
	expect(await reminded('2027-06-27', 3)).toBe(0);
});

test('the next meeting of the kind asks what became of it, until it is said; others do not', async () => {
	const [first, next, stranger] = [await make(), await make(), await make()];
	await within(async (tx) => {
		await makeEditions(tx, coordinator, [first, next]);
		await beginAgo(tx, first, 24);
	});
	const mandate = await first.give();
	const carried = (made: typeof first) => within((tx) => carriedTo(tx, made.organiser));
	// Its day is known by now: who takes care is reminded, and it is late once that meeting is over. Of a draft nobody is told when it is.
	const hidden = await within((tx) => makeMeeting(tx, coordinator, { published: false }));
	await within((tx) => beginAgo(tx, hidden, -1));
	await within(async (tx) => {
		const kind = (
			await tx.selectFrom('events.edition').select('format_id').where('meeting_id', '=', first.meeting.id).executeTakeFirstOrThrow()
		).format_id;
		const planned = { format: kind, area: null, number: null, planned: { year: 2027 } };
		await holdEdition(tx, hidden.organiser, await planEdition(tx, coordinator, planned));
	});
	const cared = await first.give({ title: 'Mit Sorge', carerName: 'Kim', carerEmail: 'kim@amt.example' });
	const [{ dueOn = null } = {}] = await within(async (tx) => (await mandatesOf(tx, first.organiser)).filter(({ id }) => id === cared));
	expect(dueOn).toBe(dayOf(next.meeting.startsAt));
	await within((tx) => thread.planReminders(tx, 1, NOW));
	await within((tx) => thread.planReminders(tx, 1, NOW));
	const { rows } = await truth.query('select key from graphile_worker.jobs where key like $1 order by key', [`mandate ${cared}%`]);
	expect(rows.map(({ key }) => key)).toEqual([`mandate ${cared} 14`, `mandate ${cared} 3`]);
	const after = dayOf(daysAfter(next.meeting.startsAt, 1, '12:00'));
	expect((await within((tx) => lateMandates(tx, coordinator as unknown as Actor, after))).map(({ id }) => id)).toContain(cared);
	await within((tx) => thread.end(tx, first.organiser, { mandate: cared, kind: 'dropped', note: 'doch nicht' }, NOW));
	expect((await carried(next)).map(({ id }) => id)).toEqual([mandate]);
	// Neither the meeting that gave it asks, nor one of another kind, nor an earlier one about what a later one gave.
	await next.give({ title: 'Später' });
	expect([await carried(first), await carried(stranger)]).toEqual([[], []]);
	await within((tx) => thread.end(tx, next.organiser, { mandate, kind: 'done', note: 'Liste steht' }, NOW));
	const [one] = await carried(next);
	expect(one?.entries.at(-1)?.meeting?.id).toBe(next.meeting.id);
	expect(one?.standing.outcome).toBe('Liste steht');
	// What was ended elsewhere is no question any more.
	await within((tx) => thread.reopen(tx, first.organiser, { mandate }, NOW));
	await within((tx) => thread.end(tx, first.organiser, { mandate, kind: 'dropped', note: 'doch nicht' }, NOW));
	expect(await carried(next)).toEqual([]);
});

test('a mandate that is sent to another kind of meeting is asked about there and not here, until it is said or taken back', async () => {
	const [first, next, earlier, other] = [await make(), await make(), await make(), await make()];
	const [own, asking] = await within(async (tx) => {
		const kinds = [await makeEditions(tx, coordinator, [first, next]), await makeEditions(tx, coordinator, [earlier, other])];
		await beginAgo(tx, first, 24);
		await beginAgo(tx, earlier, 48);
		return kinds as [string, string];
	});
	await refused(first.give({ asking: randomUUID() }), /gibt es/);
	const mandate = await first.give({ asking });
	// What names a kind of meeting keeps it, also where it has no edition any more.
	const lonely = await within((tx) => addFormat(tx, coordinator, { name: 'Noch ohne Treffen', cadence: null, needsMinutes: false }));
	const sent = await first.give({ title: 'Woanders', asking: lonely });
	await refused(
		within((tx) => removeFormat(tx, coordinator, lonely)),
		/nennt diese Reihe/,
	);
	await within((tx) => thread.end(tx, first.organiser, { mandate: sent, kind: 'dropped', note: 'Doch nicht.' }, NOW));
	const carried = (made: typeof first) => within(async (tx) => (await carriedTo(tx, made.organiser)).map(({ id }) => id));
	expect([await carried(next), await carried(earlier), await carried(other)]).toEqual([[], [], [mandate]]);
	await within((tx) => thread.report(tx, other.organiser, { mandate, note: 'Läuft.' }, NOW));
	expect(await carried(other)).toEqual([mandate]);
	const correct = (where: string | null) =>
		within((tx) =>
			thread.correct(
				tx,
				first.organiser,
				{ mandate, seen: '', asked: 'Amt', step: '', due: '', carerName: '', carerEmail: '', asking: where },
				NOW,
			),
		);
	await correct(null);
	expect([await carried(next), await carried(other)]).toEqual([[mandate], []]);
	await correct(own);
	expect(await carried(next)).toEqual([mandate]);
	await correct(asking);
	await within((tx) => thread.end(tx, other.organiser, { mandate, kind: 'done', note: 'Die Bildungskonferenz hat es vertieft.' }, NOW));
	expect([await carried(next), await carried(other)]).toEqual([[], [mandate]]);
	await expect(within((tx) => thread.reopen(tx, earlier.organiser, { mandate }, NOW))).rejects.toThrow();
});

test('an older page brings nobody back who is not there any more, and whoever takes care writes no more than a day holds', async () => {
	const made = await make();
	const mandate = await made.give({ carerName: 'Anna', carerEmail: 'anna@amt.example' });
	const seen = (await made.mandates())[0]?.stamp as string;
	await within((tx) => thread.leave(tx, made.organiser, { mandate }, NOW));
	const older = { mandate, seen, asked: 'Amt', step: 'anders', due: '', carerName: 'Anna', carerEmail: 'anna@amt.example', asking: null };
	await refused(
		within((tx) => thread.correct(tx, made.organiser, older, NOW)),
		/Bitte laden Sie die Seite neu/,
	);
	expect((await made.mandates())[0]?.carer).toMatchObject({ hasLeft: true, email: '' });
	for (let said = 0; said < 50; said++) await within((tx) => thread.report(tx, carer(1, mandate, 2), { mandate, note: `${said}` }, NOW));
	await refused(
		within((tx) => thread.report(tx, carer(1, mandate, 2), { mandate, note: 'noch' }, NOW)),
		/sehr viele Einträge/,
	);
	await within((tx) => thread.report(tx, made.organiser, { mandate, note: 'Die Koordination schreibt weiter.' }, NOW));
});

test('what is late is told to those who prepare its meeting and to coordinators; who took care is forgotten in the end', async () => {
	const made = await make();
	const mandate = await made.give({ title: 'Spät', due: '2027-03-31', carerName: 'Kim', carerEmail: 'kim@amt.example' });
	const late = (meetings: string[] | null, today: string) =>
		within((tx) => lateMandates(tx, { ...coordinator, ...(meetings && { roles: [], teams: meetings }) } as unknown as Actor, today));
	const titles = async (...args: Parameters<typeof late>) => (await late(...args)).map(({ title }) => title);
	expect([await titles([made.meeting.id], '2027-03-31'), await titles([made.meeting.id], '2027-04-01')]).toEqual([[], ['Spät']]);
	expect(await titles(null, '2027-04-01')).toContain('Spät');
	expect([await titles([], '2027-04-01'), await titles([randomUUID()], '2027-04-01')]).toEqual([[], []]);
	await within((tx) => thread.end(tx, made.organiser, { mandate, kind: 'done', note: 'da' }, NOW));
	await within((tx) => thread.eraseCarers(tx, new Date(NOW.getTime() - 1)));
	expect((await made.mandates())[0]?.carer?.name).toBe('Kim');
	await within((tx) => thread.eraseCarers(tx, new Date(NOW.getTime() + 1)));
	expect((await made.mandates())[0]).toMatchObject({ carer: null, standing: { state: 'done' } });
});

test('a form that is sent twice gives one mandate; a promise replaces what was open; a name is not lost with a correction', async () => {
	const made = await withPriorities();
	const key = randomUUID();
	const ids = [await made.give({ key }), await made.give({ key })];
	expect([ids, (await made.mandates()).length]).toEqual([[key, key], 1]);
	await within((tx) => thread.leaveOpen(tx, made.organiser, [made.bundle('B')]));
	await made.give({ bundle: made.bundle('B'), asked: 'Schulamt' });
	const handed = (await within((tx) => whole(tx, made.board.board.id)))?.handed ?? [];
	expect(handed.map(({ bundle, who }) => [bundle, who])).toEqual([[made.bundle('B'), 'Schulamt']]);
	const mandate = await made.give({ carerName: 'Kim', carerEmail: 'kim@amt.example' });
	await within((tx) => thread.leave(tx, made.organiser, { mandate }, NOW));
	await within((tx) => thread.correct(tx, made.organiser, { mandate, seen: '', ...facts({ step: 'anders' }) }, NOW));
	const left = (await made.mandates()).find(({ id }) => id === mandate);
	expect([left?.carer?.hasLeft, left?.standing.step]).toEqual([true, 'anders']);
});

test('the link of whoever is forgotten has ended, also when the mandate is taken up again; a meeting is not closed while people vote', async () => {
	const made = await withPriorities();
	const mandate = await made.give({ carerName: 'Kim', carerEmail: 'kim@amt.example' });
	const token = await within((tx) => carerToken(tx, 1, mandate));
	await within((tx) => thread.end(tx, made.organiser, { mandate, kind: 'done', note: 'da' }, NOW));
	await within((tx) => thread.eraseCarers(tx, new Date(NOW.getTime() + 1)));
	await within((tx) => thread.reopen(tx, made.organiser, { mandate }, NOW));
	expect(await within((tx) => carerBy(tx, 1, token))).toBeUndefined();
	await within((tx) => leadBoard(tx, made.board.by, 'voting'));
	await refused(
		within((tx) => thread.requireDecided(tx, made.organiser)),
		/noch abgestimmt/,
	);
});
