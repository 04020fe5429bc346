import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { CODE_LETTERS } from '../code.ts';
import type { Tx } from '../db/database.ts';

/** The region's key for a purpose; made at first use. */
export async function keyFor(tx: Tx, region: number, purpose: string): Promise<Buffer> {
	const read = () => tx.selectFrom('platform.secret').select('key').where('purpose', '=', purpose).executeTakeFirst();
	const known = await read();
	if (known) return known.key;
	await tx
		.insertInto('platform.secret')
		.values({ region_id: region, purpose, key: randomBytes(32) })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	return ((await read()) as { key: Buffer }).key;
}

/**
 * The signature that makes a link personal.
 * Unit:   132 bits, as 22 characters
 */
export const sign = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);

/** Whether a signature fits, in time that tells nothing. */
export function isSigned(key: Buffer, text: string, signature: string): boolean {
	const expected = Buffer.from(sign(key, text));
	const given = Buffer.from(signature);
	return expected.length === given.length && timingSafeEqual(expected, given);
}

const LINK = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([\w-]{22})$/;

/**
 * The two parts of a personal link's token.
 * Shape:  [id of what it names, its signature]; both empty where it is no such token
 */
export function linkParts(token: string): [id: string, signature: string] {
	const [, id = '', signature = ''] = LINK.exec(token) ?? [];
	return [id, signature];
}

/**
 * A signature that people can read and type.
 * Shape:  length = letters and digits, at most 51
 * Unit:   5 bits each
 */
export function signCode(key: Buffer, text: string, length: number): string {
	const bytes = createHmac('sha256', key).update(text).digest();
	let code = '';
	for (let at = 0; code.length < length; at += 5) {
		const byte = at >> 3;
		const two = ((bytes[byte] ?? 0) << 8) | (bytes[byte + 1] ?? 0);
		code += CODE_LETTERS[(two >> (11 - (at & 7))) & 31];
	}
	return code;
}
