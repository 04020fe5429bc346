import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';

/** By what the people of a meeting are counted. */
export const turnoutKinds = ['organisationType', 'municipality', 'profession'] as const;
export type TurnoutKind = (typeof turnoutKinds)[number];

/** How many people of a kind had a place; an empty value is not known. */
export interface Count {
	value: string;
	people: number;
}

/** What is counted of a meeting's people, the most first. */
export type Turnout = Record<TurnoutKind, Count[]>;

/** The query that counts the people with a place at some meetings by their registrations. */
export const counted = (tx: Tx, kind: TurnoutKind, meetings: readonly string[]) => {
	const value = {
		organisationType: sql<string>`coalesce(organisation.type, '')`,
		municipality: sql<string>`coalesce(organisation.ags, '')`,
		profession: sql<string>`place.profession`,
	}[kind];
	return tx
		.selectFrom('registration.place as place')
		.leftJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'place.region_id').onRef('organisation.id', '=', 'place.organisation_id'),
		)
		.select((eb) => [
			'place.region_id',
			'place.meeting_id',
			sql<string>`${kind}`.as('kind'),
			value.as('value'),
			sql<number>`${eb.fn.countAll()}::int`.as('people'),
		])
		.where('place.meeting_id', 'in', meetings.length > 0 ? [...meetings] : [null as never])
		.where('place.state', '=', 'confirmed')
		.groupBy(['place.region_id', 'place.meeting_id', value]);
};

/** What is counted of the people of some meetings, by meeting: from their registrations, or from what was kept of them. Four queries. */
export async function turnouts(tx: Tx, meetings: readonly string[]): Promise<Map<string, Turnout>> {
	const known = new Map<string, Turnout>();
	const add = (row: { meeting_id: string; kind: string; value: string; people: number }) => {
		const turnout = known.get(row.meeting_id) ?? { organisationType: [], municipality: [], profession: [] };
		turnout[row.kind as TurnoutKind].push({ value: row.value, people: row.people });
		known.set(row.meeting_id, turnout);
	};
	const kept = await tx
		.selectFrom('registration.turnout')
		.select(['meeting_id', 'kind', 'value', 'people'])
		.where('meeting_id', 'in', meetings.length > 0 ? [...meetings] : [null as never])
		.execute();
	for (const row of kept) add(row);
	const live = meetings.filter((meeting) => !known.has(meeting));
	for (const kind of turnoutKinds) for (const row of await counted(tx, kind, live).execute()) add(row);
	for (const turnout of known.values())
		for (const kind of turnoutKinds) turnout[kind].sort((a, b) => b.people - a.people || a.value.localeCompare(b.value));
	return known;
}
