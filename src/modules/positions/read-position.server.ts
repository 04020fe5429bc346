// One position with everything that is known of it, and was.
import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';
import { entryColumns, factsOf } from './read.server.ts';
import type { Assignment, Facts, Funding, Kind, Site, State } from './rules.ts';
import type { Confirmation } from './rules-coverage.ts';

/** Whether there is such a position. */
export const isPosition = async (tx: Tx, id: string): Promise<boolean> =>
	isId(id) && (await tx.selectFrom('positions.position').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;

/** Where and when somebody is reached at a school. */
export interface Contact {
	specialist: string;
	organisation: string;
	hours: string;
	room: string;
	phone: string;
}

/** An entry as it was known, for the history of a position. Shape: knownUntil null = known still; by = who entered it, endedBy = who took it back */
export interface Past {
	kind: Kind;
	entry: State | Site | Funding | Assignment;
	knownFrom: Date;
	knownUntil: Date | null;
	by: string;
	endedBy: string;
}

/** A position with everything that is known of it, and was. */
export interface Position extends Facts {
	id: string;
	number: string;
	/** What each school, and the coordination (null), looked at last and found right. */
	confirmations: Confirmation[];
	confirmed: { on: string; school: string; by: string }[];
	contacts: Contact[];
	past: Past[];
}

/** One position with its history; undefined where there is none. Queries: as many for each. */
export async function positionOf(tx: Tx, _by: Coordinator, id: string): Promise<Position | undefined> {
	if (!isId(id)) return undefined;
	const known = await tx.selectFrom('positions.position').select(['id', 'number']).where('id', '=', id).executeTakeFirst();
	if (!known) return undefined;
	const facts = await factsOf(tx, id);
	const confirmed = await tx
		.selectFrom('positions.confirmation as confirmation')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'confirmation.region_id').onRef('person.id', '=', 'confirmation.made_by'),
		)
		.leftJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'confirmation.region_id').onRef('organisation.id', '=', 'confirmation.organisation_id'),
		)
		.select([
			'confirmation.about_on as on',
			'confirmation.organisation_id as organisation',
			sql<string>`coalesce(organisation.name, '')`.as('school'),
			sql<string>`coalesce(person.name, '')`.as('by'),
		])
		.where('confirmation.position_id', '=', id)
		.orderBy('confirmation.at', 'desc')
		.limit(50)
		.execute();
	const specialists = [...new Set(facts.assignments.map(({ specialist }) => specialist))];
	const contacts =
		specialists.length === 0
			? []
			: await tx
					.selectFrom('positions.contact')
					.select(['specialist_id as specialist', 'organisation_id as organisation', 'hours', 'room', 'phone'])
					.where('specialist_id', 'in', specialists)
					.execute();
	const confirmations = confirmed.map(({ on, organisation }) => ({ on, school: organisation }));
	return { ...known, ...facts, confirmations, confirmed, contacts, past: await pastOf(tx, id) };
}

/** When and where people are reached at a school. */
export const contactsAt = (tx: Tx, _by: Coordinator, school: string): Promise<Contact[]> =>
	tx
		.selectFrom('positions.contact')
		.select(['specialist_id as specialist', 'organisation_id as organisation', 'hours', 'room', 'phone'])
		.where('organisation_id', '=', school)
		.execute();

const MOST_PAST = 200;

async function pastOf(tx: Tx, position: string): Promise<Past[]> {
	const past: Past[] = [];
	for (const kind of ['state', 'site', 'funding', 'assignment'] as const) {
		const rows = await tx
			.selectFrom(`positions.${kind}`)
			.select(entryColumns[kind] as never)
			.select([
				'known_from as knownFrom',
				'known_until as knownUntil',
				sql<string>`coalesce((select name from people.person as person where person.region_id = ${sql.ref(`${kind}.region_id`)} and person.id = made_by), '')`.as(
					'by',
				),
				sql<string>`coalesce((select name from people.person as person where person.region_id = ${sql.ref(`${kind}.region_id`)} and person.id = ended_by), '')`.as(
					'endedBy',
				),
			])
			.where('position_id', '=', position)
			.where(sql<boolean>`known_until is distinct from known_from`)
			.orderBy('known_from', 'desc')
			.limit(MOST_PAST)
			.execute();
		for (const row of rows as unknown as (State & Omit<Past, 'kind' | 'entry'>)[]) {
			const { knownFrom, knownUntil, by, endedBy, ...entry } = row;
			past.push({ kind, entry, knownFrom, knownUntil, by, endedBy });
		}
	}
	return past.sort((x, y) => y.knownFrom.getTime() - x.knownFrom.getTime()).slice(0, MOST_PAST);
}
