import type { Organiser } from '#modules/events/access.ts';
import * as events from '#modules/events/write.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import * as people from '#modules/people/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import * as mail from '#platform/mail/mail.ts';
import { Rejected } from '#platform/rejected.ts';
import { closedBecause, type Invitee } from './access.ts';
import { offerOf } from './read.server.ts';
import { invited } from './read-invitation.server.ts';
import { type MailKind, silent } from './rules-invitation.ts';
import type { MailTextInput } from './schema-invitation.ts';
import { words } from './words.ts';

const reject = (key: 'invite.closed' | 'invite.nobody') => new Rejected((language) => words(language)(key));

async function mailingOf(tx: Tx, by: Organiser, kind: 'invitation' | 'reminder', note: string, now: Date): Promise<string> {
	// One mailing after the other: two clicks at once invite nobody twice.
	const meeting = await events.lockedMeeting(tx, by);
	const closed = closedBecause(meeting, await offerOf(tx, by.meeting), now);
	// Before registration opens an invitation is news; afterwards it would invite to nothing.
	if (closed && closed !== 'notYet') throw reject('invite.closed');
	const { id } = await tx
		.insertInto('registration.mailing')
		.values({ region_id: by.region, meeting_id: by.meeting, kind, note, made_by: by.person })
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

const send = (tx: Tx, by: Organiser, kind: 'invitation' | 'reminder', mailing: string, invitations: readonly string[]) =>
	mail.enqueue(tx, by.region, `registration.${kind}`, ...invitations.map((invitation) => ({ invitation, mailing })));

/**
 * Invites people of the register, each once; the answer says how many. Whoever was invited before or wants no invitations any more is left out.
 * Errors: Rejected when nobody can register any more, or nobody is left to invite
 */
export async function invite(
	tx: Tx,
	by: Organiser,
	_coordinator: Coordinator,
	persons: readonly string[],
	note: string,
	now: Date,
): Promise<number> {
	const mailing = await mailingOf(tx, by, 'invitation', note, now);
	const known = await tx
		.selectFrom('people.person as person')
		.select('person.id')
		.where('person.id', 'in', persons.length > 0 ? [...persons] : [null as never])
		.where((eb) =>
			eb.not(eb.exists(eb.selectFrom('people.unsubscription as gone').select('gone.since').whereRef('gone.email', '=', 'person.email'))),
		)
		.execute();
	const rows = known.map(({ id }) => ({ region_id: by.region, meeting_id: by.meeting, person_id: id, mailing_id: mailing }));
	const added =
		rows.length === 0
			? []
			: await tx
					.insertInto('registration.invitation')
					.values(rows)
					.onConflict((conflict) => conflict.columns(['region_id', 'meeting_id', 'person_id']).doNothing())
					.returning('id')
					.execute();
	if (added.length === 0) throw reject('invite.nobody');
	await send(
		tx,
		by,
		'invitation',
		mailing,
		added.map(({ id }) => id),
	);
	await events.note(tx, by, 'invited', null, { people: added.length });
	return added.length;
}

/**
 * Reminds those who have not answered, and nobody else; the answer says how many.
 * Shape:  seen = those whom the organiser saw at a moment; whoever answered or was reminded meanwhile is left out
 * Errors: Rejected when nobody can register any more, or nobody is left to remind
 */
export async function remind(tx: Tx, by: Organiser, seen: { ids: readonly string[]; at: Date }, note: string, now: Date): Promise<number> {
	const mailing = await mailingOf(tx, by, 'reminder', note, now);
	const due = silent(await invited(tx, by), seen.at)
		.map(({ id }) => id)
		.filter((id) => seen.ids.includes(id));
	if (due.length === 0) throw reject('invite.nobody');
	await tx.updateTable('registration.invitation').set({ reminded_at: now }).where('id', 'in', due).execute();
	await send(tx, by, 'reminder', mailing, due);
	await events.note(tx, by, 'reminded', null, { people: due.length });
	return due.length;
}

/** Notes that somebody who was invited cannot come. Registering later counts more. */
export async function decline(tx: Tx, by: Invitee, now: Date): Promise<void> {
	await tx.updateTable('registration.invitation').set({ declined_at: now }).where('id', '=', by.invitation).execute();
}

/** Notes which registration was made by an invitation's link: the one with the address that was given there, known before or not. */
export async function accept(tx: Tx, by: Invitee, email: string): Promise<void> {
	await tx
		.updateTable('registration.invitation')
		.set((eb) => ({
			place_id: eb.selectFrom('registration.place').select('id').where('meeting_id', '=', by.meeting).where('email', '=', email),
			declined_at: null,
		}))
		.where('id', '=', by.invitation)
		.execute();
}

/** Stops every further invitation to whoever holds an invitation's link, or lets them come again. */
export async function setSubscribed(tx: Tx, by: Invitee, isSubscribed: boolean): Promise<void> {
	await (isSubscribed ? people.subscribeAgain(tx, by.email) : people.unsubscribe(tx, by.region, by.email));
}

/** Lets a mail say what the region wants it to say. */
export async function saveMailText(tx: Tx, by: Coordinator, { kind, language, subject, body }: MailTextInput, now: Date): Promise<void> {
	const values = { subject, body, changed_at: now, changed_by: by.person };
	await tx
		.insertInto('registration.mail_text')
		.values({ region_id: by.region, kind, language, ...values })
		.onConflict((conflict) => conflict.columns(['region_id', 'kind', 'language']).doUpdateSet(values))
		.execute();
}

/** Lets a mail say again what the program says. */
export async function forgetMailText(tx: Tx, _by: Coordinator, kind: MailKind, language: 'de' | 'en'): Promise<void> {
	await tx.deleteFrom('registration.mail_text').where('kind', '=', kind).where('language', '=', language).execute();
}

/** Deletes invitations to meetings that ended before a moment, with what was added to their mails. */
export async function eraseInvitations(tx: Tx, before: Date): Promise<void> {
	for (const table of ['registration.invitation', 'registration.mailing'] as const)
		await tx
			.deleteFrom(table)
			.where('meeting_id', 'in', (eb) => eb.selectFrom('events.meeting').select('id').where('ends_at', '<', before))
			.execute();
}
