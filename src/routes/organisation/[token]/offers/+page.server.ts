import { shownOffer } from '#modules/offers/output.server.ts';
import { keptOffers } from '#modules/offers/read.server.ts';
import { insider } from '../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { by, profile } = await insider(tx, locals, params.token);
		return {
			name: profile.name,
			offers: (await keptOffers(tx, by)).map((one) => shownOffer(locals.language, one)),
			dropped: url.searchParams.get('dropped') ?? '',
			saved: url.searchParams.get('saved') ?? '',
		};
	});
