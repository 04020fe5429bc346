// Offers are kept by their organisation or by the coordination; marks by whoever makes them, for themselves.
import { sql } from 'kysely';
import type { Insider, Reading } from '#modules/organisations/access.ts';
import { held } from '#modules/organisations/write-profile.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { plain } from '#platform/plain.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Marker } from './access.ts';
import { codeOf, offerOf } from './read.server.ts';
import type { Mark } from './rules.ts';
import type { OfferInput } from './schema.ts';
import { words } from './words.ts';

const MOST_OFFERS = 200;
const A_PIECE = 1000;

const reject = (key: 'offerGone' | 'offersFull' | 'areaGone' | 'offerChanged' | 'markReader', field?: string) =>
	new Rejected((language) => words(language)(key, { most: MOST_OFFERS }), field);

/**
 * Enters an offer of an organisation, or changes it.
 * Errors: Rejected for an organisation that is gone, a link that ended, an offer of another one, an area that there is not, for too many, and where somebody else has
 *         changed it since the form was opened
 */
export async function keepOffer(tx: Tx, by: Coordinator | Insider, organisation: string, input: OfferInput, now: Date): Promise<void> {
	await held(tx, by, organisation);
	const { offer, seen, areas, title, description, audiences, situations, access, cost, limits, state, level } = input;
	const own = await tx.selectFrom('offers.offer').select(['id', 'changed_at']).where('organisation_id', '=', organisation).execute();
	const before = own.find(({ id }) => id === offer);
	if (seen !== '' && !before) throw reject('offerGone');
	if (seen !== '' && before?.changed_at.toISOString() !== seen) throw reject('offerChanged');
	if (own.length >= MOST_OFFERS && !before) throw reject('offersFull');
	const topics = await asKnown(tx, input.topics);
	const row = {
		title,
		description,
		audiences,
		least_age: input.leastAge,
		most_age: input.mostAge,
		situations,
		topics,
		access,
		cost,
		cost_note: input.costNote,
		wait_weeks: input.waitWeeks,
		limits,
		state,
		level,
		changed_at: now,
	};
	const kept = await tx
		.insertInto('offers.offer')
		.values({ region_id: by.region, id: offer, organisation_id: organisation, ...row })
		.onConflict((conflict) =>
			conflict.columns(['region_id', 'id']).doUpdateSet(row).where('offers.offer.organisation_id', '=', organisation),
		)
		.returning('id')
		.executeTakeFirst();
	if (!kept) throw reject('offerGone');
	await tx.deleteFrom('offers.offer_area').where('offer_id', '=', offer).execute();
	if (areas.length === 0) return;
	const known = await tx.selectFrom('places.area').select('id').where('id', 'in', areas).execute();
	if (known.length < areas.length) throw reject('areaGone');
	await tx
		.insertInto('offers.offer_area')
		.values(areas.map((area) => ({ region_id: by.region, offer_id: offer, area_id: area })))
		.execute();
}

/** Topics as they are written already, where they are only written otherwise. */
async function asKnown(tx: Tx, topics: readonly string[]): Promise<string[]> {
	const { rows } = await sql<{ topic: string }>`select distinct unnest(topics) as topic from offers.offer`.execute(tx);
	const known = new Map(rows.map(({ topic }) => [plain(topic), topic]));
	return topics.map((topic) => known.get(plain(topic)) ?? topic);
}

/** Takes an offer away, with what people marked of it. Errors: Rejected for an offer of another organisation, what is gone, and a link that ended */
export async function dropOffer(tx: Tx, by: Coordinator | Insider, organisation: string, offer: string): Promise<void> {
	await held(tx, by, organisation);
	const own = tx.selectFrom('offers.offer').select('id').where('organisation_id', '=', organisation).where('id', '=', offer);
	await tx.deleteFrom('offers.mark').where('offer_id', 'in', own).execute();
	await tx.deleteFrom('offers.offer_area').where('offer_id', 'in', own).execute();
	const gone = await tx.deleteFrom('offers.offer').where('id', 'in', own).returning('id').executeTakeFirst();
	if (!gone) throw reject('offerGone');
}

/**
 * Notes for somebody what an offer is to them, or takes it back; nobody else learns it. What was marked can be taken back whatever has become of the offer.
 * Errors: Rejected for an offer that they do not see, and for whoever reads the figures
 */
export async function mark(tx: Tx, by: Marker | undefined, reading: Reading, offer: string, as: Mark | ''): Promise<void> {
	if (!by) throw reject('markReader');
	const code = await codeOf(tx, by);
	if (as === '') {
		await tx.deleteFrom('offers.mark').where('offer_id', '=', offer).where('marker', '=', code(offer)).execute();
		return;
	}
	if (!(await offerOf(tx, reading, offer))) throw reject('offerGone');
	await tx
		.insertInto('offers.mark')
		.values({ region_id: by.region, offer_id: offer, marker: code(offer), mark: as })
		.onConflict((conflict) => conflict.columns(['region_id', 'offer_id', 'marker']).doUpdateSet({ mark: as }))
		.execute();
}

/**
 * Forgets marks of offers that are to be had no more, and writes the others anew in no order: where they lie tells neither when they were made nor by whom together.
 * Unit:   before = a moment; organisations that have been no more since count
 */
export async function eraseMarks(tx: Tx, before: Date): Promise<void> {
	await sql`delete from offers.mark using offers.offer
			join organisations.organisation on organisation.region_id = offer.region_id and organisation.id = offer.organisation_id
		where offer.region_id = mark.region_id and offer.id = mark.offer_id and (offer.state = 'ended' or organisation.archived_at < ${before})`.execute(
		tx,
	);
	const { rows } = await sql<{ region_id: number; offer_id: string; marker: string; mark: string }>`
		delete from offers.mark returning region_id, offer_id, marker, mark`.execute(tx);
	// By their codes, which are random to everybody without the key.
	const shuffled = rows.toSorted((one, other) => (one.marker < other.marker ? -1 : 1));
	for (let at = 0; at < shuffled.length; at += A_PIECE)
		await tx
			.insertInto('offers.mark')
			.values(shuffled.slice(at, at + A_PIECE))
			.execute();
}
