import type { Organiser } from '#modules/events/access.ts';
import { needsOf, placesOf } from '#modules/registration/read.server.ts';
import { seats, workshops } from '#modules/workshops/read.server.ts';
import { heldAt } from '#modules/workshops/rules-round.ts';
import type { Tx } from '#platform/db/database.ts';

/** Somebody as the door and the rooms know them. */
export interface Listed {
	name: string;
	organisation: string;
	function: string;
	/** The titles of their workshops, in the order of the rounds. */
	workshops: string[];
}

/** The people of a workshop in one of its runs. */
export interface RoomList {
	title: string;
	room: string;
	phase: string;
	people: { name: string; organisation: string }[];
}

/** How many want the same to eat, or need the same to get in; without names. */
export interface NeedCount {
	kind: 'dietary' | 'access';
	note: string;
	people: number;
}

/** Everything that is printed for the day, of those who have a place. */
export interface DayLists {
	door: Listed[];
	rooms: RoomList[];
	catering: { people: number; needs: NeedCount[]; deleteOn: string | null };
}

/** The lists for door, rooms and catering. A fixed number of queries. */
export async function dayLists(tx: Tx, by: Organiser): Promise<DayLists> {
	const people = await placesOf(tx, by, { search: '', state: 'confirmed' });
	const all = await workshops(tx, by.meeting);
	const seated = await seats(tx, by.meeting);
	const mine = Map.groupBy(seated, ({ place }) => place);
	const needs = await needsOf(tx, by);
	const counts = [...Map.groupBy(needs, ({ kind, note }) => `${kind} ${note.trim().toLowerCase()}`).values()]
		.map((same): NeedCount => ({ kind: same[0]?.kind ?? 'dietary', note: same[0]?.note ?? '', people: same.length }))
		.sort((a, b) => a.kind.localeCompare(b.kind) * -1 || b.people - a.people || a.note.localeCompare(b.note));
	return {
		door: people.map(({ id, name, organisation, function: task }) => ({
			name,
			organisation,
			function: task,
			workshops: (mine.get(id) ?? []).flatMap((seat) => heldAt(all, seat)?.workshop.title ?? []),
		})),
		rooms: all.flatMap((one) =>
			one.runs
				.filter(({ isCancelled }) => !isCancelled)
				.map((run): RoomList => {
					const inside = new Set(
						seated
							.filter(({ workshop, phase }) => workshop === one.id && (phase ?? null) === (run.phase ?? null))
							.map(({ place }) => place),
					);
					return {
						title: one.title,
						room: one.room,
						phase: run.phaseTitle ?? '',
						people: people.filter(({ id }) => inside.has(id)).map(({ name, organisation }) => ({ name, organisation })),
					};
				})
				.filter(({ people }) => people.length > 0),
		),
		catering: { people: people.length, needs: counts, deleteOn: needs[0]?.deleteOn ?? null },
	};
}
