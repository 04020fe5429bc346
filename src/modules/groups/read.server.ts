import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';

/** A table, or a group that meets elsewhere. */
export interface Group {
	id: string;
	number: number;
	seats: number;
	topic: string;
	room: string;
	/** Who stays there in every round. */
	moderator: string | null;
}

/** The groups of a meeting by number. */
export async function groups(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Group[]> {
	return tx
		.selectFrom('groups.breakout_group')
		.select(['id', 'number', 'seats', 'topic', 'room', 'moderator_id as moderator'])
		.where('meeting_id', '=', by.meeting)
		.orderBy('number')
		.execute();
}

/** A chair of somebody in one round. */
export interface Chair {
	round: number;
	place: string;
	group: string;
}

/** Who sits where in every round; of one person only, if named. */
export async function chairs(tx: Tx, by: Pick<Organiser, 'meeting'>, place?: string): Promise<Chair[]> {
	let query = tx.selectFrom('groups.seat').select(['round', 'place_id as place', 'group_id as group']).where('meeting_id', '=', by.meeting);
	if (place) query = query.where('place_id', '=', place);
	return query.orderBy('round').orderBy('place_id').execute();
}

/** A round that has begun. */
export interface Round {
	number: number;
	beganAt: Date;
	endsAt: Date;
	endedAt: Date | null;
}

/** The rounds of a meeting's groups that have begun. */
export async function rounds(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Round[]> {
	return tx
		.selectFrom('groups.round')
		.select(['number', 'began_at as beganAt', 'ends_at as endsAt', 'ended_at as endedAt'])
		.where('meeting_id', '=', by.meeting)
		.orderBy('number')
		.execute();
}
