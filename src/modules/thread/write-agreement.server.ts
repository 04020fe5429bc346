// What is done with an agreement: begun, worded, sent out, signed, renewed and ended. Its text is never rewritten.
import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import { organisationByName } from '#modules/organisations/read.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import * as mail from '#platform/mail/mail.ts';
import { dayOf, daysAfter } from '#platform/time/time.ts';
import { type Asker, type Keeper, keeper, type Party } from './access.ts';
import { mandateFor } from './read.server.ts';
import { type Agreement, agreementOf, contactsDigest, templatesOf } from './read-agreement.server.ts';
import { reminders } from './rules.ts';
import {
	type AgreementEntry,
	agreementStanding,
	asks,
	binds,
	type Clause,
	type Content,
	goingOn,
	present,
	signaturesUnder,
	type Term,
	termProblem,
	usualHeadings,
	written,
} from './rules-agreement.ts';
import type { AgreementTextInput, BegunInput, RenewalInput, TemplateInput } from './schema-agreement.ts';
import { words } from './words.ts';
import { reject } from './write.server.ts';

const digest = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

/**
 * The agreement of a proof, kept from being changed or signed by others until the transaction ends.
 * Errors: Rejected for a party whose link ended while it waited
 */
export async function heldAgreement(tx: Tx, by: Keeper | Party): Promise<Agreement> {
	await tx.selectFrom('thread.agreement').select('id').where('id', '=', by.agreement).forUpdate().executeTakeFirstOrThrow();
	if ('party' in by) {
		const row = await tx.selectFrom('thread.party').select('link_version as link').where('id', '=', by.party).executeTakeFirst();
		if (row && row.link !== by.link) throw reject('linkEnded');
	}
	return agreementOf(tx, by);
}

async function addVersion(tx: Tx, by: Keeper, number: number, content: Content, now: Date): Promise<void> {
	const text = written(content);
	await tx
		.insertInto('thread.agreement_version')
		.values({
			region_id: by.region,
			agreement_id: by.agreement,
			number,
			content: text,
			hash: digest(text),
			made_at: now,
			made_by: by.person,
		})
		.execute();
}

async function templateFor(tx: Tx, id: string): Promise<{ term: Term; clauses: Clause[] }> {
	const t = words('de');
	if (id === 'blank') return { term: 'any', clauses: [] };
	if (id === 'usual') return { term: 'any', clauses: usualHeadings.map((name) => ({ heading: t(`clause.${name}`), text: '' })) };
	const known = (await templatesOf(tx)).find((one) => one.id === id);
	if (!known) throw reject('unknownChoice', 'template');
	return known;
}

/**
 * Begins an agreement, from a template, and perhaps from a mandate of the organiser's meeting; the same again changes nothing.
 * Errors: Rejected for a template or a mandate that is not theirs
 */
export async function begin(
	tx: Tx,
	by: Coordinator | Organiser,
	{ key, title, template, mandate }: BegunInput,
	now: Date,
): Promise<string> {
	const { term, clauses } = await templateFor(tx, template);
	const meeting = 'meeting' in by ? by.meeting : null;
	if (mandate !== null && !('meeting' in by && (await mandateFor(tx, by, mandate)))) throw reject('mandateGone');
	const added = await tx
		.insertInto('thread.agreement')
		.values({ region_id: by.region, id: key, meeting_id: meeting, mandate_id: mandate, term })
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (added) await addVersion(tx, keeper(by, key), 1, { title, parties: [], clauses, from: '', until: '', review: '', annexes: [] }, now);
	return key;
}

