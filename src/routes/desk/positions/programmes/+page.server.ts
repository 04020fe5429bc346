import type { Coordinator } from '#modules/people/access.ts';
import { programmes, rules } from '#modules/positions/read.server.ts';
import { fteText } from '#modules/positions/rules.ts';
import { packs } from '#modules/positions/rules-packs.ts';
import { programme, rule, ruleGone, taking } from '#modules/positions/schema.ts';
import { words } from '#modules/positions/words.ts';
import * as writes from '#modules/positions/write-programme.server.ts';
import { filled } from '#platform/form.ts';
import { dayLine } from '#platform/time/partial.ts';
import { doing, type Place } from '../../../doing.server.ts';
import { coordinator } from '../../../gate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	coordinator(locals);
	const { language } = locals;
	return locals.within(async (tx) => {
		const asked = (await rules(tx)).map(({ kind, number, text, ...one }) => ({
			...one,
			kind,
			value:
				kind === 'applyBy'
					? text.replace(/^(\d\d)-(\d\d)$/, '$2.$1.')
					: kind === 'qualification'
						? text.replaceAll('\n', ', ')
						: kind === 'leastFte'
							? fteText(language, number ?? 0)
							: String(number),
		}));
		return {
			programmes: (await programmes(tx)).map((one) => ({
				id: one.id,
				name: one.name,
				note: one.note,
				isArchived: one.isArchived,
				lastOn: dayLine(language, one.lastOn ?? ''),
				rules: asked.filter(({ programme: of }) => of === one.id),
				form: filled({
					programme: one.id,
					name: one.name,
					lastOn: dayLine(language, one.lastOn ?? ''),
					note: one.note,
					isArchived: one.isArchived ? 'yes' : '',
				}),
			})),
			rules: asked.filter(({ programme: of }) => of === null),
			lands: Object.keys(packs),
			done: url.searchParams.get('done'),
			blank: filled(),
		};
	});
};

const place: Place<RequestEvent, Coordinator> = {
	gate: async (_, { locals }) => coordinator(locals),
	page: () => '/desk/positions/programmes',
	say: words,
};

export const actions: Actions = {
	keep: doing(place, 'keep', 'saved', programme, (tx, by, input, now) => writes.keepProgramme(tx, by, input, now)),
	rule: doing(place, 'rule', 'saved', rule, (tx, by, input) => writes.addRule(tx, by, input)),
	remove: doing(place, 'remove', 'removed', ruleGone, (tx, by, { rule: id }) => writes.removeRule(tx, by, id)),
	take: doing(place, 'take', 'taken', taking, (tx, by, { land }, now) => writes.takePack(tx, by, land, now)),
};
