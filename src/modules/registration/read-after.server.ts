import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import { readCode } from '#platform/code.ts';
import type { Tx } from '#platform/db/database.ts';
import { keyFor, signCode } from '#platform/session/secret.ts';
import type { Participant } from './access.ts';
import { type Place, placesOf } from './read.server.ts';
import { CERTIFICATE_LETTERS, certificateText, wordsOf } from './rules-after.ts';
import type { CertificatePlan } from './schema-after.ts';

/** What the certificates of a meeting say; undefined as long as nobody has said it. */
export async function certificatePlanOf(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<CertificatePlan | undefined> {
	return tx
		.selectFrom('registration.certificate_plan')
		.select(['minutes', 'town', 'signer', 'signer_function as signerFunction'])
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirst();
}

/** Who came to a meeting, by name: who was let in at a door; where no door was kept, everybody with a place. */
export async function attendees(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Place[]> {
	const all = await placesOf(tx, by, { search: '', state: 'confirmed' });
	const arrived = all.filter(({ arrivedAt }) => arrivedAt !== null);
	return arrived.length > 0 ? arrived : all;
}

const PURPOSE = 'certificate';

/** The codes of certificates; only the paper carries them. */
export async function certificateCodes(
	tx: Tx,
	region: number,
	people: readonly Pick<Place, 'id' | 'name'>[],
	minutes: number,
): Promise<string[]> {
	const key = await keyFor(tx, region, PURPOSE);
	return people.map(({ id, name }) => signCode(key, certificateText(id, name, minutes), CERTIFICATE_LETTERS));
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

/** What is stored of a certificate instead of itself. */
export const certificateDigests = (code: string, name: string): { code_digest: string; name_digests: string[] } => ({
	code_digest: digest(code),
	name_digests: wordsOf(name).map((word) => digest(`${code} ${word}`)),
});

/** Whether there is a certificate with this code that was made out to somebody of this surname, and was not replaced. */
export async function isCertified(tx: Tx, typed: { code: string; surname: string }): Promise<boolean> {
	const code = readCode(typed.code);
	const row = await tx
		.selectFrom('registration.certificate')
		.select('name_digests')
		.where('code_digest', '=', digest(code))
		.where('replaced_at', 'is', null)
		.executeTakeFirst();
	const asked = wordsOf(typed.surname).map((word) => digest(`${code} ${word}`));
	return row !== undefined && asked.length > 0 && asked.every((one) => row.name_digests.includes(one));
}

/** Whose certificates of a meeting hold. */
export async function certified(tx: Tx, by: { meeting: string }): Promise<Set<string>> {
	const rows = await tx
		.selectFrom('registration.certificate')
		.select('place_id as place')
		.where('meeting_id', '=', by.meeting)
		.where('replaced_at', 'is', null)
		.execute();
	return new Set(rows.flatMap(({ place }) => place ?? []));
}

/** What people take away from a meeting, in no order that tells who came first; a name only where somebody gave it. */
export async function takeaways(tx: Tx, by: Organiser): Promise<{ id: string; text: string; name: string }[]> {
	const rows = await tx
		.selectFrom('registration.takeaway as takeaway')
		.leftJoin('registration.place as place', (join) =>
			join.onRef('place.region_id', '=', 'takeaway.region_id').onRef('place.id', '=', 'takeaway.place_id'),
		)
		.select(['takeaway.id', 'takeaway.text', 'place.name'])
		.where('takeaway.meeting_id', '=', by.meeting)
		.orderBy('takeaway.id')
		.execute();
	return rows.map((row) => ({ ...row, name: row.name ?? '' }));
}

/** Who exchanged contacts with somebody: both agreed. */
export interface Contact {
	name: string;
	organisation: string;
	function: string;
	email: string;
}

/** The contacts of those who share them, for somebody who does so as well; empty for anybody else. */
export async function contacts(tx: Tx, by: Pick<Participant, 'meeting' | 'place'>): Promise<Contact[]> {
	const rows = await tx
		.selectFrom('registration.consent as consent')
		.innerJoin('registration.place as place', (join) =>
			join.onRef('place.region_id', '=', 'consent.region_id').onRef('place.id', '=', 'consent.place_id'),
		)
		.select(['place.id', 'place.name', 'place.organisation_name as organisation', 'place.function', 'place.email'])
		.where('consent.purpose', '=', 'contact')
		.where('place.meeting_id', '=', by.meeting)
		.where('place.state', '=', 'confirmed')
		.where('place.email', 'is not', null)
		.orderBy(sql`place.name collate "de-x-icu"`)
		.execute();
	if (!rows.some(({ id }) => id === by.place)) return [];
	return rows.filter(({ id }) => id !== by.place).map(({ id: _, email, ...row }) => ({ ...row, email: email ?? '' }));
}