/** Puts another text in place of the present one, which has to be the one that was seen; the same text changes nothing. */
async function replace(
	tx: Tx,
	by: Keeper,
	agreement: Agreement,
	{ seen, anew }: { seen: number; anew: boolean },
	content: Content,
	now: Date,
): Promise<void> {
	const last = present(agreement.versions);
	if (agreement.entries.some(({ kind }) => kind === 'ended')) throw reject('agreementEnded');
	if (written(content) === written(goingOn(agreement, dayOf(now)))) return;
	if (last.number !== seen) throw reject('changedMeanwhile');
	if (signaturesUnder(agreement.signatures, last).length > 0 && !anew) throw reject('signaturesVoid', 'anew');
	await addVersion(tx, by, last.number + 1, content, now);
	// Whoever knows the text as it was hears that it is another one.
	const answered = new Set(agreement.signatures.filter(({ hash }) => hash === last.hash).map(({ party }) => party));
	await tell(tx, by, { ...agreement, versions: [...agreement.versions, { ...last, content }] }, 'changed', answered);
}

/**
 * Words an agreement anew; signatures under another text stay what they were and do not count for this one.
 * Errors: Rejected when somebody changed it meanwhile, when it has ended, for a term that the region does not want, and where signatures would
 * be lost unasked
 */
export async function saveText(tx: Tx, by: Keeper, input: AgreementTextInput, now: Date): Promise<void> {
	const agreement = await heldAgreement(tx, by);
	const { clauses, parties, title, from, until, review } = input;
	if (input.people !== '' && input.people !== contactsDigest(agreement)) throw reject('contactsChanged');
	const problem = until === '' && from === '' ? null : termProblem(agreement.term, { from, until });
	if (problem) throw reject(problem, 'until');
	const known = new Set(agreement.contacts.map(({ id }) => id));
	const placed = parties.map((one) => {
		if (one.id !== '' && !known.has(one.id)) throw reject('unknownChoice');
		return { ...one, id: one.id || randomUUID() };
	});
	const content = {
		title,
		clauses,
		from,
		until,
		review,
		parties: placed.map(({ id, name, role }) => ({ id, name, role })),
		annexes: present(agreement.versions).content.annexes,
	};
	for (const { id, name, contactName, contactFunction, contactEmail } of placed) {
		const before = agreement.contacts.find((one) => one.id === id);
		const row = {
			contact_name: contactName,
			contact_function: contactFunction,
			contact_email: contactEmail,
			organisation_id: (await organisationByName(tx, name)) ?? null,
		};
		await tx
			.insertInto('thread.party')
			.values({ region_id: by.region, id, agreement_id: by.agreement, ...row })
			.onConflict((conflict) =>
				conflict.columns(['region_id', 'id']).doUpdateSet({
					...row,
					// Somebody else is reached from now on: the earlier link ends.
					...(before && before.email !== contactEmail ? { link_version: sql<number>`thread.party.link_version + 1` } : {}),
				}),
			)
			.execute();
	}
	await replace(tx, by, agreement, input, content, now);
}

const MOST_ANNEXES = 40;

/** Lays a file to an agreement, as another version of it. Errors: as saveText */
export async function addAnnex(
	tx: Tx,
	by: Keeper,
	{ annexTitle: title, ...input }: { seen: number; anew: boolean; annexTitle: string },
	file: Uint8Array,
	now: Date,
): Promise<void> {
	const agreement = await heldAgreement(tx, by);
	const content = goingOn(agreement, dayOf(now));
	if (content.annexes.length >= MOST_ANNEXES) throw reject('annexesTooMany');
	const id = randomUUID();
	await tx
		.insertInto('thread.annex')
		.values({ region_id: by.region, id, agreement_id: by.agreement, title, file: Buffer.from(file), added_by: by.person })
		.execute();
	await replace(tx, by, agreement, input, { ...content, annexes: [...content.annexes, { id, title, hash: digest(file) }] }, now);
}

/** Takes a file away from the text, as another version of it; earlier ones keep it. Errors: as saveText */
export async function dropAnnex(
	tx: Tx,
	by: Keeper,
	{ annex, ...input }: { seen: number; anew: boolean; annex: string },
	now: Date,
): Promise<void> {
	const agreement = await heldAgreement(tx, by);
	const content = goingOn(agreement, dayOf(now));
	if (!content.annexes.some(({ id }) => id === annex)) throw reject('unknownChoice');
	await replace(tx, by, agreement, input, { ...content, annexes: content.annexes.filter(({ id }) => id !== annex) }, now);
}

