import type { Tx } from '#platform/db/database.ts';

/** Something to read for those who were registered. */
export interface Material {
	id: string;
	title: string;
	/** Null = a file that is kept here. */
	url: string | null;
}

/** The materials of a meeting, in the order they were added. */
export async function materials(tx: Tx, by: { meeting: string }): Promise<Material[]> {
	return tx
		.selectFrom('events.material')
		.select(['id', 'title', 'url'])
		.where('meeting_id', '=', by.meeting)
		.orderBy('added_at')
		.orderBy('id')
		.execute();
}

/** A file of a meeting's materials; undefined where there is none. */
export async function materialFile(tx: Tx, by: { meeting: string }, id: string): Promise<{ title: string; file: Buffer } | undefined> {
	const row = await tx
		.selectFrom('events.material')
		.select(['title', 'file'])
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirst();
	return row?.file ? { title: row.title, file: row.file } : undefined;
}

/** When a meeting was closed; null as long as it was not. */
export async function closedAt(tx: Tx, by: { meeting: string }): Promise<Date | null> {
	const row = await tx.selectFrom('events.closing').select('closed_at').where('meeting_id', '=', by.meeting).executeTakeFirst();
	return row?.closed_at ?? null;
}
