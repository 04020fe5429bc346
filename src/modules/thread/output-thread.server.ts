// The thread as pages, posters and programs read it.

import type { Language } from '#platform/language/language.ts';
import { to } from '#platform/paths.ts';
import { dayLine } from '#platform/time/partial.ts';
import type { Process } from './read-process.server.ts';
import type { State } from './rules.ts';
import type { AgreementState } from './rules-agreement.ts';
import type { ShownThread } from './rules-shown.ts';
import type { StatementKind, Status } from './rules-statement.ts';
import { type ThreadMeeting, type ThreadObject, type ThreadRow, threadSections } from './rules-thread.ts';
import { meetingField } from './schema-process.ts';
import { words } from './words.ts';

type Whole = { meetings: readonly ThreadMeeting[]; objects: readonly ThreadObject[] };

/** What the address of the thread asks for. */
export interface ThreadFilter {
	search: string;
	/** Of a kind of meetings. */
	series: string;
	area: string;
	/** Of a change process: its meetings; null = of none. */
	process: { id: string; meetings: readonly string[] } | null;
	/** Of what meetings dealt with and titles name; null = of anything. */
	topic: ThreadTopic | null;
}

/** A topic of the region, and the meetings whose workshops carry it. */
export interface ThreadTopic {
	id: string;
	name: string;
	meetings: readonly string[];
}

/** The filter that an address carries; a meeting that it names stands for all of its kind. */
export const threadFilter = (
	url: URL,
	meetings: readonly ThreadMeeting[],
	processes: readonly Process[],
	topics: readonly ThreadTopic[],
): ThreadFilter => ({
	search: (url.searchParams.get('q') ?? '').slice(0, 100),
	series:
		meetings.find(({ slug }) => slug === url.searchParams.get('meeting'))?.series ?? (url.searchParams.get('series') ?? '').slice(0, 80),
	area: (url.searchParams.get('area') ?? '').slice(0, 40),
	process: processes.find(({ id }) => id === url.searchParams.get('process')) ?? null,
	topic: topics.find(({ id }) => id === url.searchParams.get('topic')) ?? null,
});

/** The part of the thread that fits a filter: of a search or a topic, what it finds with what belongs to it. */
export function fitting(
	{ meetings, objects }: Whole,
	{ search, series, area, process, topic }: ThreadFilter,
): { meetings: ThreadMeeting[]; objects: ThreadObject[] } {
	const own = meetings.filter(
		(one) => (!series || one.series === series) && (!area || one.area === area) && (process === null || process.meetings.includes(one.id)),
	);
	const at = new Set(own.map(({ id }) => id));
	const there = objects.filter(({ meeting }) => (meeting === null ? !series && !area && process === null : at.has(meeting)));
	if (!search && topic === null) return { meetings: own, objects: there };
	const wanted = search.toLowerCase();
	const byId = new Map(there.map((one) => [one.id, one]));
	const name = topic?.name.toLowerCase() ?? '';
	const isOfTopic = (meeting: string | null, text: string) =>
		topic === null || text.includes(name) || (meeting !== null && topic.meetings.includes(meeting));
	const isFound = ({ title, about, meeting }: ThreadObject) => {
		const text = `${title} ${about}`.toLowerCase();
		return text.includes(wanted) && isOfTopic(meeting, text);
	};
	const found = new Set(there.filter(isFound).map(({ id }) => id));
	// What it comes from, and what comes from it.
	for (const one of there) for (let next = one.from; found.has(one.id) && next; next = byId.get(next)?.from ?? null) found.add(next);
	for (let grew = true; grew; ) {
		const before = found.size;
		for (const one of there) if (one.from && found.has(one.from)) found.add(one.id);
		grew = found.size > before;
	}
	const kept = there.filter(({ id }) => found.has(id));
	const used = new Set(kept.map(({ meeting }) => meeting));
	const isNamed = ({ id, title }: ThreadMeeting) => title.toLowerCase().includes(wanted) && isOfTopic(id, title.toLowerCase());
	return { meetings: own.filter((one) => used.has(one.id) || isNamed(one)), objects: kept };
}

