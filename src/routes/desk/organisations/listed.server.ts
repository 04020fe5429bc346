// Which organisations somebody sees in the list, as its address says.
import { type Registered, registered } from '#modules/organisations/read.server.ts';
import { organisationTypes } from '#modules/organisations/rules.ts';
import { isStale } from '#modules/organisations/rules-profile.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { plain } from '#platform/plain.ts';

const stands = ['stale', 'archived'] as const;

/** What the address of the list asks for. */
export const organisationFilter = (url: URL) => ({
	search: (url.searchParams.get('q') ?? '').slice(0, 100),
	type: organisationTypes.find((one) => one === url.searchParams.get('type')) ?? '',
	stand: stands.find((one) => one === url.searchParams.get('stand')) ?? '',
});

/** The organisations that fit the address, by name; those that are there no longer only where they are asked for. */
export async function listedOrganisations(tx: Tx, by: Coordinator, url: URL, now: Date): Promise<Registered[]> {
	const { search, type, stand } = organisationFilter(url);
	const wanted = plain(search).split(/\s+/).filter(Boolean);
	const isOfStand = (one: Registered) =>
		stand === 'archived' ? one.archivedAt !== null : one.archivedAt === null && (stand === '' || isStale(one, now));
	return (await registered(tx, by)).filter((one) => {
		const text = plain(`${one.name} ${one.town} ${one.postcode}`);
		return isOfStand(one) && (type === '' || one.type === type) && wanted.every((word) => text.includes(word));
	});
}
