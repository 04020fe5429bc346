import { isReserved } from '#platform/paths.ts';
import { fromParts, parts } from '#platform/time/time.ts';

export type MeetingState = 'draft' | 'published' | 'cancelled';

export const venueKinds = ['organisation', 'external', 'online', 'open'] as const;
export type VenueKind = (typeof venueKinds)[number];

export const agendaKinds = ['greeting', 'talk', 'workshops', 'break', 'meal', 'plenary'] as const;
export type AgendaKind = (typeof agendaKinds)[number];

/** What somebody does for a meeting besides speaking. */
export const contributionRoles = ['moderator', 'initiator'] as const;
export type ContributionRole = (typeof contributionRoles)[number];

/** A meeting's state, read from what was done with it. */
export const stateOf = (done: { published: boolean; cancelled: boolean }): MeetingState =>
	done.cancelled ? 'cancelled' : done.published ? 'published' : 'draft';

const letters: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', ø: 'oe', å: 'a', ł: 'l' };

/** A name in the plain letters of an address: "Übergang Kita & Schule" becomes "uebergang-kita-schule". */
export const plainLetters = (name: string): string =>
	name
		.toLowerCase()
		.replace(/[äöüßæøåł]/g, (letter) => letters[letter] ?? '')
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '');

/**
 * The word a meeting has in its address: title and year, plain letters.
 * Shape:  taken = slugs already given; the answer is none of them
 */
export function slugFor(title: string, year: number, taken: ReadonlySet<string>): string {
	const base = `${plainLetters(title).slice(0, 60).replace(/-+$/, '') || 'treffen'}-${year}`;
	for (let count = 1; ; count++) {
		const slug = count === 1 ? base : `${base}-${count}`;
		if (!taken.has(slug) && !isReserved(slug)) return slug;
	}
}

const weekdays = ['sonntag', 'montag', 'dienstag', 'mittwoch', 'donnerstag', 'freitag', 'samstag'];
const months = ['januar', 'februar', 'märz', 'april', 'mai', 'juni', 'juli', 'august', 'september', 'oktober', 'november', 'dezember'];
const DATED = new RegExp(
	`\\b(${weekdays.join('|')}|sonnabend)\\b,?\\s*(?:(?:den|dem|der)\\s+)?(\\d{1,2})\\.\\s*(?:(\\d{1,2})\\.|(${months.join('|')}))\\s*(\\d{4})?`,
	'giu',
);

/** A weekday in a text that is not the weekday of the date beside it. */
export interface WeekdayConflict {
	written: string;
	/** 0 = Sunday */
	actual: number;
}

/**
 * Finds dates in a text whose weekday is wrong: "Dienstag, 17. März 2027" was a Wednesday.
 * Shape:  year = the year meant where the text names none
 */
export function weekdayConflicts(text: string, year: number): WeekdayConflict[] {
	const conflicts: WeekdayConflict[] = [];
	for (const [written, name = '', day, month, monthName, ownYear] of text.matchAll(DATED)) {
		const monthIndex = month ? Number(month) - 1 : months.indexOf((monthName ?? '').toLowerCase());
		const date = new Date(Date.UTC(ownYear ? Number(ownYear) : year, monthIndex, Number(day)));
		if (date.getUTCMonth() !== monthIndex) continue;
		const said = weekdays.indexOf(name.toLowerCase().replace('sonnabend', 'samstag'));
		if (said !== date.getUTCDay()) conflicts.push({ written: written.trim(), actual: date.getUTCDay() });
	}
	return conflicts;
}

/** A part of the programme, as far as times and places go. */
export interface Slot {
	id: string;
	startsAt: Date;
	endsAt: Date;
	track: string;
	room: string;
}

/** Something in a programme that cannot be meant: outside the meeting, or two things in one room or track at once. */
export interface AgendaConflict {
	kind: 'outside' | 'room' | 'track';
	item: string;
	other?: string;
}

/** What in a programme contradicts itself; warns, never blocks. */
export function agendaConflicts(meeting: { startsAt: Date; endsAt: Date }, items: readonly Slot[]): AgendaConflict[] {
	const conflicts: AgendaConflict[] = [];
	for (const [position, item] of items.entries()) {
		if (item.startsAt < meeting.startsAt || item.endsAt > meeting.endsAt) conflicts.push({ kind: 'outside', item: item.id });
		for (const other of items.slice(position + 1)) {
			if (item.endsAt <= other.startsAt || other.endsAt <= item.startsAt) continue;
			if (item.room && item.room === other.room) conflicts.push({ kind: 'room', item: item.id, other: other.id });
			else if (item.track === other.track) conflicts.push({ kind: 'track', item: item.id, other: other.id });
		}
	}
	return conflicts;
}

const DAY_MIN = 24 * 60;
const minuteOf = (at: Date): number => {
	const [hours = 0, minutes = 0] = parts(at).time.split(':').map(Number);
	return hours * 60 + minutes;
};
const timeOf = (minute: number): string => [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

/**
 * Where a part of the programme goes when its meeting moves: as far from its beginning as before, by the clock on the wall; a part
 * that would fall out of the day keeps its time.
 */
export function movedAlong(before: Date, after: Date): (at: Date) => Date {
	const { day, month, year } = parts(after);
	const shift = minuteOf(after) - minuteOf(before);
	return (at) => {
		const minute = minuteOf(at) + shift;
		return fromParts(day, month, year, timeOf(minute >= 0 && minute < DAY_MIN ? minute : minuteOf(at))) as Date;
	};
}

/** What of a meeting people must be told when it changes. */
export function changesToTell(
	before: { startsAt: Date; endsAt: Date; venue: string },
	after: { startsAt: Date; endsAt: Date; venue: string },
): ('time' | 'venue')[] {
	const changes: ('time' | 'venue')[] = [];
	if (before.startsAt.getTime() !== after.startsAt.getTime() || before.endsAt.getTime() !== after.endsAt.getTime()) changes.push('time');
	if (before.venue !== after.venue) changes.push('venue');
	return changes;
}

/** Facts as a history keeps them. */
type Facts = Record<string, string | number | Date>;

const isEqual = (a: Facts[string] | undefined, b: Facts[string] | undefined) =>
	a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;

/**
 * What differs between two states, for a history of before and after.
 * Shape:  [before, after], each with the facts that changed, and with those that are always named
 */
export function differing(before: Facts, after: Facts, always: readonly string[] = []): [Facts, Facts] {
	const changed = Object.keys(after).filter((name) => always.includes(name) || !isEqual(before[name], after[name]));
	const pick = (facts: Facts) => Object.fromEntries(changed.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])));
	return [pick(before), pick(after)];
}
