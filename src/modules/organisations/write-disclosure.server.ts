// Who may see what of an organisation, and whom one turns to there: said by itself or by the coordination.
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Insider } from './access.ts';
import { disclosedOf, type Profile } from './read-profile.server.ts';
import { isListed } from './rules-visibility.ts';
import type { ContactInput, DisclosureInput } from './schema-contact.ts';
import { words } from './words.ts';
import { held } from './write-profile.server.ts';

const MOST_CONTACTS = 40;

const reject = (key: 'contactGone' | 'contactsFull' | 'agreedAnew' | 'shownMeanwhile' | 'archivedFirst', field?: string) =>
	new Rejected((language) => words(language)(key, { most: MOST_CONTACTS }), field);

/** An organisation that is there, kept from being changed by others. Errors: Rejected for what is gone or no more, and for a link that ended */
async function present(tx: Tx, by: Coordinator | Insider, id: string): Promise<Profile> {
	const found = await held(tx, by, id);
	if (found.archivedAt) throw reject('archivedFirst');
	return found;
}

/**
 * Says who sees what of an organisation; that it was said is kept, with when and by whom.
 * Errors: Rejected for what is gone or no more, a link that ended, and where something else was said since the form was opened
 */
export async function disclose(
	tx: Tx,
	by: Coordinator | Insider,
	id: string,
	{ seen, listed, visibility }: DisclosureInput,
	now: Date,
): Promise<void> {
	const { type } = await present(tx, by, id);
	if (((await disclosedOf(tx, id))?.id ?? '') !== seen) throw reject('shownMeanwhile');
	const said = { listed, visibility: JSON.stringify(visibility) };
	await tx
		.updateTable('organisations.organisation')
		// As its kind does is as its kind does: should the kind change, so does this.
		.set({ ...said, listed: listed === isListed({ type, listed: null }) ? null : listed })
		.where('id', '=', id)
		.execute();
	await tx
		.insertInto('organisations.disclosure')
		.values({ region_id: by.region, organisation_id: id, at: now, own: 'link' in by, person_id: 'link' in by ? null : by.person, ...said })
		.execute();
}

/**
 * Enters somebody to turn to, or changes them; the day on which they agreed stays while they do.
 * Unit:   today = calendar day, "2027-03-16"
 * Errors: Rejected for an organisation that is gone or no more, a link that ended, somebody who is gone or of another organisation, for too many, and where somebody else
 *         agreed than is named now
 */
export async function keepContact(
	tx: Tx,
	by: Coordinator | Insider,
	organisation: string,
	input: ContactInput,
	today: string,
): Promise<void> {
	await present(tx, by, organisation);
	const all = await tx
		.selectFrom('organisations.contact')
		.select(['id', 'name', 'agreed_on'])
		.where('organisation_id', '=', organisation)
		.execute();
	const before = all.find(({ id }) => id === input.contact);
	if (!before && input.isKnown) throw reject('contactGone');
	// Whoever agreed agreed for themselves.
	if (input.agreed && input.agreedAs !== '' && input.agreedAs !== input.contactName) throw reject('agreedAnew', 'agreed');
	if (!before && all.length >= MOST_CONTACTS) throw reject('contactsFull');
	const row = {
		kind: input.kind,
		function: input.contactFunction,
		is_deputy: input.deputy,
		name: input.contactName,
		phone: input.contactPhone,
		email: input.contactEmail,
		hours: input.hours,
		level: input.level,
		agreed_on: input.agreed ? (before?.name === input.contactName && before.agreed_on) || today : null,
	};
	const kept = await tx
		.insertInto('organisations.contact')
		.values({ region_id: by.region, id: input.contact, organisation_id: organisation, ...row })
		.onConflict((conflict) =>
			conflict.columns(['region_id', 'id']).doUpdateSet(row).where('organisations.contact.organisation_id', '=', organisation),
		)
		.returning('id')
		.executeTakeFirst();
	if (!kept) throw reject('contactGone');
}

/** Forgets whom one turned to in organisations that have been no more since a day. Unit: before = a moment */
export async function eraseContacts(tx: Tx, before: Date): Promise<void> {
	await tx
		.deleteFrom('organisations.contact')
		.where('organisation_id', 'in', (eb) => eb.selectFrom('organisations.organisation').select('id').where('archived_at', '<', before))
		.execute();
}

/** Forgets somebody who is turned to no longer. Errors: Rejected for what is gone, and for a link that ended */
export async function dropContact(tx: Tx, by: Coordinator | Insider, organisation: string, contact: string): Promise<void> {
	await held(tx, by, organisation);
	const gone = await tx
		.deleteFrom('organisations.contact')
		.where('organisation_id', '=', organisation)
		.where('id', '=', contact)
		.returning('id')
		.executeTakeFirst();
	if (!gone) throw reject('contactGone');
}
