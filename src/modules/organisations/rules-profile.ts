// When what an organisation says of itself should be looked at again.

/** Months after which somebody is asked whether everything is still right. */
export const VERIFY_MONTHS = 12;

/** The same where a specialist for child protection is named: whoever turns to them has no time for a wrong number. */
export const CHILD_PROTECTION_MONTHS = 6;

/** Days before the same organisation is asked again. */
export const PATIENCE_DAYS = 30;

/** What an organisation is asked about. */
export interface Verified {
	email: string;
	verifiedAt: Date | null;
	askedAt: Date | null;
	archivedAt: Date | null;
	/** Whether it names a specialist for child protection. */
	hasChildProtection: boolean;
}

/** Whether what stands there was confirmed too long ago, or never. */
export function isStale(
	{ verifiedAt, archivedAt, hasChildProtection }: Pick<Verified, 'verifiedAt' | 'archivedAt' | 'hasChildProtection'>,
	now: Date,
): boolean {
	if (archivedAt) return false;
	const since = new Date(now);
	since.setUTCMonth(since.getUTCMonth() - (hasChildProtection ? CHILD_PROTECTION_MONTHS : VERIFY_MONTHS));
	return verifiedAt === null || verifiedAt < since;
}

/** Whether an organisation is to be asked by now: it can be reached, and was not asked a while ago. */
export const isToBeAsked = (one: Verified, now: Date): boolean =>
	one.email !== '' && isStale(one, now) && (one.askedAt === null || one.askedAt.getTime() < now.getTime() - PATIENCE_DAYS * 24 * 3600_000);
