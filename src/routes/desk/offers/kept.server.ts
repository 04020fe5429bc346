// Which offers the coordination sees in its list, as the address says.
import { keptOffers, markCounts, type Offer } from '#modules/offers/read.server.ts';
import { states, toldOf } from '#modules/offers/rules.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { plain } from '#platform/plain.ts';

/** What the address of the list asks for. */
export const offerFilter = (url: URL) => ({
	search: (url.searchParams.get('q') ?? '').slice(0, 100),
	state: states.find((one) => one === url.searchParams.get('state')) ?? '',
	isUnused: url.searchParams.get('unused') === 'yes',
});

/** The offers that fit the address, by title, with what may be told of how they are used. */
export async function keptIn(tx: Tx, by: Coordinator, url: URL): Promise<{ offer: Offer; told: ReturnType<typeof toldOf> }[]> {
	const { search, state, isUnused } = offerFilter(url);
	const wanted = plain(search).split(/\s+/).filter(Boolean);
	const counts = await markCounts(tx, by);
	return (await keptOffers(tx, by)).flatMap((offer) => {
		const text = plain(`${offer.title} ${offer.organisationName} ${offer.topics.join(' ')}`);
		const told = toldOf(counts.get(offer.id) ?? { known: 0, used: 0, notYet: 0 });
		const isFitting = (state === '' || offer.state === state) && (!isUnused || told?.used.kind === 'none');
		return isFitting && wanted.every((word) => text.includes(word)) ? [{ offer, told }] : [];
	});
}
