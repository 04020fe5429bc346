import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { addressees, audiences, functions } from '#modules/organisations/read-audience.server.ts';
import { audience, audienceName } from '#modules/organisations/schema-audience.ts';
import { words as organisationWords } from '#modules/organisations/words.ts';
import { forgetAudience, keepAudience } from '#modules/organisations/write-audience.server.ts';
import { areas } from '#modules/places/read.server.ts';
import { preview } from '#modules/registration/output-invitation.server.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import { invited } from '#modules/registration/read-invitation.server.ts';
import { mailing, ticked } from '#modules/registration/schema-invitation.ts';
import { words } from '#modules/registration/words.ts';
import { invite } from '#modules/registration/write-invitation.server.ts';
import { filled, isId, nothing, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { dayOf, moment } from '#platform/time/time.ts';
import * as gate from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

const chosenIn = (url: URL) =>
	v.parse(audience, {
		types: url.searchParams.getAll('type'),
		functions: url.searchParams.getAll('function'),
		areas: url.searchParams.getAll('area'),
	});

export const load: PageServerLoad = ({ locals, params, url }) => {
	const by = gate.coordinator(locals);
	return locals.within(async (tx) => {
		const { language, now, region } = locals;
		const { meeting, organiser } = await gate.organiser(tx, locals, params.meeting);
		const chosen = chosenIn(url);
		const isChosen = url.searchParams.has('chosen');
		const today = dayOf(now);
		const already = new Set((await invited(tx, organiser)).map(({ person }) => person));
		const people = isChosen ? await addressees(tx, by, chosen, today) : [];
		const first = people.find(({ person, isUnsubscribed }) => !isUnsubscribed && !already.has(person));
		const offer = await offerOf(tx, meeting.id);
		return {
			opens: offer && offer.opensAt > now ? moment(language, offer.opensAt) : '',
			chosen,
			isChosen,
			functions: await functions(tx, by, today),
			areas: await areas(tx, 'planningArea'),
			audiences: await audiences(tx, by),
			people: people.map((one) => ({ ...one, isInvited: already.has(one.person) })),
			letter: first ? await preview(tx, 'invitation', first, meeting, region.origin) : null,
			query: url.searchParams.toString(),
			blank: filled(),
		};
	});
};

type Event = { locals: App.Locals; params: { meeting: string }; url: URL; request: Request };

/** The page with the same choice. */
const same = ({ locals, params, url }: Event) => {
	const query = new URLSearchParams([...url.searchParams].filter(([name]) => !name.startsWith('/')));
	return to(locals.language, `/desk/meetings/${params.meeting}/invitations/new?${query}`);
};

export const actions: Actions = {
	send: async ({ request, locals, params }) => {
		const coordinator = gate.coordinator(locals);
		const { language, now } = locals;
		const input = await parse(request, mailing, words(language));
		if (!input.ok) return fail(400, { form: input.form });
		const persons = ticked(input.form.values);
		const done = await answer(
			locals.within(async (tx) =>
				invite(tx, (await gate.organiser(tx, locals, params.meeting)).organiser, coordinator, persons, input.value.note, now),
			),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		const left = persons.length - done.value;
		redirect(303, to(language, `/desk/meetings/${params.meeting}/invitations?done=sent&count=${done.value}&left=${left}`));
	},
	keep: async (event) => {
		const { request, locals, params, url } = event;
		const by = gate.coordinator(locals);
		const input = await parse(request, audienceName, organisationWords(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		await locals.within(async (tx) => {
			await gate.organiser(tx, locals, params.meeting);
			await keepAudience(tx, by, input.value.audienceName, chosenIn(url));
		});
		redirect(303, same(event));
	},
	forget: async (event) => {
		const { request, locals, params } = event;
		const by = gate.coordinator(locals);
		const { form } = await parse(request, nothing, words(locals.language));
		const { id } = form.values;
		await locals.within(async (tx) => {
			await gate.organiser(tx, locals, params.meeting);
			if (isId(id)) await forgetAudience(tx, by, id);
		});
		redirect(303, same(event));
	},
};
