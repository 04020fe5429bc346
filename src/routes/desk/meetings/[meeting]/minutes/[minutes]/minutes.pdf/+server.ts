import { minutesDocument } from '#modules/thread/output-minutes.server.ts';
import { writingOf } from '#modules/thread/read-minutes.server.ts';
import { nothingHere } from '../../../../../../gate.server.ts';
import { ownMinutes } from '../../../../../../minutes.server.ts';
import { madeDocument } from '../../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const { language } = event.locals;
	const wanted = event.url.searchParams.get('release');
	const { minutes, release, sections } = await event.locals.within(async (tx) => {
		const { minutes } = await ownMinutes(tx, event);
		const { last, releases } = minutes;
		// Of the wording as it stands: it may be the one that was released last.
		if (wanted === null)
			return { minutes, release: releases.find(({ writing }) => writing === last.number) ?? null, sections: last.sections };
		const release = releases.find(({ number }) => String(number) === wanted) ?? nothingHere();
		return { minutes, release, sections: (await writingOf(tx, minutes.id, release.writing)) ?? nothingHere() };
	});
	return madeDocument(event.request, minutesDocument(language, minutes, sections, release), language === 'de' ? 'protokoll' : 'minutes');
};
