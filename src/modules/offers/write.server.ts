// Offers are kept by their organisation or by the coordination; marks by whoever makes them, for themselves.
import type { Insider, Reading } from '#modules/organisations/access.ts';
import { held } from '#modules/organisations/write-profile.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Marker } from './access.ts';
import { markerOf, offerOf } from './read.server.ts';
import type { Mark } from './rules.ts';
import type { OfferInput } from './schema.ts';
import { words } from './words.ts';

const MOST_OFFERS = 200;

const reject = (key: 'offerGone' | 'offersFull' | 'areaGone', field?: string) =>
	new Rejected((language) => words(language)(key, { most: MOST_OFFERS }), field);

/**
 * Enters an offer of an organisation, or changes it.
 * Errors: Rejected for an organisation that is gone, a link that ended, an offer of another one, an area that there is not, and for too many
 */
export async function keepOffer(tx: Tx, by: Coordinator | Insider, organisation: string, input: OfferInput): Promise<void> {
	await held(tx, by, organisation);
	const { offer, areas, title, description, audiences, situations, topics, access, cost, limits, state, level } = input;
	const own = await tx.selectFrom('offers.offer').select('id').where('organisation_id', '=', organisation).execute();
	if (own.length >= MOST_OFFERS && !own.some(({ id }) => id === offer)) throw reject('offersFull');
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

/** Notes for somebody what an offer is to them, or takes it back; nobody else learns it. Errors: Rejected for an offer that they do not see */
export async function mark(tx: Tx, by: Marker, reading: Reading, offer: string, as: Mark | ''): Promise<void> {
	if (!(await offerOf(tx, reading, offer))) throw reject('offerGone');
	const marker = await markerOf(tx, by);
	if (as === '') {
		await tx.deleteFrom('offers.mark').where('offer_id', '=', offer).where('marker', '=', marker).execute();
		return;
	}
	await tx
		.insertInto('offers.mark')
		.values({ region_id: by.region, offer_id: offer, marker, mark: as })
		.onConflict((conflict) => conflict.columns(['region_id', 'offer_id', 'marker']).doUpdateSet({ mark: as }))
		.execute();
}
