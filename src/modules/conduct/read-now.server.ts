import { openBoards } from '#modules/boards/read.server.ts';
import { agenda, meetingById } from '#modules/events/read.server.ts';
import { closedAt } from '#modules/events/read-after.server.ts';
import { announcements, pulse } from '#modules/events/read-now.server.ts';
import { chairs, type Group, groups, rounds } from '#modules/groups/read.server.ts';
import { publicationOf, seats, workshops } from '#modules/workshops/read.server.ts';
import { heldAt } from '#modules/workshops/rules-round.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Seat, Snapshot } from './rules-now.ts';

/** What all see, and what each of some people sees besides. */
export interface Shared {
	snapshot: Omit<Snapshot, 'mine' | 'at'>;
	/** By registration, with the version of its link; whoever has no place any more is absent. */
	mine: ReadonlyMap<string, { seats: Seat[]; linkVersion: number }>;
}

/**
 * Everything that people see who look at a meeting just now: read once, however many they are. A fixed number of queries.
 * Shape:  undefined where the meeting is gone
 */
export async function shared(tx: Tx, meeting: string, people: readonly string[]): Promise<Shared | undefined> {
	const cursor = await pulse(tx, meeting);
	const facts = await meetingById(tx, meeting);
	if (!facts) return undefined;
	const parts = await agenda(tx, meeting);
	const isClosed = (await closedAt(tx, { meeting })) !== null;
	const said = isClosed ? [] : await announcements(tx, { meeting });
	const begun = await rounds(tx, { meeting });
	const on = isClosed ? undefined : begun.findLast(({ endedAt }) => endedAt === null);
	return {
		snapshot: {
			cursor,
			title: facts.title,
			isCancelled: facts.state === 'cancelled',
			endsAt: facts.endsAt.toISOString(),
			isClosed,
			parts: parts.map(({ kind, title, room, startsAt, endsAt }) => ({
				kind,
				title,
				room,
				from: startsAt.toISOString(),
				until: endsAt.toISOString(),
			})),
			announcements: said.map(({ text, at }) => ({ text, at: at.toISOString() })),
			boards: isClosed ? [] : (await openBoards(tx, meeting)).map(({ title, code, tables }) => ({ title, code, tables })),
			round: on ? { number: on.number, until: on.endsAt.toISOString() } : null,
		},
		mine: people.length > 0 ? await seatsOf(tx, meeting, people, on?.number ?? (begun.at(-1)?.number ?? 0) + 1) : new Map(),
	};
}

/** Where each of some people has to be: their workshops once they are known, and their table in the round that is on or next. */
async function seatsOf(
	tx: Tx,
	meeting: string,
	people: readonly string[],
	round: number,
): Promise<Map<string, { seats: Seat[]; linkVersion: number }>> {
	const only = people.length === 1 ? people[0] : undefined;
	const present = await tx
		.selectFrom('registration.place')
		.select(['id', 'link_version as linkVersion'])
		.where('meeting_id', '=', meeting)
		.where('state', '=', 'confirmed')
		.where('id', 'in', [...people])
		.execute();
	const mine = new Map(present.map(({ id, linkVersion }) => [id, { seats: [] as Seat[], linkVersion }]));
	if (await publicationOf(tx, meeting)) {
		const all = await workshops(tx, meeting);
		for (const seat of await seats(tx, meeting, only)) {
			const held = heldAt(all, seat);
			if (!held) continue;
			const [from, until] = [held.run.startsAt, held.run.endsAt].map((at) => at?.toISOString() ?? null) as [string | null, string | null];
			mine.get(seat.place)?.seats.push({ title: held.workshop.title, room: held.workshop.room, table: null, from, until });
		}
	}
	const tables = new Map<string, Group>((await groups(tx, { meeting })).map((one) => [one.id, one]));
	for (const chair of tables.size > 0 ? await chairs(tx, { meeting }, only) : []) {
		const table = tables.get(chair.group);
		if (table && chair.round === round)
			mine.get(chair.place)?.seats.push({ title: table.topic, room: table.room, table: table.number, from: null, until: null });
	}
	return mine;
}

/** What somebody, or a screen that belongs to nobody, sees of a meeting now; null = has no place there any more. */
export function snapshotFor({ snapshot, mine }: Shared, place: string | null, now: Date): Snapshot | null {
	const seats = place === null ? null : mine.get(place)?.seats;
	return seats === undefined ? null : { ...snapshot, at: now.toISOString(), mine: seats };
}
