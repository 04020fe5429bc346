import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { lowered } from '#platform/db/lower.ts';
import type { OrganisationType } from './rules.ts';
import { isListed } from './rules-visibility.ts';

/** An organisation as lists and choices show it. */
export interface Organisation {
	id: string;
	name: string;
	type: OrganisationType;
	street: string;
	postcode: string;
	town: string;
	ags: string | null;
	area: string | null;
	/** Of a school, where it has one. */
	number: string | null;
}

/** An organisation as those who keep the register list it. */
export interface Registered extends Organisation {
	/** When somebody last confirmed what stands there; null = never. */
	verifiedAt: Date | null;
	/** Since when it is there no longer; null = it is. */
	archivedAt: Date | null;
	/** Whether it names a specialist for child protection. */
	hasChildProtection: boolean;
	/** Whether it stands in the public directory; null = as its kind does. */
	listed: boolean | null;
}

/** Whether an organisation names a specialist for child protection. Shape: of a table that the query calls "organisation" */
export const hasChildProtection = sql<boolean>`exists (select from organisations.contact as contact
	where contact.region_id = organisation.region_id and contact.organisation_id = organisation.id and contact.kind = 'childProtection')`.as(
	'hasChildProtection',
);

/** All organisations of the region, by name, with those that are there no longer. */
export const registered = (tx: Tx, _by: Coordinator): Promise<Registered[]> => listed(tx);

/** Organisations, each with the planning area it lies in today. Shape: the tables are called "organisation" and "area" */
export const inAreas = (tx: Tx) =>
	tx
		.selectFrom('organisations.organisation as organisation')
		.leftJoin('places.area_municipality as membership', (join) =>
			join
				.onRef('membership.region_id', '=', 'organisation.region_id')
				.onRef('membership.ags', '=', 'organisation.ags')
				.on('membership.kind', '=', 'planningArea')
				.on('membership.valid_until', 'is', null),
		)
		.leftJoin('places.area as area', (join) =>
			join.onRef('area.region_id', '=', 'membership.region_id').onRef('area.id', '=', 'membership.area_id'),
		);

async function listed(tx: Tx): Promise<Registered[]> {
	const rows = await inAreas(tx)
		.select([
			'organisation.id',
			'organisation.name',
			'type',
			'street',
			'postcode',
			'town',
			'organisation.ags',
			'area.name as area',
			'school_number as number',
			'verified_at as verifiedAt',
			'archived_at as archivedAt',
			hasChildProtection,
			'listed',
		])
		.orderBy(sql`organisation.name collate "de-x-icu"`)
		.orderBy('town')
		.execute();
	return rows as Registered[];
}

/** An organisation as forms offer it. */
export type Offered = Pick<Organisation, 'id' | 'name' | 'town' | 'number'>;

const offeredAs = ({ id, name, town, number }: Registered): Offered => ({ id, name, town, number });

/**
 * The organisations that are there, by name, for forms of those who signed in.
 * Shape:  named = one that stays choosable because it is named already, though it be there no longer
 */
export const organisations = async (tx: Tx, named: string | null = null): Promise<Offered[]> =>
	(await listed(tx)).filter((one) => one.archivedAt === null || one.id === named).map(offeredAs);

/** The organisations of the public directory, by name: what forms that everybody may open offer. */
export const offered = async (tx: Tx): Promise<Offered[]> =>
	(await listed(tx)).filter((one) => one.archivedAt === null && isListed(one)).map(offeredAs);

/** Whether the region has any organisation, be it one that is there no longer. */
export async function hasOrganisations(tx: Tx): Promise<boolean> {
	return (await tx.selectFrom('organisations.organisation').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** The id of the organisation that somebody typed, if its name, its name and town, or these with its school number fit exactly one; one that is there goes before one that is no more. */
export async function organisationByName(tx: Tx, name: string): Promise<string | undefined> {
	const wanted = name.toLowerCase();
	const rows = await tx
		.selectFrom('organisations.organisation')
		.select(['id', 'archived_at as archivedAt'])
		.where((eb) =>
			eb.or([
				eb(lowered(sql.ref('name')), '=', wanted),
				eb(lowered(sql`(name || ', ' || town)`), '=', wanted),
				eb(lowered(sql`(name || ', ' || town || ', ' || school_number)`), '=', wanted),
			]),
		)
		.limit(20)
		.execute();
	const [one, ...others] = rows.some(({ archivedAt }) => archivedAt === null) ? rows.filter(({ archivedAt }) => archivedAt === null) : rows;
	return others.length === 0 ? one?.id : undefined;
}

/** Where somebody works, in which function. */
export interface Membership {
	id: string;
	organisation: string;
	organisationId: string;
	function: string;
	/** Calendar day, "2027-03-16" */
	since: string;
}

/** Somebody with an account, and where they work today. */
export interface Colleague {
	id: string;
	name: string;
	email: string;
	isCoordinator: boolean;
	memberships: Membership[];
}

/**
 * Everybody with an account in the region, by name, with what they do where today. Two queries.
 * Unit:   today = calendar day, "2027-03-16"
 */
export async function colleagues(tx: Tx, _by: Coordinator, today: string): Promise<Colleague[]> {
	const people = await tx
		.selectFrom('people.person as person')
		.select((eb) => [
			'person.id',
			'person.name',
			'person.email',
			eb
				.exists(
					eb
						.selectFrom('people.role as role')
						.select('role.role')
						.whereRef('role.person_id', '=', 'person.id')
						.where('role', '=', 'coordinator'),
				)
				.as('isCoordinator'),
		])
		.orderBy(sql`person.name collate "de-x-icu"`)
		.orderBy('person.id')
		.execute();
	const rows = await tx
		.selectFrom('organisations.membership as membership')
		.innerJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'membership.region_id').onRef('organisation.id', '=', 'membership.organisation_id'),
		)
		.select([
			'membership.id',
			'membership.person_id',
			'membership.organisation_id as organisationId',
			'organisation.name as organisation',
			'membership.function',
			'membership.valid_from as since',
		])
		.where((eb) => eb.or([eb('membership.valid_until', 'is', null), eb('membership.valid_until', '>', sql<string>`${today}`)]))
		.orderBy('membership.valid_from')
		.orderBy('membership.id')
		.execute();
	return people.map(({ isCoordinator, ...person }) => ({
		...person,
		isCoordinator: Boolean(isCoordinator),
		memberships: rows.filter((row) => row.person_id === person.id).map(({ person_id: _, ...membership }) => membership),
	}));
}
