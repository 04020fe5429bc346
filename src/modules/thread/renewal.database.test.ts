import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { agreementsOf } from '../../../tests/agreement.ts';
import { database } from '../../../tests/database.ts';
import { beginAgo, makeEditions, makeMeeting, makeRegion } from '../../../tests/make.ts';
import { refused } from '../../../tests/refused.ts';
import type { Keeper } from './access.ts';
import { agreementMails } from './output-agreement.server.ts';
import { askedAt, askerFor } from './read-agreement.server.ts';
import * as thread from './write-agreement.server.ts';

const { database: db, truth } = await database(8);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date('2027-09-01T08:00:00Z');

const make = agreementsOf(within, coordinator, NOW);

const outbox = async (agreement: string) => {
	const { rows } = await truth.query(
		`select mail.template, mail.about from platform.mail as mail join thread.party as party on party.id::text = mail.about->>'party'
		where party.agreement_id = $1 order by mail.created_at, mail.template`,
		[agreement],
	);
	return rows.map(({ template }) => template as string).sort();
};

test('whoever words a renewed agreement anew goes on from its renewal: the same text with those days is no other wording', async () => {
	const made = await make();
	await within((tx) => thread.offer(tx, made.by, NOW));
	for (const name of ['Schule', 'Jugendamt', 'Traeger', 'Kita']) await made.sign(name);
	const later = new Date('2028-05-02T08:00:00Z');
	const renewal = { agreement: null, note: 'Es trägt.', until: '2030-07-31', review: '2029-05-01' };
	await within((tx) => thread.renew(tx, made.by, renewal, later));
	await made.save({ until: '2030-07-31', review: '2029-05-01' });
	expect((await made.held()).versions).toHaveLength(2);
	expect(await made.standing('2028-06-01')).toMatchObject({ state: 'inForce', until: '2030-07-31' });
	const file = { seen: 2, anew: true, annexTitle: 'Plan' };
	await within((tx) => thread.addAnnex(tx, made.by, file, new TextEncoder().encode('%PDF-1.7'), later));
	expect((await made.held()).versions.at(-1)?.content).toMatchObject({ until: '2030-07-31', review: '2029-05-01' });
	await refused(
		within((tx) => thread.saveTemplate(tx, coordinator, { template: randomUUID(), name: 'Weg', term: 'any', clauses: [] })),
		/gibt es nicht mehr/,
	);
});

test('the next meeting of the kind asks about what is due, renews it and ends it, and each needs an outcome', async () => {
	const made = await make();
	const next = await within((tx) => makeMeeting(tx, coordinator, { input: { title: 'Die nächste' } }));
	await within(async (tx) => {
		await makeEditions(tx, coordinator, [made, next]);
		await beginAgo(tx, made, 24);
	});
	await within((tx) => thread.offer(tx, made.by, NOW));
	for (const name of ['Schule', 'Jugendamt', 'Traeger', 'Kita']) await made.sign(name);
	const asked = (day: string) => within((tx) => askedAt(tx, next.organiser, day));
	expect(await asked('2028-04-30')).toEqual([]);
	expect((await asked('2028-05-01')).map(({ standing }) => standing.state)).toEqual(['reviewDue']);
	expect(await within((tx) => askerFor(tx, made.organiser, made.id, '2028-05-01'))).toBeUndefined();
	const later = new Date('2028-05-02T08:00:00Z');
	const by = (await within((tx) => askerFor(tx, next.organiser, made.id, '2028-05-02'))) as Keeper;
	const renewal = { agreement: null, note: 'Drei von vier Maßnahmen stehen.', until: '', review: '2029-05-01' };
	await refused(
		within((tx) => thread.renew(tx, by, { ...renewal, review: '2028-05-02' }, later)),
		/Zukunft/,
	);
	await within((tx) => thread.renew(tx, by, renewal, later));
	expect(await made.standing('2028-06-01')).toMatchObject({ state: 'inForce', review: '2029-05-01' });
	expect((await made.held()).entries.at(-1)?.meeting?.title).toBe('Die nächste');
	// It stands there still, with what was said.
	expect((await asked('2028-06-01')).map(({ id }) => id)).toEqual([made.id]);
	await within((tx) => thread.endAgreement(tx, made.by, 'Erreicht.', later));
	await refused(
		within((tx) => thread.renew(tx, made.by, renewal, later)),
		/nur, was in Kraft/,
	);
	await refused(made.sign('Schule'), /beendet/);
	await refused(made.save({ title: 'Anders' }), /beendet/);
	expect(await made.standing()).toMatchObject({ state: 'ended', outcome: 'Erreicht.' });
});

test('signatories are reminded of the day on which it is looked at again; who was reached is forgotten, and who signed ten years later', async () => {
	const made = await make();
	await within((tx) => thread.offer(tx, made.by, NOW));
	for (const name of ['Schule', 'Jugendamt', 'Traeger', 'Kita']) await made.sign(name);
	const remind = (on: string, days: number) => within((tx) => thread.remindOfReview(tx, 1, made.id, days, new Date(`${on}T08:00:00Z`)));
	await remind('2028-03-01', 14);
	expect((await outbox(made.id)).filter((one) => one.endsWith('review'))).toEqual([]);
	await remind('2028-04-17', 14);
	expect((await outbox(made.id)).filter((one) => one.endsWith('review'))).toHaveLength(4);
	const school = await made.proof('Schule');
	const letter = (kind: string) =>
		within((tx) => agreementMails[`thread.agreement.${kind}`]?.(tx, 1, { party: school.party }, NOW) ?? Promise.resolve(null));
	expect((await letter('sign'))?.subject).toBe('Bitte unterschreiben: Zusammenarbeit');
	await within((tx) => thread.endAgreement(tx, made.by, 'Vorbei.', new Date('2010-01-01T08:00:00Z')));
	expect(await letter('sign')).toBeNull();
	await within((tx) => thread.erasePartners(tx, new Date('2009-12-31T00:00:00Z'), new Date('2009-12-31T00:00:00Z')));
	expect((await made.held()).contacts.every(({ email }) => email !== '')).toBe(true);
	expect((await made.held()).signatures).toHaveLength(4);
	await within((tx) => thread.erasePartners(tx, new Date('2010-01-02T00:00:00Z'), new Date('2010-01-02T00:00:00Z')));
	expect((await made.held()).contacts.every(({ email, name }) => email === '' && name === '')).toBe(true);
	// An end that is entered with an early date forgets nobody who signed since.
	expect((await made.held()).signatures).toHaveLength(4);
	const old = await make();
	await within((tx) => thread.offer(tx, old.by, NOW));
	for (const name of ['Schule', 'Jugendamt', 'Traeger', 'Kita']) await old.sign(name, undefined, new Date('2009-06-01T08:00:00Z'));
	await within((tx) => thread.endAgreement(tx, old.by, 'Vorbei.', new Date('2010-01-01T08:00:00Z')));
	await within((tx) => thread.erasePartners(tx, new Date('2010-01-02T00:00:00Z'), new Date('2010-01-02T00:00:00Z')));
	expect((await old.held()).signatures).toEqual([]);
	expect((await made.held()).signatures).toHaveLength(4);
	expect((await made.held()).versions).toHaveLength(2);
});
