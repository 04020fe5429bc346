import { listed } from '#modules/conduct/read.server.ts';
import { slotsOf } from '#modules/thread/read-guest.server.ts';
import { slotState } from '#modules/thread/rules-guest.ts';
import type { PageServerLoad } from './$types';

const periods = ['upcoming', 'past', 'all'] as const;

export const load: PageServerLoad = ({ locals, url }) =>
	locals.within(async (tx) => {
		const search = (url.searchParams.get('q') ?? '').replaceAll('\0', '').slice(0, 100);
		const year = /^\d{4}$/.exec(url.searchParams.get('year') ?? '')?.[0] ?? '';
		const when = periods.find((period) => period === url.searchParams.get('when')) ?? 'upcoming';
		const filter = { search, now: locals.now, when: when === 'all' ? undefined : when, year: year ? Number(year) : undefined };
		const seats = (await slotsOf(tx, locals.now)).filter((slot) => slotState(slot, slot.requests, locals.now) === 'open').length;
		return { seats, meetings: await listed(tx, locals, filter), filter: { q: search, year, when }, years: years(locals.now) };
	});

function years(now: Date): string[] {
	const latest = now.getUTCFullYear() + 2;
	return Array.from({ length: 8 }, (_, ago) => String(latest - ago));
}
