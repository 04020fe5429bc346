// The thread of a region, as its addresses ask for it.

import { coordinator } from '#modules/people/access.ts';
import { areas } from '#modules/places/read.server.ts';
import { fitting, shownThread, threadFilter } from '#modules/thread/output-thread.server.ts';
import { processesOf } from '#modules/thread/read-process.server.ts';
import { threadOf } from '#modules/thread/read-thread.server.ts';
import { strandAround } from '#modules/thread/rules-thread.ts';
import { shownTopicsAt, topicsAt } from '#modules/workshops/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, isId } from '#platform/form.ts';
import { dayOf } from '#platform/time/time.ts';
import { signedIn } from './gate.server.ts';

/** What hangs on the thread and fits an address: for everybody, or for whoever signed in of the meetings they prepare. */
export async function threadAt(tx: Tx, locals: App.Locals, url: URL, isPublic: boolean) {
	const mine = isPublic || coordinator(signedIn(locals)) ? null : signedIn(locals).teams;
	const all = await threadOf(tx, { meetings: mine, isPublic, now: locals.now });
	const about = url.searchParams.get('about') ?? '';
	const processes = await processesOf(tx, isPublic);
	const known = new Set(all.meetings.map(({ id }) => id));
	const topics = (await (isPublic ? shownTopicsAt : topicsAt)(tx)).filter(({ meetings }) => meetings.some((id) => known.has(id)));
	const filter = threadFilter(url, all.meetings, processes, topics);
	return { all, filter, about, processes, topics, part: isId(about) ? strandAround(all, about) : fitting(all, filter) };
}

/** The same as a page needs it. */
export async function threadPage(tx: Tx, locals: App.Locals, url: URL, isPublic: boolean) {
	const { all, filter, about, processes, topics, part } = await threadAt(tx, locals, url, isPublic);
	const named = new Map((await areas(tx, 'planningArea')).map(({ id, name }) => [id, name]));
	const used = new Set(all.meetings.flatMap(({ area }) => area ?? []));
	const series = new Map(all.meetings.map((one) => [one.series, one.seriesTitle]));
	const byLabel = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label, locals.language);
	return {
		thread: shownThread(locals.language, part, dayOf(locals.now), isPublic),
		about: isId(about) ? (part.objects.find(({ id }) => id === about)?.title ?? '') : '',
		isFiltered: Boolean(filter.search || filter.series || filter.area || filter.process || filter.topic || about),
		query: url.search,
		isCoordinator: coordinator(locals.actor) !== undefined,
		filter: filled({
			q: filter.search,
			series: filter.series,
			area: filter.area,
			process: filter.process?.id ?? '',
			topic: filter.topic?.id ?? '',
		}),
		topics: topics.map(({ id, name }) => ({ value: id, label: name })),
		processes: processes.map(({ id, name }) => ({ value: id, label: name })),
		aim: processes.find(({ id }) => id === filter.process?.id)?.aim ?? '',
		series: [...series].map(([value, label]) => ({ value, label })).sort(byLabel),
		areas: [...used].flatMap((id) => (named.has(id) ? [{ value: id, label: named.get(id) as string }] : [])).sort(byLabel),
	};
}
