import { sql } from 'kysely';
import encodeQR from 'qr';
import type { Database, Tx } from '../db/database.ts';
import type { Task } from '../jobs/jobs.ts';
import { mails } from '../log/metrics.ts';
import { asHtml, asText, CODE_PICTURE, type Message } from './message.ts';
import type { Transport } from './transport.ts';

/** Who a region's mails come from. */
export interface Sender {
	name: string;
	address: string;
	origin: string;
}

/**
 * Writes the mail about a row when it is sent, from what is true then; null when there is nothing left to say.
 * Shape:  about = ids and small facts, as put into the outbox
 */
export type Template = (tx: Tx, region: number, about: Record<string, string>, now: Date) => Promise<Message | null>;

/**
 * Puts mails of one kind into the outbox, in the same transaction as what they tell of.
 * Shape:  a mail for each `about`
 */
export async function enqueue(tx: Tx, region: number, template: string, ...about: Record<string, string>[]): Promise<void> {
	await sql`with mail as (
		insert into platform.mail (region_id, template, about)
			select ${region}, ${template}, about from jsonb_array_elements(${JSON.stringify(about)}::jsonb) as about returning id
	) select platform.enqueue('mail', json_build_object('region', ${region}::integer, 'mail', mail.id)) from mail`.execute(tx);
}

/**
 * Whether a mail of this kind about this was asked for a moment ago.
 * Unit:   minutes
 */
export async function wasAsked(tx: Tx, template: string, about: Record<string, string>, minutes: number): Promise<boolean> {
	const row = await tx
		.selectFrom('platform.mail')
		.select('id')
		.where('template', '=', template)
		.where(sql<boolean>`about = ${JSON.stringify(about)}::jsonb`)
		.where(sql<boolean>`created_at > now() - make_interval(mins => ${minutes})`)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/**
 * The job that sends one mail of the outbox, once. A mail whose sending could not be noted keeps its Message-ID, so that
 * a second copy is recognised by the receiver.
 * An address that the receiver's server does not know is noted and never tried again.
 * Errors: the transport's, so that the queue tries again
 */
export function delivery(
	database: Database,
	transport: Transport,
	templates: Record<string, Template>,
	senderOf: (tx: Tx, region: number) => Promise<Sender>,
): Task {
	return async ({ region, mail }) =>
		database.within([region], async (tx) => {
			const row = await tx
				.selectFrom('platform.mail')
				.select(['id', 'template', 'about'])
				.where('id', '=', String(mail))
				.where('sent_at', 'is', null)
				.where('dropped_at', 'is', null)
				.where('refused_at', 'is', null)
				.forUpdate()
				.skipLocked()
				.executeTakeFirst();
			if (!row) return;
			const now = new Date();
			const message = await templates[row.template]?.(tx, region, row.about as Record<string, string>, now);
			const done = (column: 'sent_at' | 'dropped_at' | 'refused_at') =>
				tx
					.updateTable('platform.mail')
					.set({ sent_at: null, [column]: now })
					.where('id', '=', row.id)
					.execute();
			if (!message) {
				mails.inc({ outcome: 'dropped' });
				await done('dropped_at');
				return;
			}
			const sender = await senderOf(tx, region);
			await done('sent_at');
			const taken = await transport.send({
				messageId: `<${row.id}@${new URL(sender.origin).hostname}>`,
				date: now,
				from: { name: sender.name, address: sender.address },
				to: message.to,
				subject: message.subject,
				text: asText(message, sender.name),
				html: asHtml(message, sender.name),
				headers: {
					'Auto-Submitted': 'auto-generated',
					...(message.unsubscribe ? { 'List-Unsubscribe': `<${message.unsubscribe}>` } : {}),
					...(message.isOneClick ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
				},
				...attached(message),
				...(message.calendar
					? { icalEvent: { method: message.calendar.method, content: message.calendar.content, filename: 'termin.ics' } }
					: {}),
			});
			if (!taken) await done('refused_at');
			mails.inc({ outcome: taken ? 'sent' : 'refused' });
		});
}

/** The picture of the code in a message, where it has one. */
function attached({ blocks }: Message) {
	const code = blocks.find((block) => 'code' in block);
	if (!code) return {};
	const content = Buffer.from(encodeQR(code.code, 'gif', { ecc: 'medium', border: 4, scale: 6 }));
	return {
		attachments: [{ cid: CODE_PICTURE, filename: 'code.gif', contentType: 'image/gif', contentDisposition: 'inline' as const, content }],
	};
}

/** Deletes the outbox's lines about mails that were dealt with before a moment. */
export async function eraseOld(tx: Tx, before: Date): Promise<void> {
	await tx
		.deleteFrom('platform.mail')
		.where((eb) => eb.or([eb('sent_at', '<', before), eb('dropped_at', '<', before), eb('refused_at', '<', before)]))
		.execute();
}
