import type { Slot } from './rules.ts';

/** A column of a programme's board: a track, or one of several beside each other where a track has two things at once. */
export interface Column {
	track: string;
	lane: number;
}

/** A field of the board: a part of the programme over so many rows, or nothing. */
export type Cell<Item> = { item: Item; rows: number } | { item: null; rows: 1 };

/** A programme as a table: a row for each moment at which something begins or ends, a column for each track. */
export interface Board<Item> {
	columns: Column[];
	/** cells: those that begin in this row; a column over which something reaches from above has none. */
	rows: { at: Date; cells: ({ column: number } & Cell<Item>)[] }[];
}

/** The lanes of one track: each part goes into the first in which nothing else is then. */
function lanesOf<Item extends Slot>(items: readonly Item[]): Item[][] {
	const lanes: Item[][] = [];
	for (const item of [...items].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.endsAt.getTime() - b.endsAt.getTime())) {
		const free = lanes.find((lane) => (lane.at(-1) as Item).endsAt <= item.startsAt);
		if (free) free.push(item);
		else lanes.push([item]);
	}
	return lanes.length > 0 ? lanes : [[]];
}

/**
 * Lays a programme out by time and track.
 * Shape:  what is for everybody (no track) stands in the first column; the last row begins when all is over and holds nothing
 */
export function boardOf<Item extends Slot>(meeting: { startsAt: Date; endsAt: Date }, items: readonly Item[]): Board<Item> {
	const moments = [meeting.startsAt, meeting.endsAt, ...items.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])];
	const times = [...new Set(moments.map((at) => at.getTime()))].sort((a, b) => a - b);
	const tracks = [...new Set(['', ...items.map(({ track }) => track)])].sort((a, b) => a.localeCompare(b, 'de'));
	const lanes = tracks.flatMap((track) =>
		lanesOf(items.filter((item) => item.track === track)).map((inside, lane) => ({ track, lane, inside })),
	);
	const rowOf = (at: Date) => times.indexOf(at.getTime());
	return {
		columns: lanes.map(({ track, lane }) => ({ track, lane })),
		rows: times.map((time, row) => ({
			at: new Date(time),
			cells: lanes.flatMap(({ inside }, column): ({ column: number } & Cell<Item>)[] => {
				const begins = inside.find((item) => rowOf(item.startsAt) === row);
				if (begins) return [{ column, item: begins, rows: rowOf(begins.endsAt) - row }];
				const isCovered = inside.some((item) => rowOf(item.startsAt) < row && row < rowOf(item.endsAt));
				return isCovered ? [] : [{ column, item: null, rows: 1 }];
			}),
		})),
	};
}
