import type { Organiser } from '#modules/events/access.ts';
import { placesOf } from '#modules/registration/read.server.ts';
import { minutesTitle } from '#modules/thread/output-minutes.server.ts';
import { recipientsOf } from '#modules/thread/read-minutes.server.ts';
import { everybody, recipient, recipientGone, released } from '#modules/thread/schema-minutes.ts';
import { words } from '#modules/thread/words.ts';
import * as thread from '#modules/thread/write-minutes.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled } from '#platform/form.ts';
import { moment } from '#platform/time/time.ts';
import { doing, type Place } from '../../../../../../doing.server.ts';
import { ownMinutes } from '../../../../../../minutes.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Who has a place at the meeting and can be mailed. */
const registered = async (tx: Tx, by: Organiser) =>
	(await placesOf(tx, by, { search: '', state: 'confirmed' }))
		.filter(({ email }) => email !== '')
		.map(({ name, email }) => ({ name, email }));

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language } = event.locals;
		const { by, minutes } = await ownMinutes(tx, event);
		const recipients = await recipientsOf(tx, minutes.id);
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
			recipients,
			/** Who has a place at the meeting and is not on the list yet. */
			others: (await registered(tx, by)).filter(({ email }) => !recipients.some((one) => one.email === email)).length,
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
	say: words,
};

export const actions: Actions = {
	release: doing(place, 'release', 'released', released, (tx, { by, id }, { seen }, now) => thread.release(tx, by, id, seen, now)),
	addRecipient: doing(place, 'addRecipient', 'listed', recipient, (tx, { by, id }, { recipientName: name, recipientEmail: email }) =>
		thread.addRecipients(tx, by, id, [{ name, email }], { isTyped: true }),
	),
	addRegistered: doing(place, 'addRegistered', 'listed', everybody, async (tx, { by, id }) =>
		thread.addRecipients(tx, by, id, await registered(tx, by)),
	),
	removeRecipient: doing(place, 'removeRecipient', 'unlisted', recipientGone, (tx, { by, id }, { recipient: who }) =>
		thread.removeRecipient(tx, by, id, who),
	),
};
