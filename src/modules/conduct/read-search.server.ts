import { type Expression, type SqlBool, sql } from 'kysely';
import { editionName } from '#modules/events/output-format.server.ts';
import { formats } from '#modules/events/read-format.server.ts';
import { fits as fitting, searchedBy } from '#modules/organisations/read-search.server.ts';
import { waysOf } from '#modules/organisations/rules-search.ts';
import { type Actor, coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { plained } from '#platform/db/lower.ts';
import type { Language } from '#platform/language/language.ts';
import { plain } from '#platform/plain.ts';
import { say } from '#platform/time/partial.ts';
import { shortDay } from '#platform/time/time.ts';

/** What a search can find. */
export type FoundKind =
	| 'meetings'
	| 'programme'
	| 'speakers'
	| 'people'
	| 'editions'
	| 'organisations'
	| 'offers'
	| 'positions'
	| 'persons';

/** One thing that was found, with the page of the code that shows it. */
export interface Found {
	kind: FoundKind;
	title: string;
	detail: string;
	path: string;
}

/**
 * Finds what somebody who signed in may see: each word must occur somewhere in it, in one of the ways it may be written. One query a kind.
 * Shape:  most = results of a kind; a coordinator finds everything of the region, a team what belongs to its meetings
 */
export async function search(tx: Tx, actor: Actor, words: string, most: number, language: Language): Promise<Found[]> {
	if (waysOf(words).length === 0) return [];
	const isCoordinator = coordinator(actor) !== undefined;
	const mine = actor.teams.length > 0 ? [...actor.teams] : [null as never];
	const has = (...texts: Expression<string | null>[]) => fits(plained(sql`concat_ws(' ', ${sql.join(texts)})`));
	const named = (...texts: Expression<string | null>[]) => fitting(words, plained(sql`concat_ws(' ', ${sql.join(texts)})`), 'names');
	const fits = (text: Expression<string>) => fitting(words, text);
	const ref = (name: string) => sql.ref<string>(name);

	let meetings = tx
		.selectFrom('events.meeting as meeting')
		.select(['meeting.slug', 'meeting.title', 'meeting.starts_at'])
		.where(has(ref('meeting.title'), ref('meeting.motto'), ref('meeting.description'), ref('meeting.venue_name')))
		.orderBy('meeting.starts_at', 'desc')
		.limit(most);
	let programme = tx
		.selectFrom('events.agenda_item as item')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'item.region_id').onRef('meeting.id', '=', 'item.meeting_id'),
		)
		.select(['item.title as name', 'meeting.slug', 'meeting.title', 'meeting.starts_at'])
		.where(has(ref('item.title'), ref('item.description')))
		.unionAll((eb) =>
			eb
				.selectFrom('workshops.workshop as workshop')
				.innerJoin('events.meeting as meeting', (join) =>
					join.onRef('meeting.region_id', '=', 'workshop.region_id').onRef('meeting.id', '=', 'workshop.meeting_id'),
				)
				.select(['workshop.title as name', 'meeting.slug', 'meeting.title', 'meeting.starts_at'])
				.where(has(ref('workshop.title'), ref('workshop.description')))
				.$if(!isCoordinator, (query) => query.where('workshop.meeting_id', 'in', mine)),
		)
		.orderBy('starts_at', 'desc')
		.limit(most);
	const speakers = tx
		.selectFrom('events.speaker as speaker')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'speaker.region_id').onRef('meeting.id', '=', 'speaker.entered_for'),
		)
		.select(['speaker.name', 'speaker.affiliation', 'meeting.slug'])
		.where(named(ref('speaker.name'), ref('speaker.affiliation')))
		.$if(!isCoordinator, (query) => query.where('speaker.entered_for', 'in', mine))
		.orderBy('meeting.starts_at', 'desc')
		.limit(most);
	let people = tx
		.selectFrom('registration.place as place')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'place.region_id').onRef('meeting.id', '=', 'place.meeting_id'),
		)
		.select(['place.name', 'place.email', 'place.organisation_name as organisation', 'meeting.slug', 'meeting.title'])
		.where(named(ref('place.name'), ref('place.email'), ref('place.organisation_name')))
		.orderBy('meeting.starts_at', 'desc')
		.orderBy('place.name')
		.limit(most);
	if (!isCoordinator) {
		meetings = meetings.where('meeting.id', 'in', mine);
		programme = programme.where('item.meeting_id', 'in', mine);
		people = people.where('place.meeting_id', 'in', mine);
	}
	const found: Found[] = [
		...(await meetings.execute()).map((row) => ({
			kind: 'meetings' as const,
			title: row.title,
			detail: shortDay(language, row.starts_at),
			path: `/desk/meetings/${row.slug}`,
		})),
		...(await programme.execute()).map((row) => ({
			kind: 'programme' as const,
			title: row.name,
			detail: row.title,
			path: `/desk/meetings/${row.slug}/agenda`,
		})),
		...(await speakers.execute()).map((row) => ({
			kind: 'speakers' as const,
			title: row.name,
			detail: row.affiliation,
			path: `/desk/meetings/${row.slug}/agenda`,
		})),
		...(await people.execute()).map((row) => ({
			kind: 'people' as const,
			title: row.name,
			detail: [row.organisation, row.title].filter(Boolean).join(' · '),
			path: `/desk/meetings/${row.slug}/people?search=${encodeURIComponent(row.email ?? row.name)}`,
		})),
	];
	return isCoordinator ? [...found, ...(await inRegister(tx, words, most, language, named, fits))] : found;
}

