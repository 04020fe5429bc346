import { fail } from '@sveltejs/kit';
import { coordinators, leads, tasksOf, team, teamLinks, teamLinkToken } from '#modules/events/read-team.server.ts';
import { appointment, task, teamLink, teamMember } from '#modules/events/schema-team.ts';
import { words } from '#modules/events/words.ts';
import * as teams from '#modules/events/write-team.server.ts';
import { type Form, filled, isId, nothing, parse } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayOf, moment, shortDay } from '#platform/time/time.ts';
import { actAsOrganiser, named } from '../../../../act.server.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now, region } = locals;
		const { organiser: by } = await organiser(tx, locals, params.meeting);
		const members = await team(tx, by);
		const all = await coordinators(tx, by);
		const links = [];
		for (const link of await teamLinks(tx, by, now))
			links.push({
				...link,
				expires: moment(language, link.expiresAt),
				url: region.origin + to(language, `/team-link/${await teamLinkToken(tx, region.id, link.id)}`),
			});
		const today = dayOf(now);
		return {
			team: members,
			coordinators: all,
			leads: (await leads(tx, by)).map((one) => ({ ...one, since: shortDay(language, one.since) })),
			people: [...new Map([...members, ...all].map(({ person, name }) => [person, { value: person, label: name }])).values()],
			links,
			tasks: (await tasksOf(tx, by)).map((one) => ({
				...one,
				due: shortDay(language, new Date(`${one.dueOn}T12:00:00Z`)),
				isLate: !one.isDone && one.dueOn < today,
			})),
			done: url.searchParams.get('done'),
			blank: filled(),
		};
	});

type Event = { locals: App.Locals; params: { meeting: string }; request: Request };

const act = (event: Event, form: Form, done: string, work: Parameters<typeof actAsOrganiser>[4]) =>
	actAsOrganiser(event, 'team', form, done, work);

const gone = () => new Rejected((language) => words(language)('taskGone'));

export const actions: Actions = {
	add: async (event) => {
		const input = await parse(event.request, teamMember, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, input.form, 'joined', (tx, by) => teams.addTeamMember(tx, by, input.value));
	},
	remove: async (event) => {
		const person = await named(event.request, 'person');
		return act(event, filled(), 'left', async (tx, by) => isId(person) && teams.removeTeamMember(tx, by, person, event.locals.now));
	},
	appoint: async (event) => {
		const input = await parse(event.request, appointment, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		const { kind, person } = input.value;
		return act(event, input.form, kind, (tx, by) => teams.appoint(tx, by, kind, person));
	},
	link: async (event) => {
		const input = await parse(event.request, teamLink, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, input.form, 'link', (tx, by) => teams.makeTeamLink(tx, by, input.value.linkFunction, event.locals.now));
	},
	endLink: async (event) => {
		const id = await named(event.request);
		return act(event, filled(), 'linkEnded', async (tx, by) => isId(id) && teams.endTeamLink(tx, by, id, event.locals.now));
	},
	task: async (event) => {
		const input = await parse(event.request, task, words(event.locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		return act(event, input.form, 'task', (tx, by) => teams.addTask(tx, by, input.value));
	},
	taskDone: async (event) => {
		const { form } = await parse(event.request, nothing, words(event.locals.language));
		const { id, isDone } = form.values;
		return act(event, filled(), 'tasks', async (tx, by) => {
			if (!isId(id)) throw gone();
			await teams.setTaskDone(tx, by, id, isDone === 'yes', event.locals.now);
		});
	},
	removeTask: async (event) => {
		const id = await named(event.request);
		return act(event, filled(), 'tasks', async (tx, by) => {
			if (!isId(id)) throw gone();
			await teams.removeTask(tx, by, id);
		});
	},
};
