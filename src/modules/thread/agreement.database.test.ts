import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { coordinator as coordinatorOf } from '#modules/people/access.ts';
import { agreementsOf, contact } from '../../../tests/agreement.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import { keeperAs } from './access.ts';
import { agreementMails } from './output-agreement.server.ts';
import { agreementFor, agreementOf, contactsDigest, partyBy, partyToken, publicAgreement, scanOf } from './read-agreement.server.ts';
import { present } from './rules-agreement.ts';
import { agreementText } from './schema-agreement.ts';
import { give } from './write.server.ts';
import * as thread from './write-agreement.server.ts';
import { addMeasure, report } from './write-measure.server.ts';
import { noteByLink, signByLink, signOnPaper } from './write-signature.server.ts';

const { database: db, truth } = await database(8);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date('2027-09-01T08:00:00Z');
const TODAY = '2027-09-01';
const scan = new TextEncoder().encode('%PDF-1.7 Unterschrift');

const make = agreementsOf(within, coordinator, NOW);

const outbox = async (agreement: string) => {
	const { rows } = await truth.query(
		`select mail.template, mail.about from platform.mail as mail join thread.party as party on party.id::text = mail.about->>'party'
		where party.agreement_id = $1 order by mail.created_at, mail.template`,
		[agreement],
	);
	return rows.map(({ template }) => template as string).sort();
};

test('invariant 11: in force once all four have signed the same text, three by link and one on paper; a comma makes it void', async () => {
	const made = await make();
	await refused(made.sign('Schule'), /noch nicht zur Unterschrift/);
	await within((tx) => thread.offer(tx, made.by, NOW));
	expect(await outbox(made.id)).toEqual(Array(5).fill('thread.agreement.sign'));
	const first = await made.hash();
	for (const name of ['Schule', 'Jugendamt', 'Traeger']) await made.sign(name);
	await made.sign('Schule');
	expect((await made.standing()).missing).toHaveLength(1);
	const onPaper = async (more = {}) => {
		const input = {
			party: (await made.proof('Kita')).party,
			hash: await made.hash(),
			signer: 'Leiterin',
			function: '',
			on: '2027-08-30',
			...more,
		};
		await within((tx) => signOnPaper(tx, made.by, input, scan, NOW));
	};
	await refused(onPaper({ on: '2027-09-02' }), /kommt erst noch/);
	await refused(onPaper({ hash: '0'.repeat(64) }), /Wortlaut hat sich geändert/);
	await onPaper();
	expect(await made.standing()).toMatchObject({ state: 'inForce', missing: [] });
	expect(await made.standing('2027-07-31')).toMatchObject({ state: 'signed' });
	// Whoever is told reads, and signs nothing.
	const told = await made.proof('Gemeinde');
	await refused(made.sign('Gemeinde'), /gibt es/);
	await within((tx) => noteByLink(tx, told, { hash: first, signer: 'Pfarrer', function: '' }, NOW));
	expect((await outbox(made.id)).filter((one) => one === 'thread.agreement.inForce')).toHaveLength(5);
	const kita = (await made.proof('Kita')).party;
	expect(await within((tx) => scanOf(tx, made.by, kita, 2))).toEqual(Buffer.from(scan));

	// The same text is no other version; another one needs to be meant, and nobody has signed it.
	await made.save();
	expect((await made.held()).versions).toHaveLength(2);
	const comma = [{ heading: 'Ziele', text: 'Wir reden, früh.' }];
	await refused(made.save({ clauses: comma }), /stehen Unterschriften/);
	await made.save({ clauses: comma, anew: true });
	expect(await made.standing()).toMatchObject({ state: 'draft' });
	expect((await made.standing()).missing).toHaveLength(4);
	expect((await outbox(made.id)).filter((one) => one === 'thread.agreement.changed')).toHaveLength(5);
	await within((tx) => thread.offer(tx, made.by, NOW));
	// A page that was opened before the comma signs nothing.
	await refused(made.sign('Schule', first), /Wortlaut hat sich geändert/);
	for (const name of ['Schule', 'Jugendamt', 'Traeger', 'Kita']) await made.sign(name);
	expect(await made.standing()).toMatchObject({ state: 'inForce' });
});

