import { visibleMeeting } from '../../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const meeting = await visibleMeeting(tx, locals, params.event);
		const count = (name: string) => Math.min(99, Number(url.searchParams.get(name)) || 0);
		return { meeting: { slug: meeting.slug, title: meeting.title }, confirmed: count('confirmed'), waiting: count('waiting') };
	});
