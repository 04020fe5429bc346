import { type Expression, type SqlBool, sql } from 'kysely';
import { editionName } from '#modules/events/output-format.server.ts';
import { formats } from '#modules/events/read-format.server.ts';
import { type Actor, coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import { say } from '#platform/time/partial.ts';
import { shortDay } from '#platform/time/time.ts';

/** What a search can find. */
export type FoundKind = 'meetings' | 'programme' | 'speakers' | 'people' | 'editions' | 'organisations' | 'positions' | 'persons';

/** One thing that was found, with the page of the code that shows it. */
export interface Found {
	kind: FoundKind;
	title: string;
	detail: string;
	path: string;
}

const MOST_WORDS = 6;

/** The words of a search, as patterns that contain them. */
const patterns = (search: string): string[] =>
	search
		.split(/\s+/)
		.filter(Boolean)
		.slice(0, MOST_WORDS)
		.map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);

/**
 * Finds what somebody who signed in may see: each word must occur somewhere in it. One query a kind.
 * Shape:  most = results of a kind; a coordinator finds everything of the region, a team what belongs to its meetings
 */
export async function search(tx: Tx, actor: Actor, words: string, most: number, language: Language): Promise<Found[]> {
	const all = patterns(words);
	if (all.length === 0) return [];
	const isCoordinator = coordinator(actor) !== undefined;
	const mine = actor.teams.length > 0 ? [...actor.teams] : [null as never];
	const has = (...texts: Expression<string | null>[]) =>
		sql<SqlBool>`concat_ws(' ', ${sql.join(texts)}) ilike all (${sql.val(all)}::text[])`;
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
		.where(has(ref('speaker.name'), ref('speaker.affiliation')))
		.$if(!isCoordinator, (query) => query.where('speaker.entered_for', 'in', mine))
		.orderBy('meeting.starts_at', 'desc')
		.limit(most);
	let people = tx
		.selectFrom('registration.place as place')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'place.region_id').onRef('meeting.id', '=', 'place.meeting_id'),
		)
		.select(['place.name', 'place.email', 'place.organisation_name as organisation', 'meeting.slug', 'meeting.title'])
		.where(has(ref('place.name'), ref('place.email'), ref('place.organisation_name')))
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
	return isCoordinator ? [...found, ...(await inRegister(tx, words, most, language, has))] : found;
}

async function inRegister(
	tx: Tx,
	words: string,
	most: number,
	language: Language,
	has: (...texts: Expression<string | null>[]) => Expression<SqlBool>,
): Promise<Found[]> {
	const ref = (name: string) => sql.ref<string>(name);
	const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
	const editions = (await formats(tx))
		.flatMap((format) =>
			format.editions.map((edition) => ({
				kind: 'editions' as const,
				title: editionName(language, format, edition),
				detail: say(language, edition.date),
				path: edition.meeting ? `/desk/meetings/${edition.meeting.slug}` : '/desk/formats',
			})),
		)
		.filter(({ title, detail }) => wanted.every((word) => `${title} ${detail}`.toLowerCase().includes(word)))
		.slice(0, most);
	const organisations = await tx
		.selectFrom('organisations.organisation as organisation')
		.select(['organisation.id', 'organisation.name', 'organisation.town'])
		.where(has(ref('organisation.name'), ref('organisation.town')))
		.orderBy(sql`organisation.name collate "de-x-icu"`)
		.limit(most)
		.execute();
	// Positions as they are known now, by their number and by who works there.
	const positions = await tx
		.selectFrom('positions.position as position')
		.leftJoin('positions.site as site', (join) =>
			join
				.onRef('site.region_id', '=', 'position.region_id')
				.onRef('site.position_id', '=', 'position.id')
				.on('site.known_until', 'is', null),
		)
		.leftJoin('organisations.organisation as school', (join) =>
			join.onRef('school.region_id', '=', 'site.region_id').onRef('school.id', '=', 'site.organisation_id'),
		)
		.leftJoin('positions.assignment as assignment', (join) =>
			join
				.onRef('assignment.region_id', '=', 'position.region_id')
				.onRef('assignment.position_id', '=', 'position.id')
				.on('assignment.known_until', 'is', null),
		)
		.leftJoin('positions.specialist as specialist', (join) =>
			join.onRef('specialist.region_id', '=', 'assignment.region_id').onRef('specialist.id', '=', 'assignment.specialist_id'),
		)
		.select(['position.id', 'position.number', 'specialist.name', sql<string | null>`string_agg(distinct school.name, ', ')`.as('school')])
		.groupBy(['position.region_id', 'position.id', 'specialist.name'])
		.where(has(ref('position.number'), ref('specialist.name')))
		.orderBy('specialist.name')
		.orderBy('position.id')
		.limit(most)
		.execute();
	const persons = await tx
		.selectFrom('people.person as person')
		.select(['person.name', 'person.email'])
		.where(has(ref('person.name'), ref('person.email')))
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