test('a party signs once, and nobody signs for two; what was not signed by all is told to nobody, also once it has ended', async () => {
	const made = await make();
	await within((tx) => thread.offer(tx, made.by, NOW));
	await made.sign('Schule');
	const { party: school } = await made.proof('Schule');
	const onPaper = { party: school, hash: await made.hash(), signer: 'Rektorin', function: '', on: '2027-08-30' };
	await refused(
		within((tx) => signOnPaper(tx, made.by, onPaper, scan, NOW)),
		/steht schon eine Unterschrift/,
	);
	const fields = { seen: '1', title: 'T', name1: 'Schule', name2: 'Jugendamt', party1: school, party2: school };
	expect(v.safeParse(agreementText, fields).success).toBe(false);
	expect(v.safeParse(agreementText, { ...fields, party2: '' }).success).toBe(true);
	await within((tx) => thread.showAgreement(tx, made.by, true));
	await within((tx) => thread.endAgreement(tx, made.by, 'Es kam nicht dazu.', NOW));
	expect(await within((tx) => publicAgreement(tx, made.id, TODAY))).toBeUndefined();
	const signed = await make();
	await within((tx) => thread.offer(tx, signed.by, NOW));
	for (const name of ['Schule', 'Jugendamt', 'Traeger', 'Kita']) await signed.sign(name);
	await within((tx) => thread.showAgreement(tx, signed.by, true));
	await within((tx) => thread.endAgreement(tx, signed.by, 'Vorbei.', NOW));
	expect(await within((tx) => publicAgreement(tx, signed.id, TODAY))).toBeDefined();
});

test('a page that is older than what somebody changed meanwhile brings nobody back who was replaced', async () => {
	const made = await make();
	const people = contactsDigest(await made.held());
	const text = await made.text();
	const [first, ...rest] = text.parties;
	await made.save({ parties: [{ ...(first as (typeof text.parties)[0]), contactEmail: 'neu@amt.example' }, ...rest] });
	await refused(
		within((tx) => thread.saveText(tx, made.by, { ...text, people }, NOW)),
		/wer für eine Einrichtung erreicht wird/,
	);
	expect((await made.held()).contacts.map(({ email }) => email)).toContain('neu@amt.example');
});

test('whoever was merely told hears of another wording in words of their own; nothing of theirs becomes void, and nobody is asked whether it may', async () => {
	const made = await make();
	await within((tx) => thread.offer(tx, made.by, NOW));
	const told = await made.proof('Gemeinde');
	const hash = await made.hash();
	await within((tx) => noteByLink(tx, told, { hash, signer: 'Pfarrer', function: '' }, NOW));
	await made.save({ clauses: [{ heading: 'Ziele', text: 'Wir reden, früh.' }] });
	expect((await outbox(made.id)).filter((one) => one === 'thread.agreement.changed')).toHaveLength(1);
	const letter = await within(async (tx) => agreementMails['thread.agreement.changed']?.(tx, 1, { party: told.party }, NOW));
	expect(JSON.stringify(letter?.blocks)).toMatch(/von der Gemeinde wusste/);
});

test('invariant 13: what was worded, signed and said is not rewritten, not by the application in SQL either', async () => {
	const made = await make();
	await within((tx) => thread.offer(tx, made.by, NOW));
	await made.sign('Schule');
	await within((tx) => addMeasure(tx, made.by, { key: randomUUID(), measureTitle: 'Liste', asked: '', due: '' }, NOW));
	const tables = ['agreement_version', 'signature', 'agreement_entry', 'annex', 'measure', 'measure_entry'];
	for (const table of tables)
		for (const statement of [`update thread.${table} set region_id = 1`, `delete from thread.${table}`])
			await expect(
				within(async (tx) => (await import('kysely')).sql.raw(statement).execute(tx)),
				`${statement} is not for the application`,
			).rejects.toThrow(/permission denied/);
	// A digest that does not fit its text, or a signature under a digest that no version has, is refused by the database itself.
	await expect(
		truth.query(
			`insert into thread.agreement_version select region_id, agreement_id, 99, content || ' ', hash, made_at, made_by from thread.agreement_version`,
		),
	).rejects.toThrow(/agreement_version_hash_check|check constraint/);
	await expect(truth.query(`update thread.signature set hash = repeat('0', 64)`)).rejects.toThrow(/foreign key/);
	// Nor are signatures forgotten before their time.
	await within((tx) => thread.endAgreement(tx, made.by, 'Vorbei.', new Date('2020-01-01T08:00:00Z')));
	await within((tx) => thread.erasePartners(tx, new Date('2019-01-01'), new Date('2090-01-01')));
	expect((await made.held()).signatures).toHaveLength(1);
});

test('two who word at once: the second is told, and nothing of the first is lost', async () => {
	const made = await make();
	const [one, other] = [await made.text({ title: 'Von Karla' }), await made.text({ title: 'Von Tim' })];
	await within((tx) => thread.saveText(tx, made.by, one, NOW));
	await refused(
		within((tx) => thread.saveText(tx, made.by, other, NOW)),
		/inzwischen geändert/,
	);
	expect(present((await made.held()).versions).content.title).toBe('Von Karla');
	const both = await Promise.allSettled(
		['Erste', 'Zweite'].map(async (title) => {
			const input = await made.text({ title });
			return within((tx) => thread.saveText(tx, made.by, { ...input, seen: 3 }, NOW));
		}),
	);
	expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	expect((await made.held()).versions).toHaveLength(4);
});

