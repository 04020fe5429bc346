import { houseMarker } from '#modules/offers/access.ts';
import { marking } from '#modules/offers/schema.ts';
import { words } from '#modules/offers/words.ts';
import { mark } from '#modules/offers/write.server.ts';
import { type Insider, readingOf } from '#modules/organisations/access.ts';
import { doing, type Place } from '../../../../../doing.server.ts';
import { insider } from '../../../../../gate.server.ts';
import { offerInsider, offerPage } from '../../../../../offers.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => offerPage(tx, offerInsider((await insider(tx, locals, params.token)).by), locals, params.offer, url));

const place: Place<RequestEvent, { by: Insider; offer: string }> = {
	gate: async (tx, { locals, params }) => ({ by: (await insider(tx, locals, params.token)).by, offer: params.offer }),
	page: ({ params }) => `/organisation/${params.token}/directory/offers/${params.offer}`,
	say: words,
};

export const actions: Actions = {
	mark: doing(place, 'mark', 'marked', marking, (tx, { by, offer }, input) => mark(tx, houseMarker(by), readingOf(by), offer, input.mark)),
};
