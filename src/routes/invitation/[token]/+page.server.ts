import { redirect } from '@sveltejs/kit';
import { timeLine, venueLine } from '#modules/events/output.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { closedBecause } from '#modules/registration/access.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import { decline, setSubscribed } from '#modules/registration/write-invitation.server.ts';
import { to } from '#platform/paths.ts';
import { moment } from '#platform/time/time.ts';
import * as gate from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now } = locals;
		const { by, invitation } = await gate.invitation(tx, locals, params.token);
		const meeting = (await meetingById(tx, by.meeting)) ?? gate.nothingHere();
		const offer = await offerOf(tx, meeting.id);
		const closed = closedBecause(meeting, offer, now);
		const closedOn = closed === 'notYet' ? offer?.opensAt : offer?.closesAt;
		return {
			name: invitation.name,
			answer: invitation.ownAnswer,
			isUnsubscribed: invitation.isUnsubscribed,
			closed,
			closedOn: closedOn ? moment(language, closedOn) : '',
			mayDecline: meeting.state === 'published' && meeting.startsAt > now,
			closes: offer ? moment(language, offer.closesAt) : '',
			meeting: { ...meeting, time: timeLine(meeting, language), venue: venueLine(meeting, language) },
			done: url.searchParams.get('done'),
		};
	});

type Event = { locals: App.Locals; params: { token: string } };

const back = ({ locals, params }: Event, query = '') => to(locals.language, `/invitation/${params.token}${query}`);

export const actions: Actions = {
	decline: async (event) => {
		const { locals, params } = event;
		await locals.within(async (tx) => decline(tx, await gate.invitee(tx, locals, params.token), locals.now));
		redirect(303, back(event));
	},
	subscribe: async (event) => {
		const { locals, params } = event;
		await locals.within(async (tx) => setSubscribed(tx, await gate.invitee(tx, locals, params.token), true));
		redirect(303, back(event, '?done=started'));
	},
};
