// Which offers the coordination sees in its list, as the address says.
import { keptOffers, type Offer, useOf } from '#modules/offers/read.server.ts';
import { states, type Use } from '#modules/offers/rules.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';

/** What the address of the list asks for. */
export const offerFilter = (url: URL) => ({
	search: (url.searchParams.get('q') ?? '').slice(0, 100),
	state: states.find((one) => one === url.searchParams.get('state')) ?? '',
	isUnused: url.searchParams.get('unused') === 'yes',
});

/** The offers that fit the address, by title, and what may be told of how offers are used. */
export async function keptIn(tx: Tx, by: Coordinator, url: URL): Promise<{ offers: Offer[]; uses: Map<string, Use> }> {
	const { search, state, isUnused } = offerFilter(url);
	const uses = await useOf(tx, by);
	const offers = (await keptOffers(tx, by, { search })).filter(
		(one) => (state === '' || one.state === state) && (!isUnused || uses.get(one.id)?.used.kind === 'none'),
	);
	return { offers, uses };
}