async function append(
	tx: Tx,
	by: Keeper | Asker,
	agreement: Agreement,
	said: Pick<AgreementEntry, 'kind' | 'note' | 'until' | 'review'>,
	now: Date,
): Promise<void> {
	await tx
		.insertInto('thread.agreement_entry')
		.values({
			region_id: by.region,
			agreement_id: by.agreement,
			number: agreement.entries.length + 1,
			at: now,
			version: present(agreement.versions).number,
			actor_id: by.person,
			meeting_id: 'meeting' in by ? by.meeting : null,
			...said,
			until: said.until || null,
			review: said.review || null,
		})
		.execute();
	await remindOf(tx, by, said.review, now);
}

async function remindOf(tx: Tx, by: Keeper, review: string, now: Date): Promise<void> {
	for (const { days, on } of reminders(review || null, dayOf(now)))
		await enqueue(
			tx,
			'agreement-review',
			{ region: by.region, agreement: by.agreement, days },
			{ key: `agreement ${by.agreement} ${days}`, at: daysAfter(new Date(`${on}T12:00:00Z`), 0, '08:00') },
		);
}

/** Mails to the parties of the present text that can be reached: all of them, or some. */
export async function tell(
	tx: Tx,
	by: { region: number; agreement: string },
	{ versions, contacts }: Pick<Agreement, 'versions' | 'contacts'>,
	kind: 'sign' | 'changed' | 'inForce' | 'review',
	only: ReadonlySet<string> | null = null,
): Promise<void> {
	const { parties } = present(versions).content;
	const reached = contacts.filter(({ id, email }) => email !== '' && parties.some((one) => one.id === id) && (only?.has(id) ?? true));
	if (reached.length > 0) await mail.enqueue(tx, by.region, `thread.agreement.${kind}`, ...reached.map(({ id }) => ({ party: id })));
}

/** Whoever was asked is not asked again before. */
const PATIENCE_MINUTES = 60;

/**
 * Sends the present text out: to be signed, or to be known. The same again asks those whose signature is missing.
 * Errors: Rejected for a text without a signatory, without a beginning or without a word, and when it has ended
 */
export async function offer(tx: Tx, by: Keeper, now: Date): Promise<void> {
	const agreement = await heldAgreement(tx, by);
	const { content, number } = present(agreement.versions);
	const { state, missing } = agreementStanding(agreement, dayOf(now));
	if (state === 'ended') throw reject('agreementEnded');
	if (content.parties.filter(({ role }) => role === 'signatory').length < 2) throw reject('signatoriesMissing');
	if (content.clauses.every(({ text }) => text === '')) throw reject('clausesEmpty');
	if (content.from === '') throw reject('fromMissing');
	const problem = termProblem(agreement.term, content);
	if (problem) throw reject(problem);
	const isFirst = !agreement.entries.some(({ kind, version }) => kind === 'offered' && version === number);
	if (isFirst) await append(tx, by, agreement, { kind: 'offered', note: '', until: '', review: content.review }, now);
	const asked: string[] = [];
	for (const party of missing) if (!(await mail.wasAsked(tx, 'thread.agreement.sign', { party }, PATIENCE_MINUTES))) asked.push(party);
	// A wording that all had signed before needs nobody's signature again.
	if (isFirst && missing.length === 0) await tell(tx, by, agreement, 'inForce');
	else await tell(tx, by, agreement, 'sign', isFirst ? null : new Set(asked));
}

/**
 * Says what came of an agreement and that it goes on, until when, and when it is looked at again.
 * Errors: Rejected when it does not bind and did not, and for days that lie behind
 */
