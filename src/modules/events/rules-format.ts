import { compare, dayAfter, firstDay, lastDay, type PartialDate } from '#platform/time/partial.ts';

/** An edition of a format, as far as rules look at it. */
export interface Edition {
	number: number;
	/** When it was or is to be, as far as known. */
	date: PartialDate;
	/** Whether it has a meeting of its own. */
	isMeeting: boolean;
	/** It will not be; its number stays taken. */
	isDropped: boolean;
}

/** Numbers go no higher. */
export const MOST_EDITIONS = 999;

/** The number an edition would get that is planned now: none comes twice, not even one that was dropped. */
export const nextNumber = (editions: readonly Pick<Edition, 'number'>[]): number =>
	Math.max(0, ...editions.map(({ number }) => number)) + 1;

// So long before the first possible day somebody should fix the date.
const REMIND_DAYS = 270;

/**
 * Whether the date of a planned edition should be fixed by now: it has no meeting, and might begin within nine months.
 * Shape:  today = "2026-11-25"
 */
export const isToBeFixed = ({ date, isMeeting, isDropped }: Edition, today: string): boolean =>
	!isMeeting && !isDropped && firstDay(date) <= dayAfter(today, REMIND_DAYS);

const DAYS_A_MONTH = 30.44;

/**
 * Whether a format is overdue by its own rule: the last edition lies longer back than it says, and none is planned.
 * Shape:  today = "2026-11-25"; without a rule or an edition nothing is overdue
 */
export function isOverdue(cadenceMonths: number | null, editions: readonly Edition[], today: string): boolean {
	const live = editions.filter(({ isDropped }) => !isDropped);
	if (cadenceMonths === null || live.length === 0 || live.some(({ date }) => lastDay(date) >= today)) return false;
	const last = live
		.map(({ date }) => lastDay(date))
		.sort()
		.at(-1) as string;
	return dayAfter(last, Math.round(cadenceMonths * DAYS_A_MONTH)) < today;
}

/** The edition before another one of its area that has a meeting: what the next may take over from; undefined for the first. */
export const editionBefore = <One extends Edition & { areaId: string | null }>(editions: readonly One[], of: One): One | undefined =>
	inOrder(editions.filter(({ areaId, number, isMeeting }) => areaId === of.areaId && number < of.number && isMeeting)).at(-1);

/** Editions of a format in the order in which they are: by number, those of one number by date. */
export const inOrder = <One extends Edition>(editions: readonly One[]): One[] =>
	[...editions].sort((a, b) => a.number - b.number || compare(a.date, b.date));
