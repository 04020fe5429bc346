import type { Organiser } from '#modules/events/access.ts';
import { minutesTitle } from '#modules/thread/output-minutes.server.ts';
import { recipientsOf } from '#modules/thread/read-minutes.server.ts';
import { recipient, recipientGone, released } from '#modules/thread/schema-minutes.ts';
import * as thread from '#modules/thread/write-minutes.server.ts';
import { filled } from '#platform/form.ts';
import { moment } from '#platform/time/time.ts';
import { doing, type Place } from '../../../../../../mandate.server.ts';
import { ownMinutes } from '../../../../../../minutes.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language } = event.locals;
		const { minutes } = await ownMinutes(tx, event);
		const { id, last, releases } = minutes;
		return {
			id,
			title: minutesTitle(language, minutes),
			number: last.number,
			last: moment(language, last.at),
			by: last.by,
			isEmpty: last.sections.every(({ text }) => text === ''),
			releases: releases.toReversed().map(({ number, at, by }) => ({ number, at: moment(language, at), by })),
			isReleased: releases.at(-1)?.writing === last.number,
			recipients: await recipientsOf(tx, id),
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});

const place: Place<RequestEvent, { by: Organiser; id: string }> = {
	gate: async (tx, event) => {
		const { by, minutes } = await ownMinutes(tx, event);
		return { by, id: minutes.id };
	},
	page: ({ params }) => `/desk/meetings/${params.meeting}/minutes/${params.minutes}/release`,
};

export const actions: Actions = {
	release: doing(place, 'release', 'released', released, (tx, { by, id }, { seen }, now) => thread.release(tx, by, id, seen, now)),
	addRecipient: doing(place, 'addRecipient', 'listed', recipient, (tx, { by, id }, input) => thread.addRecipient(tx, by, id, input)),
	removeRecipient: doing(place, 'removeRecipient', 'unlisted', recipientGone, (tx, { by, id }, { recipient: who }) =>
		thread.removeRecipient(tx, by, id, who),
	),
};
