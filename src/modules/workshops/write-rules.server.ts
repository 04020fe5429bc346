import type { Organiser } from '#modules/events/access.ts';
import { note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Bond } from './read-problem.server.ts';
import type { QuotaInput } from './schema.ts';
import { noteSeat, reject, requirePerson, requireWorkshop } from './write.server.ts';

/**
 * Says how many of a field of work may sit in a workshop, or in each; what was said before of the same is replaced.
 * Errors: Rejected for a workshop of another meeting
 */
export async function setQuota(tx: Tx, by: Organiser, { workshop, profession, maximum }: QuotaInput): Promise<void> {
	if (workshop) await requireWorkshop(tx, by, workshop);
	const values = { region_id: by.region, meeting_id: by.meeting, workshop_id: workshop || null, profession, maximum };
	await tx
		.insertInto('workshops.quota')
		.values(values)
		.onConflict((conflict) => conflict.columns(['region_id', 'meeting_id', 'workshop_id', 'profession']).doUpdateSet({ maximum }))
		.execute();
	await note(tx, by, 'quotaSet', null, { workshop: workshop || undefined, profession, maximum });
}

/**
 * Takes a quota back.
 * Errors: Rejected when it is gone already
 */
export async function removeQuota(tx: Tx, by: Organiser, id: string): Promise<void> {
	const gone = await tx
		.deleteFrom('workshops.quota')
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		.returning(['workshop_id', 'profession', 'maximum'])
		.executeTakeFirst();
	if (!gone) throw reject('ruleGone');
	await note(tx, by, 'quotaRemoved', { workshop: gone.workshop_id ?? undefined, profession: gone.profession, maximum: gone.maximum });
}

/** A pair has no first and second. */
const inOrder = (one: string, other: string) => (one < other ? { place_id: one, other_id: other } : { place_id: other, other_id: one });

/**
 * Says that two people are to sit in one workshop, or are not.
 * Errors: Rejected when one of them has no place at the meeting, or both are the same
 */
export async function setBond(tx: Tx, by: Organiser, { one, other, kind }: Bond): Promise<void> {
	if (one === other) throw reject('pairOfOne', 'other');
	for (const place of [one, other]) await requirePerson(tx, by, place);
	await tx
		.insertInto('workshops.bond')
		.values({ region_id: by.region, ...inOrder(one, other), kind })
		.onConflict((conflict) => conflict.columns(['region_id', 'place_id', 'other_id']).doUpdateSet({ kind }))
		.execute();
	await noteSeat(tx, by, { place: one, what: `bond.${kind}`, before: null, after: { with: other } });
}

/**
 * Takes a pair back.
 * Errors: Rejected when it is gone already, or is another meeting's
 */
export async function removeBond(tx: Tx, by: Organiser, one: string, other: string): Promise<void> {
	await requirePerson(tx, by, one);
	const pair = inOrder(one, other);
	const { numDeletedRows } = await tx
		.deleteFrom('workshops.bond')
		.where('place_id', '=', pair.place_id)
		.where('other_id', '=', pair.other_id)
		.executeTakeFirst();
	if (numDeletedRows === 0n) throw reject('ruleGone');
	await noteSeat(tx, by, { place: one, what: 'bond.none', before: { with: other }, after: null });
}
