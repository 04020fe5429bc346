import type { Coordinator } from '#modules/people/access.ts';
import { areas } from '#modules/places/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { encode, type PartialDate } from '#platform/time/partial.ts';
import type { Organiser } from './access.ts';
import { editionById, formats } from './read-format.server.ts';
import { MOST_EDITIONS, nextNumber } from './rules-format.ts';
import type { EditionInput, FormatChange, FormatInput } from './schema-format.ts';
import { words } from './words.ts';

const reject = (
	key:
		| 'formatKnown'
		| 'formatGone'
		| 'formatHasEditions'
		| 'numberTaken'
		| 'numberWrong'
		| 'editionGone'
		| 'editionHasMeeting'
		| 'unknownChoice',
	field?: string,
) => new Rejected((language) => words(language)(key), field);

/** Without a word of it, a format needs no minutes. */
type Input<Whole extends { needsMinutes: boolean }> = Omit<Whole, 'needsMinutes'> & { needsMinutes?: boolean };

/**
 * Adds a format that comes again.
 * Errors: Rejected when one has this name
 */
export async function addFormat(tx: Tx, by: Coordinator, { name, cadence, needsMinutes = false }: Input<FormatInput>): Promise<string> {
	const added = await tx
		.insertInto('events.format')
		.values({ region_id: by.region, name, cadence_months: cadence, needs_minutes: needsMinutes })
		.onConflict((conflict) => conflict.columns(['region_id', 'name']).doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!added) throw reject('formatKnown', 'name');
	return added.id;
}

/**
 * Gives a format another name or cadence; its editions and their numbers stay.
 * Errors: Rejected when it is gone, or another one has this name
 */
export async function changeFormat(
	tx: Tx,
	by: Coordinator,
	{ format, name, cadence, needsMinutes = false }: Input<FormatChange>,
): Promise<void> {
	const other = await tx.selectFrom('events.format').select('id').where('name', '=', name).where('id', '<>', format).executeTakeFirst();
	if (other) throw reject('formatKnown', 'name');
	const done = await tx
		.updateTable('events.format')
		.set({ name, cadence_months: cadence, needs_minutes: needsMinutes })
		.where('id', '=', format)
		.where('region_id', '=', by.region)
		.returning('id')
		.executeTakeFirst();
	if (!done) throw reject('formatGone');
}

/** Keeps a format from being named or removed by others until the transaction ends. */
export async function holdFormat(tx: Tx, format: string): Promise<void> {
	await tx.selectFrom('events.format').select('id').where('id', '=', format).forUpdate().execute();
}

/**
 * Removes a format that never had an edition: numbers that were given are never given again.
 * Errors: Rejected when it had one, or is gone already
 */
export async function removeFormat(tx: Tx, by: Coordinator, format: string): Promise<void> {
	await holdFormat(tx, format);
	const edition = await tx.selectFrom('events.edition').select('id').where('format_id', '=', format).executeTakeFirst();
	if (edition) throw reject('formatHasEditions');
	await tx.deleteFrom('events.follower').where('format_id', '=', format).execute();
	const done = await tx
		.deleteFrom('events.format')
		.where('id', '=', format)
		.where('region_id', '=', by.region)
		.returning('id')
		.executeTakeFirst();
	if (!done) throw reject('formatGone');
}

/**
 * Plans an edition, as far as its date is known: "2027" is enough. Without a number it gets the next of its area.
 * Errors: Rejected when the format is gone, the area is none of the region's, there is no further number, or the number was given
 *         already, if only to one that was dropped
 */
export async function planEdition(tx: Tx, by: Coordinator, { format, area, number, planned }: EditionInput): Promise<string> {
	const known = await formats(tx);
	if (!known.some(({ id }) => id === format)) throw reject('formatGone');
	if (area && !(await areas(tx, 'planningArea')).some(({ id }) => id === area)) throw reject('unknownChoice', 'area');
	for (;;) {
		const next = number ?? (await nextIn(tx, format, area));
		if (next > MOST_EDITIONS) throw reject('numberWrong', 'number');
		const added = await tx
			.insertInto('events.edition')
			.values({
				region_id: by.region,
				format_id: format,
				area_id: area || null,
				number: next,
				planned: encode(planned),
				planned_by: by.person,
			})
			.onConflict((conflict) => conflict.columns(['region_id', 'format_id', 'area_id', 'number']).doNothing())
			.returning('id')
			.executeTakeFirst();
		if (added) return added.id;
		// Somebody else was faster: whoever named no number gets the one after.
		if (number !== null) throw reject('numberTaken', 'number');
	}
}

async function nextIn(tx: Tx, format: string, area: string | null): Promise<number> {
	const rows = await tx
		.selectFrom('events.edition')
		.select('number')
		.where('format_id', '=', format)
		.where('area_id', 'is not distinct from', area || null)
		.execute();
	return nextNumber(rows);
}

/** Locks an edition that is only planned yet, so that of two who hold or drop it at once the second hears of the first. */
async function requirePlanned(tx: Tx, id: string): Promise<void> {
	await tx.selectFrom('events.edition').select('id').where('id', '=', id).forUpdate().execute();
	const known = await editionById(tx, id);
	if (!known || known.edition.isDropped) throw reject('editionGone');
	if (known.edition.isMeeting) throw reject('editionHasMeeting');
}

/**
 * Says of a planned edition more precisely, or otherwise, when it is to be.
 * Errors: Rejected when it is gone, or has a meeting, whose date counts
 */
export async function replanEdition(tx: Tx, _: Coordinator, id: string, planned: PartialDate): Promise<void> {
	await requirePlanned(tx, id);
	await tx
		.updateTable('events.edition')
		.set({ planned: encode(planned) })
		.where('id', '=', id)
		.execute();
}

/**
 * Drops a planned edition; its number stays taken.
 * Errors: as replanEdition
 */
export async function dropEdition(tx: Tx, by: Coordinator, id: string): Promise<void> {
	await requirePlanned(tx, id);
	await tx.insertInto('events.edition_drop').values({ region_id: by.region, edition_id: id, dropped_by: by.person }).execute();
}

/**
 * Makes a meeting the one of a planned edition.
 * Errors: as replanEdition
 */
export async function holdEdition(tx: Tx, by: Organiser, id: string): Promise<void> {
	await requirePlanned(tx, id);
	await tx.updateTable('events.edition').set({ meeting_id: by.meeting }).where('id', '=', id).execute();
}
