// Who works in positions: what they are called, who sees it, and where they are reached.
import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { lowered } from '#platform/db/lower.ts';
import type { ContactInput, ShowingInput } from './schema.ts';
import { held, reject } from './write.server.ts';
import { beginWriting } from './write-entry.server.ts';

/** Notes when and where somebody of a position is reached at one of its schools; nothing typed = it is forgotten. Errors: Rejected for somebody who works there not, and for a school that it does not serve */
export async function keepContact(
	tx: Tx,
	by: Coordinator,
	position: string,
	{ specialist, organisation, hours, room, phone }: ContactInput,
): Promise<void> {
	const { assignments, sites } = await held(tx, position);
	if (!assignments.some((one) => one.specialist === specialist)) throw reject('entryGone');
	if (!sites.some((one) => one.organisation === organisation)) throw reject('entryGone');
	if (hours + room + phone === '') {
		await tx.deleteFrom('positions.contact').where('specialist_id', '=', specialist).where('organisation_id', '=', organisation).execute();
		return;
	}
	await tx
		.insertInto('positions.contact')
		.values({ region_id: by.region, specialist_id: specialist, organisation_id: organisation, hours, room, phone })
		.onConflict((conflict) => conflict.columns(['region_id', 'specialist_id', 'organisation_id']).doUpdateSet({ hours, room, phone }))
		.execute();
}

/**
 * Says who sees the name of somebody of a position, and where they are reached; the day on which they agreed stays while they do.
 * Unit:   today = calendar day, "2027-03-16"
 * Errors: Rejected for somebody who works there not
 */
export async function showName(
	tx: Tx,
	_by: Coordinator,
	position: string,
	{ specialist, level, agreed }: ShowingInput,
	today: string,
): Promise<void> {
	const { assignments } = await held(tx, position);
	if (!assignments.some((one) => one.specialist === specialist)) throw reject('entryGone');
	await tx
		.updateTable('positions.specialist')
		.set({ level, agreed_on: agreed ? sql`coalesce(agreed_on, ${today})` : null })
		.where('id', '=', specialist)
		.execute();
}

/** Somebody is called otherwise, wherever they work; that they agreed to be named was said of another name. Errors: Rejected for a name that somebody else has, and for somebody who is not there */
export async function rename(tx: Tx, _by: Coordinator, specialist: string, name: string): Promise<void> {
	await beginWriting(tx);
	const other = await tx
		.selectFrom('positions.specialist')
		.select('id')
		.where(lowered(sql.ref('name')), '=', name.toLowerCase())
		.where('id', '<>', specialist)
		.limit(1)
		.executeTakeFirst();
	if (other) throw reject('personTaken', 'person', { name });
	const done = await tx
		.updateTable('positions.specialist')
		.set({ name, level: sql`case level when 'public' then 'internal' else level end`, agreed_on: null })
		.where('id', '=', specialist)
		.returning('id')
		.executeTakeFirst();
	if (!done) throw reject('entryGone');
}

/**
 * Forgets the names of people who have worked in no position since a day, and where to reach those who work at a school no longer; an entry that was taken back
 * since then counts, for it may have been by mistake. Entries stay without names.
 * Unit:   before, today = calendar days, "2027-03-16"
 */
export async function eraseSpecialists(tx: Tx, before: string, today: string): Promise<void> {
	const worksFrom = (day: string) =>
		sql<boolean>`exists (select from positions.assignment as assignment where assignment.region_id = specialist.region_id and assignment.specialist_id = specialist.id
			and (assignment.known_until is null or assignment.known_until > ${day}::timestamptz) and (assignment.valid_until is null or assignment.valid_until > ${day}))`;
	await tx
		.deleteFrom('positions.contact as contact')
		.where(
			sql<boolean>`not exists (select from positions.assignment as assignment
				join positions.site as site on site.region_id = assignment.region_id and site.position_id = assignment.position_id
				where assignment.region_id = contact.region_id and assignment.specialist_id = contact.specialist_id
					and site.organisation_id = contact.organisation_id and coalesce(assignment.organisation_id, site.organisation_id) = site.organisation_id
					and assignment.known_until is null and (assignment.valid_until is null or assignment.valid_until > ${today})
					and site.known_until is null and (site.valid_until is null or site.valid_until > ${today}))`,
		)
		.execute();
	await tx
		.updateTable('positions.specialist as specialist')
		.set({ name: '', level: 'restricted', agreed_on: null })
		.where('name', '<>', '')
		.where((eb) => eb.not(worksFrom(before)))
		.execute();
}