test('a link opens one agreement for one party, ends with its address, and with the party', async () => {
	const made = await make();
	const school = await made.proof('Schule');
	const token = await within((tx) => partyToken(tx, 1, school.party));
	const comes = (by: string) => within((tx) => partyBy(tx, 1, by));
	expect((await comes(token))?.by).toEqual(school);
	expect(await comes(token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBeUndefined();
	const anew = (await made.text()).parties.map((one) => (one.name === 'Schule' ? { ...one, contactEmail: 'neu@schule.example' } : one));
	await made.save({ parties: anew });
	expect((await made.held()).versions).toHaveLength(2);
	expect(await comes(token)).toBeUndefined();
	const fresh = await within((tx) => partyToken(tx, 1, school.party));
	expect((await comes(fresh))?.by).toEqual({ ...school, link: 2 });
	// Whoever came by the earlier link and waited for the lock comes too late.
	const reading = { hash: await made.hash(), signer: 'Alt', function: '' };
	await refused(
		within((tx) => signByLink(tx, school, reading, NOW)),
		/jemand anders zuständig/,
	);
	await made.save({ parties: anew.filter(({ name }) => name !== 'Schule') });
	expect(await comes(fresh)).toBeUndefined();
	// A party of another agreement is none of this.
	const other = await make();
	const foreign = (await other.text()).parties.map((one, at) => (at === 0 ? { ...one, id: school.party } : one));
	await refused(other.save({ parties: foreign }), /gibt es/);
});

test('only its coordination and the organisers of its meeting keep an agreement', async () => {
	const [made, other] = [await make(), await make()];
	const actor = { ...coordinator, roles: [], teams: [other.meeting.id] };
	expect(keeperAs(actor, { id: made.id, meeting: made.meeting.id })).toBeUndefined();
	expect(keeperAs(actor, { id: other.id, meeting: other.meeting.id })?.agreement).toBe(other.id);
	expect(keeperAs(actor, { id: other.id, meeting: null })).toBeUndefined();
	expect(coordinatorOf(coordinator)).toBeDefined();
	expect(await within((tx) => agreementFor(tx, actor, made.id))).toBeUndefined();
	expect((await within((tx) => agreementFor(tx, coordinator, made.id)))?.by.agreement).toBe(made.id);
	const mandate = await within((tx) =>
		give(
			tx,
			made.organiser,
			{ key: null, bundle: null, title: 'Auftrag', asked: 'Amt', step: '', due: '', carerName: '', carerEmail: '', asking: null },
			NOW,
		),
	);
	const from = (by: typeof made.organiser) =>
		within((tx) => thread.begin(tx, by, { key: randomUUID(), title: 'X', template: 'blank', mandate }, NOW));
	await refused(from(other.organiser), /gibt es/);
	const id = await from(made.organiser);
	expect((await within((tx) => agreementOf(tx, { agreement: id }))).mandate?.title).toBe('Auftrag');
});

test('what cannot be signed is not sent out, and a measure is told by those who belong to it', async () => {
	const made = await make();
	await made.save({ parties: (await made.text()).parties.slice(0, 1) });
	await refused(
		within((tx) => thread.offer(tx, made.by, NOW)),
		/mindestens zwei/,
	);
	await made.save({ parties: [...(await made.text()).parties, contact('Amt', 'signatory')], clauses: [{ heading: 'Ziele', text: '' }] });
	await refused(
		within((tx) => thread.offer(tx, made.by, NOW)),
		/noch keinen Text/,
	);
	await made.save({ from: '' });
	await refused(
		within((tx) => thread.offer(tx, made.by, NOW)),
		/ab wann/,
	);
	await made.save();
	await within((tx) => thread.offer(tx, made.by, NOW));
	const key = randomUUID();
	for (let twice = 0; twice < 2; twice++)
		await within((tx) => addMeasure(tx, made.by, { key, measureTitle: 'Liste', asked: 'Amt', due: '2027-10' }, NOW));
	const school = await made.proof('Schule');
	await within((tx) => report(tx, school, { measure: key, percent: 60, note: 'Neun von fünfzehn', evidence: 'https://x.example' }, NOW));
	await within((tx) => report(tx, made.by, { measure: key, percent: 70, note: 'Zehn', evidence: '' }, NOW));
	const [measure] = (await made.held()).measures;
	expect(measure).toMatchObject({ title: 'Liste', percent: 70 });
	expect(measure?.entries.map(({ number, percent }) => [number, percent])).toEqual([
		[1, 60],
		[2, 70],
	]);
	const told = await made.proof('Gemeinde');
	await refused(
		within((tx) => report(tx, told, { measure: key, percent: 1, note: 'x', evidence: '' }, NOW)),
		/gibt es/,
	);
	// Whoever was asked a moment ago is not asked again.
	await within((tx) => thread.offer(tx, made.by, NOW));
	expect((await outbox(made.id)).filter((one) => one === 'thread.agreement.sign')).toHaveLength((await made.text()).parties.length);
	const other = await make();
	await refused(
		within((tx) => report(tx, other.by, { measure: key, percent: 1, note: 'x', evidence: '' }, NOW)),
		/gibt es/,
	);
});
