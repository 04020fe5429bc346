// Who does school social work at a school, as far as a reader of the directory sees them.
import { sql } from 'kysely';
import type { Reading } from '#modules/organisations/access.ts';
import { levelsOf } from '#modules/organisations/read-search.server.ts';
import type { Level } from '#modules/organisations/rules-visibility.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';

/** Somebody who works at a school, and where they are reached there. */
export interface Reached {
	name: string;
	hours: string;
	room: string;
	phone: string;
}

/**
 * Who works on the positions of a school on a day, but for those who are away for long. One query.
 * Shape:  hidden = how many more there are whom the reader does not see: how many people a school has is official, who they are is not
 * Unit:   day = calendar day, "2027-03-16"
 */
export async function reachedAt(tx: Tx, by: Reading, school: string, day: string): Promise<{ people: Reached[]; hidden: number }> {
	const { rows } = await sql<Reached & { isSeen: boolean }>`
		select distinct specialist.id, specialist.name, coalesce(contact.hours, '') as hours, coalesce(contact.room, '') as room,
			coalesce(contact.phone, '') as phone, specialist.name <> '' and specialist.level = any(${levelsOf(by.reader)}) as "isSeen"
		from positions.site
			join positions.assignment on assignment.region_id = site.region_id and assignment.position_id = site.position_id
				and not assignment.is_absent and assignment.known_until is null and assignment.valid_from <= ${day} and coalesce(assignment.valid_until > ${day}, true)
				and coalesce(assignment.organisation_id = site.organisation_id, true)
			join positions.specialist on specialist.region_id = assignment.region_id and specialist.id = assignment.specialist_id
			left join positions.contact on contact.region_id = site.region_id and contact.specialist_id = specialist.id
				and contact.organisation_id = site.organisation_id
		where site.organisation_id = ${school} and site.known_until is null and site.valid_from <= ${day} and coalesce(site.valid_until > ${day}, true)
		order by specialist.name, specialist.id`.execute(tx);
	const people = rows.filter(({ isSeen }) => isSeen);
	return { people: people.map(({ name, hours, room, phone }) => ({ name, hours, room, phone })), hidden: rows.length - people.length };
}

/** Who sees the names of some people, and whether they agreed to be named to everybody. Shape: by id */
export async function shownNames(
	tx: Tx,
	_by: Coordinator,
	ids: readonly string[],
): Promise<Record<string, { level: Level; hasAgreed: boolean }>> {
	if (ids.length === 0) return {};
	const rows = await tx.selectFrom('positions.specialist').select(['id', 'level', 'agreed_on']).where('id', 'in', ids).execute();
	return Object.fromEntries(rows.map(({ id, level, agreed_on }) => [id, { level: level as Level, hasAgreed: agreed_on !== null }]));
}
