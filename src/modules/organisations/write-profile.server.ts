// What an organisation says of itself: worded, confirmed, archived, and asked for.
import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import * as mail from '#platform/mail/mail.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Insider } from './access.ts';
import { hasChildProtection } from './read.server.ts';
import { type Profile, profileOf } from './read-profile.server.ts';
import { isToBeAsked } from './rules-profile.ts';
import { isListed } from './rules-visibility.ts';
import type { OwnProfile, ProfileInput } from './schema-profile.ts';
import { words } from './words.ts';
import { changeOrganisation } from './write.server.ts';

const reject = (key: 'organisationGone' | 'linkEnded' | 'numberTaken' | 'noAddress' | 'askedAlready', field?: string) =>
	new Rejected((language) => words(language)(key), field);

/** An organisation, kept from being changed by others until the transaction ends. Errors: Rejected where there is none, and for a link that ended */
export async function held(tx: Tx, by: Coordinator | Insider, id: string): Promise<Profile> {
	await tx.selectFrom('organisations.organisation').select('id').where('id', '=', id).forUpdate().execute();
	const found = await profileOf(tx, id);
	if (!found) throw reject('organisationGone');
	// Whoever came by the link of one organisation changes no other.
	if ('link' in by && (by.organisation !== id || by.link !== found.link)) throw reject('linkEnded');
	return found;
}

const columnsFor = ({
	phone,
	website,
	openingHours,
	possibilities,
	limits,
	waysOfWorking,
}: Omit<OwnProfile, 'email' | 'street' | 'postcode'>) => ({
	phone,
	website,
	opening_hours: openingHours,
	possibilities,
	limits,
	ways_of_working: waysOfWorking,
});

/**
 * Changes an organisation; when it was confirmed stays as it was.
 * Errors: Rejected when it is gone, and for a name or a school number that another one has
 */
export async function changeProfile(tx: Tx, by: Coordinator, id: string, input: ProfileInput): Promise<void> {
	const before = await held(tx, by, id);
	const { name, type, street, postcode, town, ags, email, carrier, legalRegime, number, forms, ...own } = input;
	const isSchool = type === 'school';
	if (isSchool && number !== '') {
		const other = tx.selectFrom('organisations.organisation').select('id').where('school_number', '=', number).where('id', '<>', id);
		if (await other.executeTakeFirst()) throw reject('numberTaken', 'number');
	}
	await changeOrganisation(tx, by, id, { name, type, street, postcode, town, ags });
	// Somebody else is reached from now on: the earlier link ends.
	const isOther = before.email !== '' && before.email !== email;
	// Another kind makes nobody public who was not; who was by their kind alone is no more.
	const listed = before.listed ?? (isListed({ ...before, type }) && !isListed(before) ? false : null);
	const school = isSchool ? { school_number: number || null, school_forms: forms } : {};
	await tx
		.updateTable('organisations.organisation')
		.set({ ...columnsFor(own), ...school, link_version: before.link + Number(isOther), email, carrier, legal_regime: legalRegime, listed })
		.where('id', '=', id)
		.execute();
}

/**
 * Changes what an organisation says of itself, by its own link, which stays theirs; what is official stays, and when it was confirmed.
 * Errors: Rejected for a link that ended
 */
export async function changeOwnProfile(tx: Tx, by: Insider, input: OwnProfile): Promise<void> {
	await held(tx, by, by.organisation);
	const { email, street, postcode, ...own } = input;
	await tx
		.updateTable('organisations.organisation')
		.set({ ...columnsFor(own), email, street, postcode })
		.where('id', '=', by.organisation)
		.execute();
}

/** Notes that somebody looked and everything is right; nothing else confirms. Source: domain.md §7, invariant 12. Errors: Rejected for what is gone */
export async function verify(tx: Tx, by: Coordinator | Insider, id: string, now: Date): Promise<void> {
	await held(tx, by, id);
	await sql`select organisations.verify(${id}::uuid, ${'link' in by}::boolean, ${now}::timestamptz)`.execute(tx);
}

/** Puts an organisation away that is there no longer, or brings it back; it is named still where it was. Errors: Rejected for what is gone */
export async function archive(tx: Tx, by: Coordinator | Insider, id: string, isArchived: boolean, now: Date): Promise<void> {
	const { archivedAt } = await held(tx, by, id);
	if (isArchived === (archivedAt !== null)) return;
	await tx
		.updateTable('organisations.organisation')
		.set({ archived_at: isArchived ? now : null })
		.where('id', '=', id)
		.execute();
}

const PATIENCE_MINUTES = 60;

/** Asks an organisation by mail whether everything is right. Errors: Rejected without an address, and right after it was asked */
export async function ask(tx: Tx, by: Coordinator, id: string, now: Date): Promise<void> {
	const { email, askedAt } = await held(tx, by, id);
	if (email === '') throw reject('noAddress');
	if (askedAt && askedAt.getTime() > now.getTime() - PATIENCE_MINUTES * 60_000) throw reject('askedAlready');
	await askAll(tx, by.region, [id], now);
}

async function askAll(tx: Tx, region: number, ids: readonly string[], now: Date): Promise<void> {
	if (ids.length === 0) return;
	await tx.updateTable('organisations.organisation').set({ asked_at: now }).where('id', 'in', ids).execute();
	await mail.enqueue(tx, region, 'organisations.check', ...ids.map((organisation) => ({ organisation })));
}

/** Ends the link of an organisation; another one goes out with the next question. Errors: Rejected for what is gone */
export async function renewLink(tx: Tx, by: Coordinator, id: string): Promise<void> {
	const { link } = await held(tx, by, id);
	await tx
		.updateTable('organisations.organisation')
		.set({ link_version: link + 1 })
		.where('id', '=', id)
		.execute();
}

/** Organisations that are to be asked by now. Shape: known = only those that confirmed once, or were asked by somebody */
export async function dueOf(tx: Tx, _by: Pick<Coordinator, 'region'>, now: Date, who: 'all' | 'known' = 'all'): Promise<string[]> {
	const rows = await tx
		.selectFrom('organisations.organisation as organisation')
		.select(['id', 'email', 'verified_at as verifiedAt', 'asked_at as askedAt', 'archived_at as archivedAt', hasChildProtection])
		.where('archived_at', 'is', null)
		.where('email', '<>', '')
		.execute();
	const isKnown = (one: (typeof rows)[0]) => who === 'all' || one.verifiedAt !== null || one.askedAt !== null;
	return rows.filter((one) => isToBeAsked(one, now) && isKnown(one)).map(({ id }) => id);
}

/** Asks all organisations that are to be asked by now; how many they are. The same again asks nobody. A coordinator does, or every night a region that said so. */
export async function askDue(tx: Tx, by: Pick<Coordinator, 'region'>, now: Date, who: 'all' | 'known' = 'all'): Promise<number> {
	await sql`select pg_advisory_xact_lock(hashtext('organisations asked'), ${by.region})`.execute(tx);
	const due = await dueOf(tx, by, now, who);
	await askAll(tx, by.region, due, now);
	return due.length;
}
