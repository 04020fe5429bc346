import { organisations } from '#modules/organisations/read.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { fundedLine, listed, stateAround } from '#modules/positions/output.server.ts';
import { shownPosition } from '#modules/positions/output-position.server.ts';
import { programmes } from '#modules/positions/read.server.ts';
import { isPosition, positionOf } from '#modules/positions/read-position.server.ts';
import { shownNames } from '#modules/positions/read-reached.server.ts';
import { fteText } from '#modules/positions/rules.ts';
import {
	assignment,
	change,
	confirming,
	contact,
	dropped,
	ending,
	funding,
	numbering,
	renaming,
	showing,
	site,
	state,
} from '#modules/positions/schema.ts';
import { words } from '#modules/positions/words.ts';
import * as writes from '#modules/positions/write.server.ts';
import * as specialists from '#modules/positions/write-specialist.server.ts';
import { filled } from '#platform/form.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';
import { doing, type Place } from '../../../doing.server.ts';
import { coordinator, nothingHere } from '../../../gate.server.ts';
import { namesNow } from '../listed.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) => {
	const by = coordinator(event.locals);
	return event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		const known = (await positionOf(tx, by, event.params.position)) ?? nothingHere();
		const today = dayOf(now);
		const t = words(language);
		const names = await namesNow(tx, by, today);
		const [last] = known.confirmed;
		const one = listed(known, names, today);
		const used = new Set(known.fundings.map(({ programme }) => programme));
		const current = stateAround(known.states, today);
		const shown = shownPosition(language, known, names, today);
		const blank = { from: dayLine(language, today) };
		const free = Math.max(0, one.fte - one.filled);
		return {
			position: {
				id: known.id,
				number: known.number,
				title: one.schools.join(', '),
				status: one.status,
				fte: fteText(language, one.fte),
				filled: fteText(language, one.filled),
				funded: fundedLine(language, one.fundedUntil),
				isUnpaid: one.fundedUntil === null && one.status !== 'ended' && one.status !== 'planned',
			},
			confirmed: one.confirmedOn
				? t('confirmed.on', { day: dayLine(language, one.confirmedOn) })
				: last
					? t('confirmed.partly', { day: dayLine(language, last.on), name: last.school || last.by })
					: t('confirmed.never'),
			...shown,
			schools: [...new Set(known.sites.map(({ organisation }) => organisation))].map((id) => ({
				value: id,
				label: names.schools.get(id)?.name ?? '',
			})),
			programmes: (await programmes(tx))
				.filter(({ id, isArchived }) => !isArchived || used.has(id))
				.map(({ id, name }) => ({ value: id, label: name })),
			shows: await shownNames(
				tx,
				by,
				known.assignments.map(({ specialist }) => specialist),
			),
			organisations: await organisations(tx),
			fresh: {
				change: filled({ ...shown.states.find(({ id }) => id === current?.id)?.form.values, entry: '', until: '', ...blank }),
				site: filled(blank),
				funding: filled({ ...blank, percent: '100' }),
				assignment: filled({ ...blank, fte: free > 0 ? fteText(language, free) : '' }),
				number: filled({ number: known.number }),
			},
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});
};

const place: Place<RequestEvent, { by: Coordinator; id: string }> = {
	gate: async (tx, { locals, params }) => {
		const by = coordinator(locals);
		return { by, id: (await isPosition(tx, params.position)) ? params.position : nothingHere() };
	},
	page: ({ params }) => `/desk/positions/${params.position}`,
	say: words,
};

export const actions: Actions = {
	change: doing(place, 'change', 'changed', change, (tx, { by, id }, input) => writes.changeFrom(tx, by, id, input)),
	state: doing(place, 'state', 'saved', state, (tx, { by, id }, input) => writes.correctState(tx, by, id, input)),
	site: doing(place, 'site', 'saved', site, (tx, { by, id }, input) => writes.keepSite(tx, by, id, input)),
	funding: doing(place, 'funding', 'saved', funding, (tx, { by, id }, input) => writes.keepFunding(tx, by, id, input)),
	assignment: doing(place, 'assignment', 'saved', assignment, (tx, { by, id }, input) => writes.keepAssignment(tx, by, id, input)),
	contact: doing(place, 'contact', 'saved', contact, (tx, { by, id }, input) => specialists.keepContact(tx, by, id, input)),
	drop: doing(place, 'drop', 'dropped', dropped, (tx, { by, id }, { kind, entry }) => writes.drop(tx, by, id, kind, entry)),
	show: doing(place, 'show', 'saved', showing, (tx, { by, id }, input, now) => specialists.showName(tx, by, id, input, dayOf(now))),
	rename: doing(place, 'rename', 'saved', renaming, (tx, { by }, { specialist, person }) => specialists.rename(tx, by, specialist, person)),
	number: doing(place, 'number', 'saved', numbering, (tx, { by, id }, { number }) => writes.renumber(tx, by, id, number)),
	end: doing(place, 'end', 'ended', ending, (tx, { by, id }, { lastOn }) => writes.endPosition(tx, by, id, lastOn)),
	confirm: doing(place, 'confirm', 'confirmed', confirming, (tx, { by, id }, _, now) => writes.confirm(tx, by, id, dayOf(now))),
};