/** Where a row leads: for those who keep it to its desk, for everybody to what is public. */
function linking(language: Language, { meetings, objects }: Whole, isPublic: boolean): (row: ThreadRow) => string {
	const slugs = new Map(meetings.map(({ id, slug }) => [id, slug]));
	const meetingOf = new Map(objects.map(({ id, meeting }) => [id, meeting ?? '']));
	return ({ kind, id }) => {
		if (kind === 'meeting') return to(language, `${isPublic ? '/events' : '/desk/meetings'}/${slugs.get(id)}`);
		if (kind === 'statement' || kind === 'agreement') return to(language, `${isPublic ? '/thread' : '/desk'}/${kind}s/${id}`);
		if (isPublic) return '';
		return to(language, `/desk/meetings/${slugs.get(meetingOf.get(id) ?? '')}/mandates${kind === 'mandate' ? `#m-${id}` : ''}`);
	};
}

/** The thread as a page shows it. Shape: isPublic = for everybody, with links to what is public */
export function shownThread(language: Language, whole: Whole, today: string, isPublic: boolean): ShownThread {
	const t = words(language);
	const linkOf = linking(language, whole, isPublic);
	const stateOf = ({ kind, state }: ThreadRow) => {
		if (state === '') return '';
		if (kind === 'statement') return t(`status.${state as Status}`);
		return kind === 'mandate' ? t(`state.${state as State}`) : t(`agreementState.${state as AgreementState}`);
	};
	const aboutOf = ({ kind, about }: ThreadRow) => {
		if (kind === 'statement') return t(`statement.${about as StatementKind}`);
		if (kind !== 'priority') return about;
		const [rank = '', dots = ''] = about.split('/');
		return t('thread.rank', { rank: Number(rank), dots: dots === '' ? -1 : Number(dots) });
	};
	return {
		sections: threadSections(whole.meetings, whole.objects).map(({ series, title, lanes, rows }) => ({
			series,
			title: title || t('thread.coordination'),
			lanes,
			rows: rows.map((row) => ({
				kind: row.kind,
				what: row.what,
				title: row.title,
				about: aboutOf(row),
				note: row.note,
				state: row.what === 'begun' && row.kind !== 'meeting' ? stateOf(row) : '',
				day: dayLine(language, row.day),
				isAhead: row.day > today,
				href: row.what === 'begun' ? linkOf(row) : '',
				lane: row.lane,
				through: row.through,
				up: row.up,
				down: row.down,
			})),
		})),
	};
}

/** Meetings as a form offers them to be ticked, the latest first. */
export const tickable = (language: Language, meetings: readonly ThreadMeeting[]): { field: string; title: string; day: string }[] =>
	[...meetings]
		.sort((a, b) => (a.day < b.day ? 1 : -1))
		.map(({ id, title, day }) => ({ field: meetingField(id), title, day: dayLine(language, day) }));

/** The thread as programs read it: what there is, where it began, and what it comes from. */
export const threadJson = ({ meetings, objects }: Whole) => ({
	meetings: meetings.map(({ id, title, day, seriesTitle }) => ({ id, title, day, series: seriesTitle })),
	objects: objects.map(({ id, kind, title, meeting, from, state, points }) => ({ id, kind, title, meeting, from, state, points })),
});

/** The thread as a poster, A3. */
export function threadPoster(language: Language, shown: ShownThread, region: string): { template: string; data: unknown } {
	const t = words(language);
	return {
		template: '#modules/thread/output-thread.typ',
		data: {
			title: t('thread.title'),
			lang: language,
			words: { ahead: t('thread.ahead') },
			region,
			sections: shown.sections.map(({ title, lanes, rows }) => ({
				title,
				lanes,
				rows: rows.map((row) => ({
					...row,
					said: row.kind === 'meeting' ? '' : t(`thread.${row.kind}.${row.what}`),
					lines: [row.about, row.note, row.state].filter(Boolean).join(' · '),
				})),
			})),
		},
	};
}
