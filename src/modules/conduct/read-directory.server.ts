// The directory of the network: organisations as far as somebody may see them, found by what is said of them and by who works there.
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Reading } from '#modules/organisations/access.ts';
import { inAreas } from '#modules/organisations/read.server.ts';
import { profilesAt } from '#modules/organisations/read-profile.server.ts';
import { fits, inDirectory, levelsOf, searchedBy, shows } from '#modules/organisations/read-search.server.ts';
import type { OrganisationType } from '#modules/organisations/rules.ts';
import type { Place } from '#modules/organisations/rules-map.ts';
import { meantBy, waysOf } from '#modules/organisations/rules-search.ts';
import { type Seen, seen } from '#modules/organisations/rules-visibility.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';

/** Which organisations are asked for. Shape: '' = any; area = a planning area's id */
export interface Wanted {
	search: string;
	type: OrganisationType | '';
	area: string;
}

/** An organisation as somebody sees it, with its planning area. */
export interface Entry {
	profile: Seen;
	area: string;
}

/** Who works in an organisation, by names that a reader may see. Unit: today = calendar day, "2027-03-16" */
const isFound = ({ reader }: Reading, search: string, today: string): Expression<SqlBool> => {
	const levels = levelsOf(reader);
	return sql`(${fits(search, searchedBy(reader))}
		or exists (select from organisations.contact where contact.region_id = organisation.region_id and contact.organisation_id = organisation.id
			and contact.level = any(${levels}) and ${fits(search, sql`(contact.searched || ' ' || organisation.searched)`)})
		or organisation.id in (select site.organisation_id
			from positions.specialist
				join positions.assignment on assignment.region_id = specialist.region_id and assignment.specialist_id = specialist.id
					and not assignment.is_absent and assignment.known_until is null and assignment.valid_from <= ${today} and coalesce(assignment.valid_until > ${today}, true)
				join positions.site on site.region_id = assignment.region_id and site.position_id = assignment.position_id
					and site.known_until is null and site.valid_from <= ${today} and coalesce(site.valid_until > ${today}, true)
					and coalesce(assignment.organisation_id = site.organisation_id, true)
			where specialist.level = any(${levels}) and ${fits(search, sql`specialist.searched`, 'names')}))`;
};

/** The organisations that fit what is asked for. Unit: today = calendar day, "2027-03-16" */
const fitting = (tx: Tx, by: Reading, { search, type, area }: Wanted, today: string) =>
	inAreas(tx)
		.where(inDirectory(by))
		.$if(type !== '', (query) => query.where('organisation.type', '=', type))
		.$if(area !== '', (query) => query.where('area.id', '=', area))
		.$if(waysOf(search).length > 0, (query) => query.where(isFound(by, search, today)))
		.orderBy(sql`organisation.name collate "de-x-icu"`)
		.orderBy('organisation.town')
		.orderBy('organisation.id');

/**
 * The organisations that somebody may see, by name, a page of them. Three queries.
 * Unit:   today = calendar day, "2027-03-16"
 */
export async function directory(
	tx: Tx,
	by: Reading,
	wanted: Wanted,
	{ from, most, today }: { from: number; most: number; today: string },
): Promise<{ entries: Entry[]; count: number }> {
	const rows = await fitting(tx, by, wanted, today)
		.select(['organisation.id', sql<string>`coalesce(area.name, '')`.as('area'), sql<number>`(count(*) over ())::integer`.as('count')])
		.offset(from)
		.limit(most)
		.execute();
	const areas = new Map(rows.map((row) => [row.id, row.area]));
	const entries = (await profilesAt(tx, [...areas.keys()])).flatMap((one) => {
		const profile = seen(by.reader, one);
		return profile ? [{ profile, area: areas.get(one.id) ?? '' }] : [];
	});
	return { entries, count: rows[0]?.count ?? 0 };
}

/** Where the organisations that somebody may see lie, as far as their address may be seen. Unit: today = calendar day, "2027-03-16" */
export async function placesIn(tx: Tx, by: Reading, wanted: Wanted, today: string): Promise<Place[]> {
	const rows = await fitting(tx, by, wanted, today)
		.select(['organisation.id', 'organisation.name', 'organisation.town', 'latitude', 'longitude'])
		.where('latitude', 'is not', null)
		.where(shows(by.reader, 'street'))
		.execute();
	return rows as Place[];
}

/** An organisation as somebody sees it; undefined where they see none. Two queries. */
export async function entryOf(tx: Tx, by: Reading, id: string): Promise<Seen | undefined> {
	const [profile] = isId(id) ? await profilesAt(tx, [id]) : [];
	return profile && seen(by.reader, profile);
}

/** What somebody probably meant whose search found nothing, out of words that they may see; null where nothing is near. One query. */
export async function meant(tx: Tx, by: Reading, search: string): Promise<string | null> {
	const levels = levelsOf(by.reader);
	const { rows } = await sql<{ word: string }>`
		select distinct word from (
			select ${searchedBy(by.reader)} as text from organisations.organisation where ${inDirectory(by)}
			union all
			select offer.searched from offers.offer
				join organisations.organisation on organisation.region_id = offer.region_id and organisation.id = offer.organisation_id
			where ${inDirectory(by)} and offer.level = any(${levels}) and offer.state <> 'ended'
			union all
			select contact.searched from organisations.contact
				join organisations.organisation on organisation.region_id = contact.region_id and organisation.id = contact.organisation_id
			where ${inDirectory(by)} and contact.level = any(${levels})
		) as texts, regexp_split_to_table(text, '[^a-z0-9]+') as word
		where length(word) >= 4`.execute(tx);
	return meantBy(
		search,
		rows.map(({ word }) => word),
	);
}
