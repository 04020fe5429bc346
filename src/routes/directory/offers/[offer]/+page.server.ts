import { type Marker, personMarker } from '#modules/offers/access.ts';
import { marking } from '#modules/offers/schema.ts';
import { words } from '#modules/offers/words.ts';
import { mark } from '#modules/offers/write.server.ts';
import type { Reading } from '#modules/organisations/access.ts';
import { reading } from '#modules/organisations/access.ts';
import { doing, type Place } from '../../../doing.server.ts';
import { signedIn } from '../../../gate.server.ts';
import { offerPage, offerReader } from '../../../offers.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within((tx) => offerPage(tx, offerReader(locals), locals, params.offer, url));

const place: Place<RequestEvent, { by: Reading; own: Marker | undefined; offer: string }> = {
	gate: async (_, { locals, params }) => {
		const actor = signedIn(locals);
		return { by: reading(locals.region.id, actor), own: personMarker(actor), offer: params.offer };
	},
	page: ({ params }) => `/directory/offers/${params.offer}`,
	say: words,
};

export const actions: Actions = {
	mark: doing(place, 'mark', 'marked', marking, (tx, { by, own, offer }, input) => mark(tx, own, by, offer, input.mark)),
};
