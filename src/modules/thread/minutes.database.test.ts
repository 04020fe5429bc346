import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { noteAttendance } from '#modules/events/write-attendance.server.ts';
import { fromParts } from '#platform/time/time.ts';
import { database } from '../../../tests/database.ts';
import { beginAgo, makeEditions, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { draftOf, minutesMails } from './output-minutes.server.ts';
import { minutesFor, minutesOf, recipientsOf, recipientToken, releasedFor } from './read-minutes.server.ts';
import type { MinutesSection } from './rules-minutes.ts';
import { minutesText } from './schema-minutes.ts';
import { give } from './write.server.ts';
import * as thread from './write-minutes.server.ts';

const { database: db, truth } = await database(6);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date();

async function make(name = '') {
	const made = await within((tx) => makeMeeting(tx, coordinator));
	const key = randomUUID();
	const begin = (again = key, called = name) =>
		within(async (tx) =>
			thread.beginMinutes(
				tx,
				made.organiser,
				{ key: again, name: called },
				await draftOf(tx, made.organiser, made.meeting, called, 'de'),
				NOW,
			),
		);
	const id = await begin();
	const held = async () => {
		const found = await within((tx) => minutesFor(tx, made.organiser, id));
		if (!found) throw new Error('no minutes');
		return found;
	};
	const save = (seen: number, sections: MinutesSection[]) =>
		within((tx) => thread.saveMinutes(tx, made.organiser, id, { seen, sections }, NOW));
	const list = (email: string, name = 'Kim Amsel') =>
		within((tx) => thread.addRecipients(tx, made.organiser, id, [{ name, email }], { isTyped: true }));
	const mails = async () => {
		const { rows } = await truth.query(`select about from platform.mail where template = 'thread.minutes' and about->>'recipient' in
			(select id::text from thread.minutes_recipient where minutes_id = '${id}')`);
		return rows.length;
	};
	return { ...made, id, begin, held, save, list, mails };
}

test('a draft of much can be saved as it is: what is longer than a section goes on in the next', async () => {
	const { meeting, organiser } = await within((tx) => makeMeeting(tx, coordinator));
	const facts = { key: null, bundle: null, due: '', carerName: '', carerEmail: '', asking: null };
	await within(async (tx) => {
		for (let number = 10; number < 50; number++)
			await give(tx, organiser, { ...facts, title: `${number} ${'t'.repeat(190)}`, asked: 'a'.repeat(150), step: 's'.repeat(290) }, NOW);
	});
	const draft = await within((tx) => draftOf(tx, organiser, meeting, '', 'de'));
	const mandates = draft.filter(({ heading }) => heading === 'Aufträge');
	expect(mandates.length).toBeGreaterThan(1);
	const values = Object.fromEntries(
		draft.flatMap(({ heading, text }, at) => [
			[`heading${at + 1}`, heading],
			[`text${at + 1}`, text],
		]),
	);
	expect(v.safeParse(minutesText, { seen: '1', ...values }).success).toBe(true);
	for (let number = 10; number < 50; number++) expect(mandates.filter(({ text }) => text.includes(`${number} t`))).toHaveLength(1);
});

test('minutes begin with what the meeting knows, once a group, and end up in a writing that stays', async () => {
	const meeting = await within((tx) => makeMeeting(tx, coordinator));
	await within((tx) =>
		give(
			tx,
			meeting.organiser,
			{
				key: null,
				bundle: null,
				title: 'Durchwahlen',
				asked: 'Bildungsbüro',
				step: 'Liste',
				due: 'next',
				carerName: '',
				carerEmail: '',
				asking: null,
			},
			NOW,
		),
	);
	const next = await within((tx) =>
		makeMeeting(tx, coordinator, {
			input: { startsAt: fromParts('3', '5', '2041', '09:00') as Date, endsAt: fromParts('3', '5', '2041', '12:00') as Date },
		}),
	);
	await within(async (tx) => {
		await makeEditions(tx, coordinator, [meeting, next]);
		await beginAgo(tx, meeting, 24);
		await noteAttendance(tx, meeting.organiser, { people: 34, precision: 'about' }, NOW);
	});
	const draft = await within((tx) => draftOf(tx, meeting.organiser, meeting.meeting, '', 'de'));
	expect(draft[0]).toEqual({ heading: 'Anwesend', text: 'rund 34' });
	expect(draft.at(-1)?.text).toMatch(/3\. Mai 2041/);
	expect(draft.map(({ heading }) => heading)).toEqual(['Anwesend', 'Ablauf', 'Aufträge', 'Nächstes Treffen']);
	expect(draft.find(({ heading }) => heading === 'Aufträge')?.text).toMatch(/^Durchwahlen · Bildungsbüro · Liste/);
	const made = await make();
	expect(await made.begin()).toBe(made.id);
	// Two who begin the same mean the same; a group has one.
	expect(await made.begin(randomUUID())).toBe(made.id);
	await made.begin(randomUUID(), 'Tisch 3');
	await refused(made.begin(randomUUID(), 'Tisch 3'), /schon ein Protokoll/);
	expect((await within((tx) => minutesOf(tx, made.organiser))).map(({ name }) => name)).toEqual(['', 'Tisch 3']);
	for (const table of ['minutes_writing', 'minutes_release'])
		for (const statement of [`update thread.${table} set region_id = 1`, `delete from thread.${table}`])
			await expect(within((tx) => sql.raw(statement).execute(tx))).rejects.toThrow(/permission denied/);
});

test('two who save at once: what each changed stands, and where both changed the same nothing is saved and both are told', async () => {
	const made = await make();
	const { last } = await made.held();
	const change = (at: number, text: string) => last.sections.map((one, number) => (number === at ? { ...one, text } : one));
	const both = await Promise.all([made.save(1, change(0, 'Karla war da.')), made.save(1, change(1, '18 Uhr Beginn'))]);
	expect(both).toEqual([{ isSaved: true }, { isSaved: true }]);
	expect((await made.held()).last.sections.map(({ text }) => text).slice(0, 2)).toEqual(['Karla war da.', '18 Uhr Beginn']);
	expect((await made.held()).last.number).toBe(3);
	const conflict = await made.save(1, change(0, 'Tim war da.'));
	expect(conflict).toMatchObject({
		isSaved: false,
		number: 3,
		conflicts: [{ mine: { text: 'Tim war da.' }, theirs: { text: 'Karla war da.' } }],
	});
	expect((await made.held()).last.number).toBe(3);
	if (conflict.isSaved) throw new Error('not to be saved');
	// What the other one changed elsewhere is there already.
	expect(conflict.sections[1]?.text).toBe('18 Uhr Beginn');
	expect(await made.save(3, conflict.sections)).toEqual({ isSaved: true });
	expect((await made.held()).last.sections[0]?.text).toBe('Tim war da.');
	// The same again is no other writing; what was never a writing is refused.
	const form = (await made.held()).last.sections.map(({ id, heading, text }) => ({ id, heading, text }));
	await made.save(4, form);
	expect((await made.held()).last.number).toBe(4);
	// A new section has its id from the form: sent twice, it is there once.
	const more = [...form, { id: randomUUID(), heading: 'Neu', text: 'Einmal.' }];
	await made.save(4, more);
	await made.save(4, more);
	expect((await made.held()).last).toMatchObject({ number: 5, sections: more });
	await refused(made.save(99, []), /nicht zu lesen/);
	const other = await make();
	await refused(
		within((tx) => thread.saveMinutes(tx, other.organiser, made.id, { seen: 1, sections: [] }, NOW)),
		/gibt es nicht/,
	);
});

test('minutes are released as they were read; the list gets each release, whoever comes later gets it at once, whoever goes loses their link', async () => {
	const made = await make('Tisch 3');
	await made.list('kim@schule.example', 'Verschrieben');
	await made.list('kim@schule.example');
	const [kim, ...others] = await within((tx) => recipientsOf(tx, made.id));
	expect([kim?.name, others]).toEqual(['Kim Amsel', []]);
	const token = await within((tx) => recipientToken(tx, 1, kim?.id as string));
	const read = () => within((tx) => releasedFor(tx, 1, token));
	const release = (seen: number) => within((tx) => thread.release(tx, made.organiser, made.id, seen, NOW));
	await refused(release(1), /noch nichts/);
	expect(await read()).toBeUndefined();
	const text = (words: string): MinutesSection[] => [
		{ id: randomUUID(), heading: 'Ergebnisse', text: words },
		{ id: randomUUID(), heading: 'Noch leer', text: '' },
	];
	await made.save(1, text('Wir reden früh.'));
	await refused(release(1), /inzwischen geändert/);
	await release(2);
	await release(2);
	expect((await made.held()).releases).toHaveLength(1);
	expect(await made.mails()).toBe(1);
	await made.save(2, text('Noch nicht freigegeben.'));
	expect((await read())?.sections.map(({ text: words }) => words)).toEqual(['Wir reden früh.']);
	await release(3);
	expect((await read())?.release.number).toBe(2);
	await made.list('alex@amt.example');
	expect(await made.mails()).toBe(3);
	const mail = await within(
		(tx) => minutesMails['thread.minutes']?.(tx, 1, { recipient: kim?.id as string }, NOW) ?? Promise.resolve(null),
	);
	expect(mail).toMatchObject({ to: { address: 'kim@schule.example' } });
	expect(mail?.subject).toMatch(/^Protokoll Tisch 3: /);
	expect(
		await within((tx) =>
			releasedFor(
				tx,
				1,
				token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
			),
		),
	).toBeUndefined();
	await within((tx) => thread.removeRecipient(tx, made.organiser, made.id, kim?.id as string));
	expect(await read()).toBeUndefined();
	const ends = made.meeting.endsAt;
	await within((tx) => thread.eraseRecipients(tx, ends));
	expect(await within((tx) => recipientsOf(tx, made.id))).toHaveLength(1);
	await within((tx) => thread.eraseRecipients(tx, new Date(ends.getTime() + 1)));
	expect(await within((tx) => recipientsOf(tx, made.id))).toEqual([]);
});

test('a meeting whose kind asks for minutes is closed once those of the whole meeting are released', async () => {
	const made = await make();
	await within(async (tx) => {
		await makeEditions(tx, coordinator, [made], { needsMinutes: true });
		await beginAgo(tx, made, 24);
	});
	const close = () => within((tx) => conduct.closeMeeting(tx, made.organiser, NOW));
	await refused(close(), /brauchen ein freigegebenes Protokoll/);
	await made.save(1, [{ id: randomUUID(), heading: 'Ergebnisse', text: 'Wir reden früh.' }]);
	await within((tx) => thread.release(tx, made.organiser, made.id, 2, NOW));
	await close();
	const other = await make();
	await within((tx) => beginAgo(tx, other, 24));
	await within((tx) => conduct.closeMeeting(tx, other.organiser, NOW));
});
