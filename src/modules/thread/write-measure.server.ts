// What is done so that an agreement does not stay paper.
import type { Tx } from '#platform/db/database.ts';
import { dayOf } from '#platform/time/time.ts';
import type { Keeper, Party } from './access.ts';
import type { Agreement } from './read-agreement.server.ts';
import { agreementStanding, present } from './rules-agreement.ts';
import type { MeasuredInput, MeasureInput } from './schema-agreement.ts';
import { reject } from './write.server.ts';
import { heldAgreement } from './write-agreement.server.ts';

const MOST_MEASURES = 60;
const DAY_MS = 24 * 3600_000;

/** What a party may say by its link within a day. */
const MOST_A_DAY = 50;

/** The agreement, as long as somebody works on it: one after the other, so that numbers do not meet. */
async function worked(tx: Tx, by: Keeper | Party, now: Date): Promise<Agreement> {
	const agreement = await heldAgreement(tx, by);
	const { state } = agreementStanding(agreement, dayOf(now));
	if (state === 'ended') throw reject('agreementEnded');
	// Whoever is merely told says nothing, and parties nothing while a text is being worded.
	if (!('party' in by)) return agreement;
	const role = present(agreement.versions).content.parties.find(({ id }) => id === by.party)?.role;
	if (role === undefined || role === 'informed') throw reject('unknownChoice', 'measure');
	if (state === 'draft') throw reject('notOffered');
	return agreement;
}

/** Adds a measure to an agreement; the same again changes nothing. Errors: Rejected once it has ended, and for more than anybody does */
export async function addMeasure(tx: Tx, by: Keeper, { key, measureTitle: title, asked, due }: MeasureInput, now: Date): Promise<void> {
	await worked(tx, by, now);
	const there = await tx.selectFrom('thread.measure').select(['id', 'title']).where('agreement_id', '=', by.agreement).execute();
	if (there.length >= MOST_MEASURES) throw reject('measuresTooMany');
	const added = await tx
		.insertInto('thread.measure')
		.values({ region_id: by.region, id: key, agreement_id: by.agreement, title, asked, due })
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!added && !there.some((one) => one.id === key && one.title === title)) throw reject('unknownChoice');
}

/**
 * Says how far a measure is, and by what that can be seen.
 * Errors: Rejected for a measure of another agreement, once that has ended, and for a party that is merely told
 */
export async function report(tx: Tx, by: Keeper | Party, { measure, percent, note, evidence }: MeasuredInput, now: Date): Promise<void> {
	const agreement = await worked(tx, by, now);
	if (!agreement.measures.some(({ id }) => id === measure)) throw reject('unknownChoice', 'measure');
	if ('party' in by) {
		const { count } = await tx
			.selectFrom('thread.measure_entry')
			.select(({ fn }) => fn.countAll<string>().as('count'))
			.where('party_id', '=', by.party)
			.where('at', '>', new Date(now.getTime() - DAY_MS))
			.executeTakeFirstOrThrow();
		if (Number(count) >= MOST_A_DAY) throw reject('reportsTooMany');
	}
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
