import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { guestBy, whole } from '#modules/boards/read.server.ts';
import { shownLists } from '#modules/boards/read-list.server.ts';
import { priorities } from '#modules/boards/rules-list.ts';
import { addPaper } from '#modules/boards/write-board.server.ts';
import { showToAll } from '#modules/boards/write-handover.server.ts';
import { castBallot } from '#modules/boards/write-vote.server.ts';
import type { Organiser } from '#modules/events/access.ts';
import { shownTopicsAt, topicsAt } from '#modules/workshops/read.server.ts';
import { addWorkshop } from '#modules/workshops/write.server.ts';
import { release } from '#modules/workshops/write-release.server.ts';
import { database } from '../../../tests/database.ts';
import { beginAgo, leadBoard, makeBoard, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { makeAgreement, makeStatement } from '../../../tests/make-thread.ts';
import { refused } from '../../../tests/refused.ts';
import { party, type StatementKeeper } from './access.ts';
import { fitting, shownThread, threadFilter, threadJson } from './output-thread.server.ts';
import { agreementOf, publicAgreement } from './read-agreement.server.ts';
import { processesOf } from './read-process.server.ts';
import { publicStatement, statementFor } from './read-statement.server.ts';
import { threadOf } from './read-thread.server.ts';
import { present } from './rules-agreement.ts';
import * as thread from './write.server.ts';
import { saveText, showAgreement } from './write-agreement.server.ts';
import { removeProcess, saveProcess } from './write-process.server.ts';
import { signByLink } from './write-signature.server.ts';
import { sayStatement, showStatement, wordStatement } from './write-statement.server.ts';

const { database: db } = await database(4);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date();
const TODAY = NOW.toISOString().slice(0, 10);

/** A meeting with a priority, its mandate with somebody who takes care, and an agreement that all have signed; nothing of it is public. */
async function make() {
	const made = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Geheimes Treffen' } }));
	const board = await within((tx) => makeBoard(tx, made));
	await within((tx) => leadBoard(tx, board.by, 'collecting'));
	const sheet = { key: randomUUID(), table: 1, column: board.columns[0] as string, lines: ['Geheime Priorität', 'Zweite', 'Ohne Punkt'] };
	await within((tx) => addPaper(tx, board.by, sheet));
	await within((tx) => leadBoard(tx, board.by, 'voting'));
	const held = async () => (await within((tx) => whole(tx, board.board.id))) as NonNullable<Awaited<ReturnType<typeof whole>>>;
	const bundle = (await held()).bundles.find(({ title }) => title === 'Geheime Priorität')?.id as string;
	const other = (await held()).bundles.find(({ title }) => title === 'Zweite')?.id as string;
	const phone = await within((tx) => guestBy(tx, 1, board.board.id, 'somebody', null));
	await within((tx) => castBallot(tx, phone, 3, randomUUID(), { rev: 1, dots: { [bundle]: 2, [other]: 1 } }, NOW));
	await within((tx) => leadBoard(tx, board.by, 'counting', 'result', 'handover', 'closed'));
	const mandate = await within((tx) =>
		thread.give(
			tx,
			made.organiser,
			{
				key: null,
				bundle,
				title: 'Geheimer Auftrag',
				asked: 'Amt',
				step: '',
				due: 'next',
				carerName: 'Kim Geheim',
				carerEmail: 'kim@amt.example',
				asking: null,
			},
			NOW,
		),
	);
	const agreement = await within((tx) => makeAgreement(tx, made.organiser, 'Geheime Vereinbarung'));
	const sign = async () => {
		const { content, hash } = present((await within((tx) => agreementOf(tx, agreement.by))).versions);
		const signs = party(1, { agreement: agreement.id, party: content.parties[0]?.id as string, link: 1 });
		await within((tx) => signByLink(tx, signs, { hash, signer: 'Signe Geheim', function: '' }, NOW));
	};
	const read = async (isPublic: boolean) => {
		const all = await within((tx) => threadOf(tx, { meetings: null, isPublic, now: NOW }));
		return JSON.stringify([threadJson(all), shownThread('de', all, TODAY, isPublic)]);
	};
	return { ...made, board, held, mandate, agreement, sign, read };
}

test('a visitor reads of the thread what was made public, object by object, and nobody by name', async () => {
	const made = await make();
	const told = async () => {
		const text = await made.read(true);
		expect(text).not.toMatch(/Kim Geheim|Signe Geheim|Petra Paul|kim@amt|amt\.example|Karla/);
		return ['Geheimes Treffen', 'Geheime Priorität', 'Geheimer Auftrag', 'Geheime Vereinbarung'].filter((title) => text.includes(title));
	};
	const all = await made.read(false);
	for (const title of ['Geheimes Treffen', 'Geheime Priorität', 'Geheimer Auftrag', 'Geheime Vereinbarung', 'Platz 1, 2 Punkte', 'Zweite'])
		expect(all).toContain(title);
	expect(all).not.toMatch(/Ohne Punkt|Kim Geheim|Signe Geheim/);
	const opened = (id = made.agreement.id) => within((tx) => publicAgreement(tx, id, TODAY));
	// Published meetings are known; of the rest, nothing.
	expect(await told()).toEqual(['Geheimes Treffen']);
	await within((tx) => thread.showMandate(tx, made.organiser, { mandate: made.mandate, isPublic: true }));
	expect(await told()).toEqual(['Geheimes Treffen', 'Geheimer Auftrag']);
	await within((tx) => showToAll(tx, { ...made.organiser, ...made.board.by } as Organiser & typeof made.board.by, true));
	expect(await told()).toEqual(['Geheimes Treffen', 'Geheime Priorität', 'Geheimer Auftrag']);
	// An agreement only once all have signed, and not while another wording waits for them.
	await within((tx) => showAgreement(tx, made.agreement.by, true));
	expect(await told()).not.toContain('Geheime Vereinbarung');
	expect(await opened()).toBeUndefined();
	await made.sign();
	expect(await told()).toContain('Geheime Vereinbarung');
	expect((await opened())?.id).toBe(made.agreement.id);
	const { content, number } = present((await within((tx) => agreementOf(tx, made.agreement.by))).versions);
	const contacts = content.parties.map((one, at) => ({ ...one, number: at + 1, contactName: '', contactFunction: '', contactEmail: '' }));
	const anew = { ...content, title: 'Geheime Vereinbarung neu', seen: number, people: '', anew: true, parties: contacts };
	await within((tx) => saveText(tx, made.agreement.by, anew, NOW));
	expect(await told()).not.toContain('Geheime Vereinbarung');
	expect(await opened()).toBeUndefined();
	await within((tx) => thread.showMandate(tx, made.organiser, { mandate: made.mandate, isPublic: false }));
	expect(await told()).toEqual(['Geheimes Treffen', 'Geheime Priorität']);
	expect(await opened('nonsense')).toBeUndefined();
});

test('a draft of a meeting keeps all that hangs on it to itself, and another meeting shows none of it', async () => {
	const made = await make();
	const draft = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Entwurf' }, published: false }));
	const [standard, agreement] = await within(async (tx) => {
		const signed = await makeAgreement(tx, draft.organiser, 'Im Entwurf', { isSigned: true });
		await showAgreement(tx, signed.by, true);
		return [await makeStatement(tx, draft.organiser, 'Im Entwurf', true), signed.id];
	});
	expect(await within((tx) => publicStatement(tx, standard))).toBeUndefined();
	expect(await within((tx) => publicAgreement(tx, agreement, TODAY))).toBeUndefined();
	const id = await within((tx) =>
		thread.give(
			tx,
			draft.organiser,
			{ key: null, bundle: null, title: 'Im Entwurf', asked: 'Amt', step: '', due: '', carerName: '', carerEmail: '', asking: null },
			NOW,
		),
	);
	await within((tx) => thread.showMandate(tx, draft.organiser, { mandate: id, isPublic: true }));
	expect(await made.read(true)).not.toMatch(/Entwurf/);
	await expect(within((tx) => thread.showMandate(tx, draft.organiser, { mandate: made.mandate, isPublic: true }))).rejects.toThrow();
	const own = await within((tx) => threadOf(tx, { meetings: [draft.meeting.id], isPublic: false, now: NOW }));
	expect(own.objects.map(({ kind }) => kind).sort()).toEqual(['agreement', 'mandate', 'statement']);
	expect((await within((tx) => threadOf(tx, { meetings: [], isPublic: false, now: NOW }))).objects).toEqual([]);
});

test('lists of many boards at once say what each says by itself', async () => {
	const made = await make();
	await within((tx) => beginAgo(tx, made, 24));
	const [list] = await within((tx) => shownLists(tx, [made.meeting.id], false));
	const alone = priorities(await made.held());
	expect(list?.ranked.map(({ title, rank, dots, voters }) => [title, rank, dots, voters])).toEqual(
		alone?.map(({ title, rank, dots, voters }) => [title, rank, dots, voters]),
	);
});

test('what people agreed to hold stays in its versions, is public once it is more than a draft, and the second of two is told', async () => {
	const made = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Einigkeit' } }));
	const said = {
		key: randomUUID(),
		kind: 'standard' as const,
		seen: 0,
		title: 'Feste Ansprechpersonen',
		wording: 'Jede Schule nennt eine.',
		criteria: [],
	};
	const draft = { ...said, status: 'draft' as const, on: '' };
	const id = await within((tx) => sayStatement(tx, made.organiser, draft, NOW));
	expect(await within((tx) => sayStatement(tx, made.organiser, draft, NOW))).toBe(id);
	const held = async () => (await within((tx) => statementFor(tx, coordinator, id)))?.statement;
	const by = (await within((tx) => statementFor(tx, coordinator, id)))?.by as StatementKeeper;
	const read = async () => JSON.stringify(await within((tx) => threadOf(tx, { meetings: null, isPublic: true, now: NOW })));
	await within((tx) => showStatement(tx, by, true));
	expect(await read()).not.toContain('Feste Ansprechpersonen');
	expect(await within((tx) => publicStatement(tx, id))).toBeUndefined();
	const agreed = { ...said, seen: 1, status: 'agreed' as const, on: '2026-03-01' };
	await within((tx) => wordStatement(tx, by, agreed, NOW));
	await within((tx) => wordStatement(tx, by, agreed, NOW));
	await refused(
		within((tx) => wordStatement(tx, by, { ...agreed, wording: 'Jede Schule nennt zwei.' }, NOW)),
		/inzwischen geändert/,
	);
	const other = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Fremd' } }));
	for (const key of [said.key, null])
		await refused(
			within((tx) => sayStatement(tx, other.organiser, { ...draft, key }, NOW)),
			/gibt es/,
		);
	await refused(
		within((tx) => wordStatement(tx, by, { ...agreed, seen: 2, on: '2099-01-01' }, NOW)),
		/kommt erst noch/,
	);
	expect(await read()).toContain('Feste Ansprechpersonen');
	expect((await within((tx) => publicStatement(tx, id)))?.versions).toHaveLength(2);
	await within((tx) => wordStatement(tx, by, { ...agreed, seen: 2, status: 'retired' as const }, NOW));
	expect((await held())?.versions.map(({ status }) => status)).toEqual(['draft', 'agreed', 'retired']);
	const stranger = { ...coordinator, roles: [], teams: [] };
	expect(await within((tx) => statementFor(tx, stranger, id))).toBeUndefined();
	for (const statement of ['update thread.statement_version set number = 9', 'delete from thread.statement_version'])
		await expect(within((tx) => sql.raw(statement).execute(tx))).rejects.toThrow(/permission denied/);
});

const talk = { title: 'Was stark macht', description: '', leader: null, room: '', capacity: 9, minimum: 0, phases: [] };

test('a change process holds meetings of several kinds together, and everybody follows it only once it is public', async () => {
	const [one, other] = [
		await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Auftakt' } })),
		await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Fachtag' } })),
	];
	const id = randomUUID();
	const save = (name: string, isPublic: boolean, meetings: string[], process = id) =>
		within((tx) => saveProcess(tx, coordinator, { process, name, aim: 'Niemand fällt durch.', isPublic, meetings }));
	await save('Übergänge', false, [one.meeting.id]);
	await save('Übergänge', false, [one.meeting.id, other.meeting.id, one.meeting.id]);
	const processes = (onlyPublic: boolean) => within((tx) => processesOf(tx, onlyPublic));
	expect((await processes(false)).map(({ name, meetings }) => [name, meetings.length])).toEqual([['Übergänge', 2]]);
	expect(await processes(true)).toEqual([]);
	await refused(save('Übergänge', false, [], randomUUID()), /heißt schon so/);
	await refused(save('Anderer', false, [randomUUID()], randomUUID()), /gibt es/);
	await save('Übergänge', true, [one.meeting.id]);
	const all = await within((tx) => threadOf(tx, { meetings: null, isPublic: true, now: NOW }));
	const url = new URL(`https://x.example/faden?process=${id}`);
	const titles = async () => fitting(all, threadFilter(url, all.meetings, await processes(true), [])).meetings.map(({ title }) => title);
	expect(await titles()).toEqual(['Auftakt']);
	// A topic leads to the meetings whose workshops carry it, and to what names it.
	await within((tx) => addWorkshop(tx, other.organiser, { ...talk, topic: 'Resilienz' }));
	const [topic] = await within((tx) => topicsAt(tx));
	expect(topic).toMatchObject({ name: 'Resilienz', meetings: [other.meeting.id] });
	const ofTopic = new URL(`https://x.example/faden?topic=${topic?.id}`);
	const found = fitting(all, threadFilter(ofTopic, all.meetings, [], topic ? [topic] : []));
	expect(found.meetings.map(({ title }) => title)).toEqual(['Fachtag']);
	// Everybody sees the topics of what was released, not those of what is worked on since.
	const topics = async () => (await within((tx) => shownTopicsAt(tx))).map(({ name }) => name);
	expect(await topics()).toEqual(['Resilienz']);
	await within((tx) => release(tx, other.organiser, { note: '', now: NOW }));
	await within((tx) => addWorkshop(tx, other.organiser, { ...talk, title: 'Noch geheim', topic: 'Geheimes' }));
	expect(await topics()).toEqual(['Resilienz']);
	await within((tx) => release(tx, other.organiser, { note: '', now: NOW }));
	expect(await topics()).toEqual(['Geheimes', 'Resilienz']);
	await within((tx) => removeProcess(tx, coordinator, id));
	expect(await titles()).toContain('Fachtag');
});
