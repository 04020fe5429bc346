// What organisations of the invented region offer, and how people have marked it.
import { randomUUID } from 'node:crypto';
import { personMarker } from '#modules/offers/access.ts';
import { marks } from '#modules/offers/rules.ts';
import type { OfferInput } from '#modules/offers/schema.ts';
import { keepOffer, mark } from '#modules/offers/write.server.ts';
import { reading } from '#modules/organisations/access.ts';
import type { Actor, Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';

/** The offers as the story tells them. Shape: organisation, areas = by name */
export type OffersStory = (Omit<OfferInput, 'offer' | 'seen' | 'state' | 'level'> & {
	organisation: string;
	state?: 'paused';
	level?: 'internal';
})[];

/** Enters offers, and lets some people mark them: the first is used, the last by nobody. Shape: ids, areas = by name */
export async function fillOffers(
	tx: Tx,
	by: Coordinator,
	story: OffersStory,
	ids: ReadonlyMap<string, string>,
	areas: ReadonlyMap<string, string>,
	now: Date,
	people: readonly Pick<Actor, 'person'>[],
): Promise<void> {
	for (const [at, { organisation, ...offer }] of story.entries()) {
		const id = randomUUID();
		const own = offer.areas.map((name) => areas.get(name) as string);
		await keepOffer(
			tx,
			by,
			ids.get(organisation) as string,
			{ state: 'active', level: 'public', ...offer, seen: '', offer: id, areas: own },
			now,
		);
		for (const [number, { person }] of people.slice(0, 9).entries()) {
			const as = at === 0 ? marks[number % 2] : at % 3 === 2 ? marks[2 * (number % 2)] : undefined;
			const actor: Actor = { region: by.region, person, name: '', email: '', roles: [], teams: [] };
			if (as) await mark(tx, personMarker(actor), reading(by.region, actor), id, as);
		}
	}
}
