// Whom one turns to in organisations.
import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import type { Insider, Reading } from './access.ts';
import { levelsOf } from './read-search.server.ts';
import { type ContactKind, contactKinds } from './rules-contact.ts';
import type { Level } from './rules-visibility.ts';

/** Somebody to turn to. */
export interface Contact {
	id: string;
	organisation: string;
	kind: ContactKind;
	/** As it is called there; '' = as the kind is. */
	function: string;
	isDeputy: boolean;
	name: string;
	phone: string;
	email: string;
	hours: string;
	level: Level;
	/** Since when the person agrees to be named to everybody and to be taken along as a card; null = does not. */
	agreedOn: string | null;
}

/** Whom one turns to in some organisations, as far as somebody sees them: by what for, deputies last. One query. */
export async function contactsOf(tx: Tx, by: Pick<Reading, 'reader'>, organisations: readonly string[]): Promise<Contact[]> {
	if (organisations.length === 0) return [];
	const rows = await tx
		.selectFrom('organisations.contact')
		.select([
			'id',
			'organisation_id as organisation',
			'kind',
			'function',
			'is_deputy as isDeputy',
			'name',
			'phone',
			'email',
			'hours',
			'level',
			sql<string | null>`agreed_on::text`.as('agreedOn'),
		])
		.where('organisation_id', '=', sql<string>`any(${sql.val([...organisations])}::uuid[])`)
		.where('level', '=', sql<string>`any(${levelsOf(by.reader)})`)
		.orderBy(sql`array_position(${sql.val([...contactKinds])}::text[], kind)`)
		.orderBy('is_deputy')
		.orderBy('function')
		.orderBy(sql`name collate "de-x-icu"`)
		.orderBy('id')
		.execute();
	return rows as Contact[];
}

/** Everybody whom an organisation's own people keep as to be turned to. One query. */
export const ownContacts = (tx: Tx, by: Insider): Promise<Contact[]> => contactsOf(tx, { reader: 'coordination' }, [by.organisation]);
