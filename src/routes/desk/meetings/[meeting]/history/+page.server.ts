import { history } from '#modules/events/read.server.ts';
import { moment } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const changes = await history(tx, (await organiser(tx, locals, params.meeting)).organiser);
		return {
			changes: changes.map(({ at, actor, what, after }) => ({ at: moment(locals.language, at), actor, what, detail: detail(after) })),
		};
	});

function detail(after: unknown): string {
	const { title, reason } = (after ?? {}) as { title?: string; reason?: string };
	return title ?? reason ?? '';
}
