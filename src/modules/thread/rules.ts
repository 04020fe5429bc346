import { decode, encode, lastDay, read } from '#platform/time/partial.ts';

/** What can be said of a mandate. */
export const kinds = ['given', 'corrected', 'progress', 'postponed', 'done', 'dropped', 'reopened'] as const;
export type Kind = (typeof kinds)[number];

/** What ends a mandate: it needs to be said what came of it. */
export const endings = ['done', 'dropped'] as const;

/** Something that was said of a mandate, with how it stands from then on. */
export interface Entry {
	number: number;
	kind: Kind;
	at: Date;
	asked: string;
	step: string;
	/** "2027-spring" as encode writes it, "next" = until the next meeting of the kind, '' = without a date. */
	due: string;
	note: string;
	/** What the kind of meeting is called that asks about it; '' = the kind that gave it. */
	asking: string;
}

export type State = 'open' | (typeof endings)[number];

/** How a mandate stands. */
export interface Standing extends Pick<Entry, 'asked' | 'step' | 'due'> {
	state: State;
	/** What came of it; '' as long as it is open. */
	outcome: string;
	/** How often it was put off. */
	postponed: number;
}

/** How a mandate stands after everything that was said of it, the latest last. */
export function standing(entries: readonly Entry[]): Standing {
	const last = entries.at(-1);
	const turning = entries.findLast(({ kind }) => kind === 'reopened' || kind === 'done' || kind === 'dropped');
	const state: State = turning?.kind === 'done' || turning?.kind === 'dropped' ? turning.kind : 'open';
	return {
		asked: last?.asked ?? '',
		step: last?.step ?? '',
		due: last?.due ?? '',
		state,
		outcome: state === 'open' ? '' : (turning?.note ?? ''),
		postponed: entries.filter(({ kind }) => kind === 'postponed').length,
	};
}

/** The day until which a mandate is due; null where that is no day. */
export const dueDay = (due: string): string | null => (due === '' || due === 'next' ? null : lastDay(decode(due)));

/** A meeting that may ask what became of a mandate. */
export interface Asking {
	meeting: string;
	format: string;
	/** null = of the whole region. */
	area: string | null;
	startsAt: Date;
}

/**
 * The meeting that is meant by "until the next meeting": the first that asks about it since that was said. Of its own kind meetings of the very area ask; of another
 * kind those of the area, and those of the whole region.
 * Shape:  meetings by the time of their beginning; asking = another kind than the one that gave it, null = that one
 */
export function nextAsking(
	meetings: readonly Asking[],
	{
		meeting,
		asking,
		entries,
	}: { meeting: string; asking: string | null; entries: readonly Pick<Entry, 'kind' | 'at' | 'due' | 'asking'>[] },
): Asking | undefined {
	const gave = meetings.find((one) => one.meeting === meeting);
	const format = asking ?? gave?.format;
	const isSaid = ({ kind, due, asking: whom }: (typeof entries)[number], before: (typeof entries)[number] | undefined) =>
		kind === 'postponed' || kind === 'reopened' || due !== before?.due || whom !== before.asking;
	const said = entries.findLast((entry, at) => isSaid(entry, entries[at - 1]))?.at;
	const since = Math.max(Number(gave?.startsAt ?? 0), Number(said ?? 0));
	const own = gave?.area ?? null;
	const isOfArea = (area: string | null) => area === own || (asking !== null && (area === null || own === null));
	return meetings.find((one) => one.format === format && one.meeting !== meeting && Number(one.startsAt) > since && isOfArea(one.area));
}

/** Whether a mandate should be done by now. Shape: dueOn = the day until which it is due, null = none; today = "2026-11-25" */
export const isLate = ({ state }: Pick<Standing, 'state'>, dueOn: string | null, today: string): boolean =>
	state === 'open' && dueOn !== null && dueOn < today;

/** Days before a mandate is due at which whoever takes care is reminded. Source: issue "The red thread" */
export const REMIND_DAYS = [14, 3] as const;

const DAY_MS = 24 * 3600_000;

/** When somebody is still to be reminded of a day, and how many days before. Shape: day, today and on = "2026-11-25"; null = no day, no reminder */
export function reminders(day: string | null, today: string): { days: number; on: string }[] {
	if (day === null) return [];
	return REMIND_DAYS.map((days) => ({
		days,
		on: new Date(Date.parse(`${day}T12:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10),
	})).filter(({ on }) => on > today);
}

/** What a room said of a priority when it was handed over. */
export interface Handed {
	who: string;
	step: string;
	due: string;
}

/** Until when, as people said it, as far as it can be read: as an entry keeps it; '' for nothing that can. */
export function dueSaid(text: string): string {
	if (
		/^(?:(?:bis|until|by)\s+)?(?:(?:zum|zur|the)\s+)?(?:nächste|next)\S*\s+(?:treffen|konferenz|sitzung|meeting|conference)\S*$/i.test(
			text.trim(),
		)
	)
		return 'next';
	const { time: _, ...date } = read(text.replace(/^(?:bis|until|by)\s+(?:zum\s+)?/i, '')) ?? { year: 0 };
	return date.year ? encode(date) : '';
}

/** Where a mandate begins that is made of a priority: what the room said. What cannot be read as a date stays beside the step. */
export function begunFrom(handed: Handed | null): Pick<Standing, 'asked' | 'step' | 'due'> {
	const { who = '', step = '', due: said = '' } = handed ?? {};
	const due = dueSaid(said);
	return { asked: who, step: (said && !due ? [step, `(${said})`].filter(Boolean).join(' ') : step).slice(0, 300), due };
}
