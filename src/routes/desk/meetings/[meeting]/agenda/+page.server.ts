import { fail, redirect } from '@sveltejs/kit';
import * as conduct from '#modules/conduct/write.server.ts';
import type { Organiser } from '#modules/events/access.ts';
import { agenda, contributions, speakers, topics } from '#modules/events/read.server.ts';
import { agendaItem, contribution, speaker } from '#modules/events/schema.ts';
import { words as eventWords } from '#modules/events/words.ts';
import * as events from '#modules/events/write.server.ts';
import { addContribution, removeContribution } from '#modules/events/write-programme.server.ts';
import { workshops } from '#modules/workshops/read.server.ts';
import { unreleased } from '#modules/workshops/read-release.server.ts';
import { phaseFields, workshop } from '#modules/workshops/schema.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import * as workshopWrites from '#modules/workshops/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Form, filled, isId, nothing, type Parsed, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { parts } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const items = (await agenda(tx, meeting.id)).map((item) => ({
			...item,
			from: parts(item.startsAt).time,
			until: parts(item.endsAt).time,
		}));
		const all = await workshops(tx, meeting.id);
		const used = new Set(all.flatMap(({ runs }) => runs.map(({ phase }) => phase)));
		const phases = items.filter(({ id, kind }) => kind === 'workshops' || used.has(id));
		return {
			unreleased: meeting.state === 'published' ? ((await unreleased(tx, meeting.id)) ?? []).length : 0,
			phases: phases.map(({ id, title, from }) => ({ id, title: `${from} ${title}` })),
			agenda: items.map((item) => ({
				...item,
				form: filled({
					kind: item.kind,
					title: item.title,
					description: item.description,
					start: item.from,
					end: item.until,
					track: item.track,
					room: item.room,
					speaker: item.speakerId ?? '',
				}),
			})),
			workshops: all.map((one) => ({
				...one,
				form: filled({
					title: one.title,
					description: one.description,
					topic: one.topic ?? '',
					leader: one.leaderId ?? '',
					room: one.room,
					capacity: String(one.capacity),
					minimum: one.minimum > 0 ? String(one.minimum) : '',
					...Object.fromEntries(phases.map(({ id }, at) => [phaseFields[at] ?? '', one.runs.some(({ phase }) => phase === id) ? id : ''])),
				}),
			})),
			speakers: await speakers(tx, by),
			contributions: await contributions(tx, meeting.id),
			topics: await topics(tx),
			blank: filled(),
		};
	});

type Event = { locals: App.Locals; params: { meeting: string } };

/** Does one thing with the meeting's programme and comes back to where it was done. */
async function change<T>(
	{ locals, params }: Event,
	what: string,
	input: Parsed<T>,
	work: (tx: Tx, by: Organiser, value: T) => Promise<unknown>,
) {
	const { language } = locals;
	if (!input.ok) return fail(400, { what, form: input.form });
	const done = await answer(locals.within(async (tx) => work(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value)));
	if (!done.ok) return fail(409, { what, form: withRejection(input.form, done.rejected, language) as Form });
	redirect(303, to(language, `/desk/meetings/${params.meeting}/agenda`));
}

// An id that cannot be one is nobody's.
const idOf = (form: Form) => (isId(form.values['id']) ? form.values['id'] : '00000000-0000-4000-8000-000000000000');

export const actions: Actions = {
	item: async (event) => {
		const input = await parse(event.request, agendaItem, eventWords(event.locals.language));
		const id = input.form.values['id'];
		return change(event, `item${id ?? ''}`, input, (tx, by, value) =>
			id ? events.changeAgendaItem(tx, by, idOf(input.form), value) : events.addAgendaItem(tx, by, value),
		);
	},
	removeItem: async (event) => {
		const input = await parse(event.request, nothing, eventWords(event.locals.language));
		return change(event, 'item', input, (tx, by) => conduct.removeAgendaItem(tx, by, idOf(input.form)));
	},
	workshop: async (event) => {
		const input = await parse(event.request, workshop, workshopWords(event.locals.language));
		const id = input.form.values['id'];
		return change(event, `workshop${id ?? ''}`, input, (tx, by, value) =>
			id ? conduct.changeWorkshop(tx, by, idOf(input.form), value) : workshopWrites.addWorkshop(tx, by, value),
		);
	},
	removeWorkshop: async (event) => {
		const input = await parse(event.request, nothing, workshopWords(event.locals.language));
		return change(event, 'workshop', input, (tx, by) => workshopWrites.removeWorkshop(tx, by, idOf(input.form)));
	},
	cancelRun: async (event) => {
		const input = await parse(event.request, nothing, workshopWords(event.locals.language));
		const isCancelled = input.form.values['cancelled'] === 'yes';
		return change(event, 'workshop', input, (tx, by) => conduct.setCancelled(tx, by, idOf(input.form), isCancelled));
	},
	speaker: async (event) => {
		const input = await parse(event.request, speaker, eventWords(event.locals.language));
		return change(event, 'speaker', input, (tx, by, value) => events.addSpeaker(tx, by, value, event.locals.now));
	},
	contribution: async (event) => {
		const input = await parse(event.request, contribution, eventWords(event.locals.language));
		return change(event, 'contribution', input, addContribution);
	},
	removeContribution: async (event) => {
		const input = await parse(event.request, nothing, eventWords(event.locals.language));
		return change(event, 'contribution', input, (tx, by) => removeContribution(tx, by, idOf(input.form)));
	},
	consent: async (event) => {
		const input = await parse(event.request, nothing, eventWords(event.locals.language));
		const consents = input.form.values['consents'] === 'yes';
		return change(event, 'speaker', input, (tx, by) => events.setSpeakerConsent(tx, by, idOf(input.form), consents, event.locals.now));
	},
};
