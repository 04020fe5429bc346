// What is done so that an agreement does not stay paper.
import type { Tx } from '#platform/db/database.ts';
import type { Keeper, Party } from './access.ts';
import type { MeasuredInput, MeasureInput } from './schema-agreement.ts';
import { reject } from './write.server.ts';

const MOST_MEASURES = 60;

/** Adds a measure to an agreement; the same again changes nothing. Errors: Rejected for more than anybody does */
export async function addMeasure(tx: Tx, by: Keeper, { key, measureTitle: title, asked, due }: MeasureInput): Promise<void> {
	await tx.selectFrom('thread.agreement').select('id').where('id', '=', by.agreement).forUpdate().executeTakeFirstOrThrow();
	const there = await tx.selectFrom('thread.measure').select('id').where('agreement_id', '=', by.agreement).execute();
	if (there.length >= MOST_MEASURES) throw reject('measuresTooMany');
	await tx
		.insertInto('thread.measure')
		.values({ region_id: by.region, id: key, agreement_id: by.agreement, title, asked, due })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** Says how far a measure is, and by what that can be seen. Errors: Rejected for a measure of another agreement */
export async function report(tx: Tx, by: Keeper | Party, { measure, percent, note, evidence }: MeasuredInput, now: Date): Promise<void> {
	const own = await tx
		.selectFrom('thread.measure')
		.select('id')
		.where('id', '=', measure)
		.where('agreement_id', '=', by.agreement)
		.executeTakeFirst();
	if (!own) throw reject('unknownChoice', 'measure');
	// One after the other, so that numbers do not meet.
	await tx.selectFrom('thread.agreement').select('id').where('id', '=', by.agreement).forUpdate().executeTakeFirstOrThrow();
	const { last } = await tx
		.selectFrom('thread.measure_entry')
		.select(({ fn }) => fn.max('number').as('last'))
		.where('measure_id', '=', measure)
		.executeTakeFirstOrThrow();
	await tx
		.insertInto('thread.measure_entry')
		.values({
			region_id: by.region,
			measure_id: measure,
			number: (last ?? 0) + 1,
			at: now,
			actor_id: 'person' in by ? by.person : null,
			party_id: 'party' in by ? by.party : null,
			percent,
			note,
			evidence,
		})
		.execute();
}
