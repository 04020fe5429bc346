import { createHash } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

/** What is counted, and how much of it one address may do in a while: a whole school may sit behind one. */
const limits = {
	registration: { points: 600, minutes: 10 },
	signIn: { points: 60, minutes: 15 },
	signInAddress: { points: 5, minutes: 15 },
	// A whole school may ask for guest seats, and nobody is mailed often because others type their address.
	seat: { points: 60, minutes: 15 },
	seatAddress: { points: 5, minutes: 60 },
	// Whoever has a certificate in their hands types it once or twice; a code is never found by trying.
	certificate: { points: 60, minutes: 10 },
	// By registration, not by address: a whole school fetches its certificates at once.
	document: { points: 10, minutes: 10 },
	// A poster of all the years is work for a second or more, and everybody may ask for it.
	poster: { points: 20, minutes: 10 },
	// A list of everything is work for half a second; a whole office may sit behind one address.
	list: { points: 60, minutes: 10 },
	takeaway: { points: 300, minutes: 10 },
	link: { points: 300, minutes: 10 },
} as const;

export type Limited = keyof typeof limits;

/**
 * Counts requests in the database, so that several processes share the count.
 * Shape:  the answer is true while the key may go on; keys are stored as digests
 */
export function limiter(pool: pg.Pool, off: boolean): (what: Limited, key: string) => Promise<boolean> {
	const counters = new Map(
		Object.entries(limits).map(([name, { points, minutes }]) => [
			name,
			new RateLimiterPostgres({
				storeClient: pool,
				storeType: 'pool',
				keyPrefix: name,
				points,
				duration: minutes * 60,
				schemaName: 'platform',
				tableName: 'rate_limit',
				tableCreated: true,
			}),
		]),
	);
	return async (what, key) => {
		if (off) return true;
		try {
			await counters.get(what)?.consume(createHash('sha256').update(`${what} ${key}`).digest('base64url'));
			return true;
		} catch (error) {
			if (error instanceof RateLimiterRes) return false;
			throw error;
		}
	};
}
