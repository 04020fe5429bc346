import { error } from '@sveltejs/kit';
import { shownThread, threadPoster } from '#modules/thread/output-thread.server.ts';
import { dayOf } from '#platform/time/time.ts';
import { madeDocument } from '../../sheet.server.ts';
import { threadAt } from '../../thread.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url, request }) => {
	const { language, now, region } = locals;
	if (!(await locals.mayStill('poster'))) error(429, { message: 'Too many', id: '' });
	const { part } = await locals.within((tx) => threadAt(tx, locals, url, true));
	const shown = shownThread(language, part, dayOf(now), true);
	return madeDocument(request, threadPoster(language, shown, region.name), language === 'de' ? 'faden' : 'thread');
};
