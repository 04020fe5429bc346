import type { Tx } from '#platform/db/database.ts';

/** The person that "as coordinator" signs in to in a demonstration. */
export async function demonstrationPerson(tx: Tx): Promise<string | undefined> {
	const row = await tx
		.selectFrom('people.role')
		.select('person_id')
		.where('role', '=', 'coordinator')
		.orderBy('granted_at')
		.limit(1)
		.executeTakeFirst();
	return row?.person_id;
}

/** A registration with a place at the next meeting, for "as participant" in a demonstration. */
export async function demonstrationPlace(tx: Tx, now: Date): Promise<{ id: string; linkVersion: number } | undefined> {
	return tx
		.selectFrom('registration.place as place')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'place.region_id').onRef('meeting.id', '=', 'place.meeting_id'),
		)
		.select(['place.id', 'place.link_version as linkVersion'])
		.where('meeting.starts_at', '>', now)
		.where('place.state', '=', 'confirmed')
		.orderBy('meeting.starts_at')
		.orderBy('place.name')
		.limit(1)
		.executeTakeFirst();
}
