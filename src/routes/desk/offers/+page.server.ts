import { shownOffer, toldLine } from '#modules/offers/output.server.ts';
import { keptOffers } from '#modules/offers/read.server.ts';
import { lacksOf } from '#modules/offers/rules.ts';
import { words } from '#modules/offers/words.ts';
import { areas } from '#modules/places/read.server.ts';
import { filled } from '#platform/form.ts';
import { coordinator } from '../../gate.server.ts';
import type { PageServerLoad } from './$types';
import { keptIn, offerFilter } from './kept.server.ts';

export const load: PageServerLoad = ({ locals, url }) => {
	const by = coordinator(locals);
	const { language } = locals;
	return locals.within(async (tx) => {
		const { search, state, isUnused } = offerFilter(url);
		const { offers, uses } = await keptIn(tx, by, url);
		const all = await keptOffers(tx, by);
		const known = await areas(tx, 'planningArea');
		const active = all
			.filter((one) => one.state === 'active')
			.map(({ situations, areas: own }) => ({ situations, areas: own.map(({ id }) => id) }));
		const t = words(language);
		const values = { q: search, state, unused: isUnused ? 'yes' : '' };
		return {
			offers: offers.map((offer) => ({
				...shownOffer(language, offer),
				known: toldLine(language, 'told', uses.get(offer.id)?.known),
				used: toldLine(language, 'toldUsed', uses.get(offer.id)?.used),
			})),
			lacks: lacksOf(
				known.map(({ id }) => id),
				active,
			).map(({ area, missing, ...counts }) => ({
				...counts,
				name: known.find(({ id }) => id === area)?.name ?? '',
				missing: missing.map((one) => t(`situation.${one}`)).join(', '),
			})),
			isFirst: all.length === 0,
			filter: filled(values),
			query: Object.values(values).some(Boolean)
				? `?${new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ''))}`
				: '',
			dropped: url.searchParams.get('dropped') ?? '',
			saved: url.searchParams.get('saved') ?? '',
		};
	});
};
