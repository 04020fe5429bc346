import type { Coordinator } from '#modules/people/access.ts';
import { templatesOf } from '#modules/thread/read-agreement.server.ts';
import { usualHeadings } from '#modules/thread/rules-agreement.ts';
import { template, templateGone } from '#modules/thread/schema-agreement.ts';
import { words } from '#modules/thread/words.ts';
import * as thread from '#modules/thread/write-agreement.server.ts';
import { filled } from '#platform/form.ts';
import { doing, type Place } from '../../../doing.server.ts';
import { coordinator } from '../../../gate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const clauseFields = (clauses: readonly { heading: string; text: string }[]) =>
	Object.fromEntries(
		clauses.flatMap(({ heading, text }, at) => [
			[`heading${at + 1}`, heading],
			[`text${at + 1}`, text],
			[`place${at + 1}`, String(at + 1)],
		]),
	);

export const load: PageServerLoad = ({ locals, url }) => {
	coordinator(locals);
	const t = words(locals.language);
	return locals.within(async (tx) => {
		const templates = await templatesOf(tx);
		const open = templates.find(({ id }) => id === url.searchParams.get('template'));
		const usual = usualHeadings.map((name) => ({ heading: t(`clause.${name}`), text: '' }));
		return {
			templates: templates.map(({ id, name }) => ({ id, name })),
			isNew: url.searchParams.has('new'),
			known: open
				? filled({ template: open.id, name: open.name, term: open.term, ...clauseFields(open.clauses) })
				: filled({ template: '', term: 'any', ...clauseFields(usual) }),
			done: url.searchParams.get('done'),
		};
	});
};

const place: Place<RequestEvent, Coordinator> = {
	gate: async (_, { locals }) => coordinator(locals),
	page: () => '/desk/agreements/templates',
	say: words,
};

export const actions: Actions = {
	save: doing(place, 'save', 'saved', template, thread.saveTemplate),
	remove: doing(place, 'remove', 'removed', templateGone, (tx, by, { template: id }) => thread.removeTemplate(tx, by, id)),
};
