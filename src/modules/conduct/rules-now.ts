import type { Language } from '#platform/language/language.ts';
import { clock, shortDay } from '#platform/time/clock.ts';

/** Something of the day, with its times as ISO texts. */
export interface Part {
	kind: string;
	title: string;
	room: string;
	from: string;
	until: string;
}

/** Where somebody must be in a round of workshops or groups. */
export interface Seat {
	title: string;
	room: string;
	/** Of a table; null for a workshop. */
	table: number | null;
	from: string | null;
	until: string | null;
}

/** What everybody at a meeting sees, and what one of them sees besides. */
export interface Snapshot {
	/** Rises whenever anything in it changes. */
	cursor: string;
	/** The server's clock, ISO. */
	at: string;
	title: string;
	isCancelled: boolean;
	/** ISO. */
	endsAt: string;
	/** Nobody is sent anywhere any more. */
	isClosed: boolean;

	parts: Part[];
	announcements: { text: string; at: string }[];
	/** The round of the groups that is on, and until when. */
	round: { number: number; until: string } | null;
	/** Boards on which people may write or vote, with how many tables they have. */
	boards: { title: string; code: string; tables: number }[];
	/** Null for a screen that belongs to nobody. */
	mine: Seat[] | null;
}

/** What is on at a moment, what comes next, and where somebody has to be. */
export interface Now {
	now: Part[];
	next: Part[];
	/** Where somebody is to be now or next, and from when. */
	mine: Seat[];
	isOver: boolean;
}

/** When something begins, as people say it: the time, and the day as well where it is not today. Shape: iso, at = ISO */
export const begins = (language: Language, iso: string, at: string): { time: string; day: string } => {
	const [day, today] = [iso, at].map((one) => shortDay(language, new Date(one)));
	return { time: clock(language, new Date(iso)), day: day === today ? '' : (day ?? '') };
};

/** Where somebody joins a board: at their table, where they sit at one. Shape: base = the address without a code */
export function joinAt(base: string, { code, tables }: { code: string; tables: number }, mine: readonly Seat[]): string {
	const table = mine.find((seat) => seat.table !== null)?.table ?? null;
	return `${base}/${code}${table !== null && table <= tables ? `-${table}` : ''}`;
}

const isOn = ({ from, until }: { from: string; until: string }, at: string) => from <= at && at < until;

type Told = Pick<Snapshot, 'parts' | 'mine' | 'endsAt' | 'isClosed' | 'round'>;

/**
 * What a snapshot says at a moment.
 * Shape:  at = ISO; parts in the order of the day; what begins together is told together; a round that goes on keeps a meeting going
 */
export function nowOf({ parts, mine, endsAt, isClosed, round }: Told, at: string): Now {
	const isOver = isClosed || (round === null && [...parts.map(({ until }) => until), endsAt].every((end) => end <= at));
	if (isOver) return { now: [], next: [], mine: [], isOver };
	const now = parts.filter((part) => isOn(part, at));
	const [first] = parts.filter(({ from }) => from > at);
	const next = parts.filter(({ from }) => from === first?.from);
	const ahead = (mine ?? []).filter(({ until }) => until === null || until > at);
	const soonest = ahead.reduce<string | null>(
		(least, { from }) => (from !== null && (least === null || from < least) ? from : least),
		null,
	);
	return {
		now,
		next,
		mine: ahead.filter(({ from }) => from === null || from === soonest),
		isOver,
	};
}