async function inRegister(
	tx: Tx,
	words: string,
	most: number,
	language: Language,
	named: (...texts: Expression<string | null>[]) => Expression<SqlBool>,
	fits: (text: Expression<string>) => Expression<SqlBool>,
): Promise<Found[]> {
	const ref = (name: string) => sql.ref<string>(name);
	const wanted = waysOf(words);
	const editions = (await formats(tx))
		.flatMap((format) =>
			format.editions.map((edition) => ({
				kind: 'editions' as const,
				title: editionName(language, format, edition),
				detail: say(language, edition.date),
				path: edition.meeting ? `/desk/meetings/${edition.meeting.slug}` : '/desk/formats',
			})),
		)
		.filter(({ title, detail }) => wanted.every((ways) => ways.some((way) => plain(`${title} ${detail}`).includes(way))))
		.slice(0, most);
	const organisations = await tx
		.selectFrom('organisations.organisation as organisation')
		.select(['organisation.id', 'organisation.name', 'organisation.town'])
		.where(fits(searchedBy('coordination')))
		.orderBy(sql`organisation.name collate "de-x-icu"`)
		.limit(most)
		.execute();
	const offers = await tx
		.selectFrom('offers.offer as offer')
		.innerJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'offer.region_id').onRef('organisation.id', '=', 'offer.organisation_id'),
		)
		.select(['offer.id', 'offer.title', 'organisation.name'])
		.where(fits(sql<string>`(offer.searched || ' ' || organisation.searched)`))
		.orderBy(sql`offer.title collate "de-x-icu"`)
		.limit(most)
		.execute();
	const positions = await positionsLike(tx, words, most);
	const persons = await tx
		.selectFrom('people.person as person')
		.select(['person.name', 'person.email'])
		.where(named(ref('person.name'), ref('person.email')))
		.orderBy(sql`person.name collate "de-x-icu"`)
		.limit(most)
		.execute();
	return [
		...editions,
		...organisations.map(({ id, name, town }) => ({
			kind: 'organisations' as const,
			title: name,
			detail: town,
			path: `/desk/organisations/${id}`,
		})),
		...offers.map(({ id, title, name }) => ({
			kind: 'offers' as const,
			title,
			detail: name,
			path: `/desk/offers/${id}`,
		})),
		...positions.map(({ id, number, school, name }) => ({
			kind: 'positions' as const,
			title: name || number,
			detail: [name ? number : '', school].filter(Boolean).join(' · '),
			path: `/desk/positions/${id}`,
		})),
		...persons.map(({ name, email }) => ({
			kind: 'persons' as const,
			title: name,
			detail: email,
			path: `/desk/persons?q=${encodeURIComponent(email)}`,
		})),
	];
}

/** Positions as they are known now, by their number and by who works there. */
async function positionsLike(tx: Tx, words: string, most: number) {
	const own = (position: string) =>
		sql<string>`(select string_agg(distinct school.name, ', ') from positions.site as site
			join organisations.organisation as school on school.region_id = site.region_id and school.id = site.organisation_id
			where site.region_id = ${sql.ref(position)}.region_id and site.position_id = ${sql.ref(position)}.id and site.known_until is null)`;
	return tx
		.selectFrom('positions.specialist as specialist')
		.innerJoin('positions.assignment as assignment', (join) =>
			join.onRef('assignment.region_id', '=', 'specialist.region_id').onRef('assignment.specialist_id', '=', 'specialist.id'),
		)
		.innerJoin('positions.position as position', (join) =>
			join.onRef('position.region_id', '=', 'assignment.region_id').onRef('position.id', '=', 'assignment.position_id'),
		)
		.select(['position.id', 'position.number', 'specialist.name', own('position').as('school')])
		.where(fitting(words, sql.ref<string>('specialist.searched'), 'names'))
		.where('assignment.known_until', 'is', null)
		.union((eb) =>
			eb
				.selectFrom('positions.position as position')
				.select(['position.id', 'position.number', sql<string>`''`.as('name'), own('position').as('school')])
				.where('position.number', '<>', '')
				.where(fitting(words, sql.ref<string>('position.searched'), 'names')),
		)
		.orderBy('name')
		.orderBy('id')
		.limit(most)
		.execute();
}