export async function renew(tx: Tx, by: Keeper | Asker, { note, until, review }: RenewalInput, now: Date): Promise<void> {
	const agreement = await heldAgreement(tx, by);
	const { state } = agreementStanding(agreement, dayOf(now));
	if (!binds(state) && !asks(state)) throw reject('notInForce');
	if (until !== '' && until <= dayOf(now)) throw reject('untilTooEarly', 'until');
	if (review !== '' && review <= dayOf(now)) throw reject('reviewTooEarly', 'review');
	if (agreement.term === 'limited' && until === '') throw reject('untilMissing', 'until');
	if (agreement.term === 'unlimited' && until !== '') throw reject('untilUnwanted', 'until');
	await append(tx, by, agreement, { kind: 'renewed', note, until, review }, now);
}

/** Says what came of an agreement and that it ends. Errors: Rejected when it has ended already */
export async function endAgreement(tx: Tx, by: Keeper | Asker, note: string, now: Date): Promise<void> {
	const agreement = await heldAgreement(tx, by);
	if (agreement.entries.some(({ kind }) => kind === 'ended')) throw reject('agreementEnded');
	await append(tx, by, agreement, { kind: 'ended', note, until: '', review: '' }, now);
}

/** Lets everybody read an agreement once it is signed, or no longer: its text and its parties, and nobody by name. */
export async function showAgreement(tx: Tx, by: Keeper, isPublic: boolean): Promise<void> {
	await tx.updateTable('thread.agreement').set({ is_public: isPublic }).where('id', '=', by.agreement).execute();
}

/** Reminds the signatories that an agreement is looked at again in so many days, unless that has changed meanwhile. */
export async function remindOfReview(tx: Tx, region: number, id: string, days: number, now: Date): Promise<void> {
	const agreement = await agreementOf(tx, { agreement: id });
	const { state, review } = agreementStanding(agreement, dayOf(now));
	if (!binds(state) || review === '' || dayOf(daysAfter(now, days, '12:00')) < review) return;
	if (dayOf(daysAfter(now, days - 1, '12:00')) > review) return;
	const signatories = new Set(
		present(agreement.versions)
			.content.parties.filter(({ role }) => role !== 'informed')
			.map((one) => one.id),
	);
	await tell(tx, { region, agreement: id }, agreement, 'review', signatories);
}

/** Keeps a template of the region's agreements, or changes it; agreements that began with it stay as they are. Errors: Rejected for a name that is taken, and for one that is gone */
export async function saveTemplate(tx: Tx, by: Coordinator, { template: id, name, term, clauses }: TemplateInput): Promise<void> {
	const row = { name, term, clauses: JSON.stringify(clauses) };
	const taken = await tx.selectFrom('thread.template').select('id').where('name', '=', name).executeTakeFirst();
	if (taken && taken.id !== id) throw reject('templateNameTaken', 'name');
	if (id === null)
		await tx
			.insertInto('thread.template')
			.values({ region_id: by.region, ...row })
			.execute();
	else {
		const kept = await tx.updateTable('thread.template').set(row).where('id', '=', id).returning('id').executeTakeFirst();
		if (!kept) throw reject('templateGone');
	}
}

/** Takes a template away; agreements that began with it stay as they are. */
export async function removeTemplate(tx: Tx, _by: Coordinator, id: string): Promise<void> {
	await tx.deleteFrom('thread.template').where('id', '=', id).execute();
}

/**
 * Forgets who was reached for agreements that ended before a moment, and who signed what ended before another.
 * Shape:  whatever is asked for, the database keeps signatures of the last ten years
 */
export async function erasePartners(tx: Tx, before: Date, signedBefore: Date): Promise<void> {
	await tx
		.updateTable('thread.party')
		.set(({ eb }) => ({ contact_name: '', contact_function: '', contact_email: '', link_version: eb('link_version', '+', 1) }))
		.where((eb) => eb.or([eb('contact_name', '<>', ''), eb('contact_function', '<>', ''), eb('contact_email', '<>', '')]))
		.where('agreement_id', 'in', (eb) =>
			eb.selectFrom('thread.agreement_entry').select('agreement_id').where('kind', '=', 'ended').where('at', '<', before),
		)
		.execute();
	await sql`select thread.forget_signatures(${signedBefore})`.execute(tx);
}
