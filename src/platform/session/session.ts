import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../db/database.ts';

const SESSION_DAYS = 30;
const LINK_MINUTES = 15;

const hash = (token: string) => createHash('sha256').update(token).digest();
const fresh = () => randomBytes(32).toString('base64url');
const after = (now: Date, minutes: number) => new Date(now.getTime() + minutes * 60_000);

/** Opens a session for a subject this room knows nothing about; the token is told once and stored as a hash. */
export async function open(tx: Tx, region: number, subject: string, now: Date): Promise<{ token: string; expires: Date }> {
	const token = fresh();
	const expires = after(now, SESSION_DAYS * 24 * 60);
	await tx
		.insertInto('platform.session')
		.values({ region_id: region, token_hash: hash(token), subject, expires_at: expires })
		.execute();
	return { token, expires };
}

/** Whose session this is; undefined for an unknown, ended or expired one. */
export async function subjectOf(tx: Tx, token: string, now: Date): Promise<string | undefined> {
	const row = await tx
		.selectFrom('platform.session')
		.select('subject')
		.where('token_hash', '=', hash(token))
		.where('expires_at', '>', now)
		.executeTakeFirst();
	return row?.subject;
}

/** Ends one session. */
export async function close(tx: Tx, token: string): Promise<void> {
	await tx.deleteFrom('platform.session').where('token_hash', '=', hash(token)).execute();
}

/**
 * Makes a single-use sign-in link's token.
 * Unit:   valid for 15 minutes
 */
export async function issueLink(tx: Tx, region: number, subject: string, now: Date): Promise<string> {
	const token = fresh();
	await tx
		.insertInto('platform.sign_in_link')
		.values({ region_id: region, token_hash: hash(token), subject, expires_at: after(now, LINK_MINUTES) })
		.execute();
	return token;
}

/** Redeems a sign-in link, once; undefined for an unknown, used or expired one: they look alike. */
export async function redeemLink(tx: Tx, token: string, now: Date): Promise<string | undefined> {
	const row = await tx
		.updateTable('platform.sign_in_link')
		.set({ used_at: now })
		.where('token_hash', '=', hash(token))
		.where('used_at', 'is', null)
		.where('expires_at', '>', now)
		.returning('subject')
		.executeTakeFirst();
	return row?.subject;
}

/** Deletes sessions and links that have expired. */
export async function eraseExpired(tx: Tx, now: Date): Promise<void> {
	await tx.deleteFrom('platform.session').where('expires_at', '<', now).execute();
	await tx.deleteFrom('platform.sign_in_link').where('expires_at', '<', now).execute();
}
