import { fail } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import { agenda } from '#modules/events/read.server.ts';
import { closedAt, materials } from '#modules/events/read-after.server.ts';
import { material } from '#modules/events/schema-after.ts';
import { words as eventWords } from '#modules/events/words.ts';
import * as events from '#modules/events/write-after.server.ts';
import { linkEnds } from '#modules/registration/access.ts';
import { thanksLetter } from '#modules/registration/output-after.server.ts';
import { attendees, certificatePlanOf, certified, takeaways } from '#modules/registration/read-after.server.ts';
import { headcount } from '#modules/registration/read-door.server.ts';
import { mailings } from '#modules/registration/read-invitation.server.ts';
import { minutesOf } from '#modules/registration/rules-after.ts';
import { certificatePlan, thanks } from '#modules/registration/schema-after.ts';
import { words } from '#modules/registration/words.ts';
import * as writes from '#modules/registration/write-after.server.ts';
import { lackMinutes } from '#modules/thread/read-minutes.server.ts';
import { undecided } from '#modules/thread/read-priority.server.ts';
import { type Form, filled, isId, parse, parseForm, withRejection } from '#platform/form.ts';
import { Rejected } from '#platform/rejected.ts';
import { longDay } from '#platform/time/time.ts';
import { actAsOrganiser, named } from '../../../../act.server.ts';
import { organiser } from '../../../../gate.server.ts';
import { pdfIn } from '../../../../pdf.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now, actor } = locals;
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const plan = await certificatePlanOf(tx, by);
		const minutes = plan?.minutes ?? minutesOf(meeting, await agenda(tx, meeting.id));
		const came = await attendees(tx, by);
		const closed = await closedAt(tx, by);
		const thanked = (await mailings(tx, by)).find(({ kind }) => kind === 'thanks');
		return {
			hasBegun: meeting.startsAt <= now && meeting.state === 'published',
			isOver: meeting.endsAt <= now,
			here: (await headcount(tx, by)).here,
			closedOn: closed ? longDay(language, closed) : '',
			certificates: (await certified(tx, by)).size,
			takeaways: await takeaways(tx, by),
			materials: await materials(tx, by),
			reachable: came.filter(({ email }) => email).length,
			undecided: await undecided(tx, by),
			lackMinutes: await lackMinutes(tx, by),
			thankedOn: thanked ? longDay(language, thanked.madeAt) : '',
			linksEndOn: longDay(language, linkEnds(meeting)),
			haveLinksEnded: linkEnds(meeting) <= now,
			letter: await thanksLetter(tx, { name: actor?.name ?? '', title: meeting.title, note: '', link: '' }, language),
			done: url.searchParams.get('done'),
			count: Number(url.searchParams.get('count') ?? 0) || 0,
			known: filled({
				hours: new Intl.NumberFormat(language).format(minutes / 60),
				town: plan?.town ?? '',
				signer: plan?.signer ?? '',
				signerFunction: plan?.signerFunction ?? '',
			}),
			blank: filled(),
		};
	});

type Event = { locals: App.Locals; params: { meeting: string }; request: Request };

const act = (event: Event, form: Form, done: string, work: Parameters<typeof actAsOrganiser>[4]) =>
	actAsOrganiser(event, 'after', form, done, work);

export const actions: Actions = {
	close: (event) => act(event, filled(), 'closed', (tx, by) => conduct.closeMeeting(tx, by, event.locals.now)),
	certify: async (event) => {
		const input = await parse(event.request, certificatePlan, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, input.form, 'certified', (tx, by) => writes.certify(tx, by, input.value, event.locals.now));
	},
	thank: async (event) => {
		const input = await parse(event.request, thanks, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, input.form, 'thanked', (tx, by) => writes.thank(tx, by, input.value.note, event.locals.now));
	},
	addMaterial: async (event) => {
		const { request, locals, params } = event;
		const { language } = locals;
		// Whoever may not is told so before ten megabytes are read.
		await locals.within((tx) => organiser(tx, locals, params.meeting));
		const refuse = (key: 'material.unreadable' | 'material.nothing', form = filled()) =>
			withRejection(form, new Rejected((l) => eventWords(l)(key), 'file'), language);
		const { data, file } = await pdfIn(request);
		if (data === undefined && file === 'wrong') return fail(413, { form: refuse('material.unreadable') });
		const input = parseForm(data, material, eventWords(language));
		if (!input.ok) return fail(400, { form: input.form });
		if (file === 'wrong') return fail(400, { form: refuse('material.unreadable', input.form) });
		if (!file && !input.value.url) return fail(400, { form: refuse('material.nothing', input.form) });
		return act(event, input.form, 'added', (tx, by) => events.addMaterial(tx, by, input.value, file));
	},
	removeMaterial: async (event) => {
		const id = await named(event.request);
		return act(event, filled(), 'removed', async (tx, by) => {
			if (isId(id)) await events.removeMaterial(tx, by, id);
		});
	},
	removeTakeaway: async (event) => {
		const id = await named(event.request);
		return act(event, filled(), 'removed', async (tx, by) => {
			if (isId(id)) await writes.removeTakeaway(tx, by, id);
		});
	},
};
