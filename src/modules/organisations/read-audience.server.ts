import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { lowered } from '#platform/db/lower.ts';
import type { Language } from '#platform/language/language.ts';
import type { OrganisationType } from './rules.ts';
import type { Audience } from './schema-audience.ts';

/** Functions that people have today, each as it is written most often, with how many have it. */
export async function functions(tx: Tx, _by: Coordinator, today: string): Promise<{ name: string; people: number }[]> {
	const rows = await tx
		.selectFrom('organisations.membership')
		.select((eb) => [
			sql<string>`mode() within group (order by function)`.as('name'),
			eb.fn.count<number>('person_id').distinct().as('people'),
		])
		.where('function', '<>', '')
		.where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', sql<string>`${today}`)]))
		.where('valid_from', '<=', sql<string>`${today}`)
		.groupBy(lowered(sql.ref('function')))
		.orderBy(lowered(sql.ref('function')))
		.execute();
	return rows.map(({ name, people }) => ({ name, people: Number(people) }));
}

/** An audience that is kept under a name. */
export interface KeptAudience extends Audience {
	id: string;
	name: string;
}

/** The audiences of the region, by name. */
export async function audiences(tx: Tx, _by: Coordinator): Promise<KeptAudience[]> {
	const rows = await tx
		.selectFrom('organisations.audience')
		.select(['id', 'name', 'types', 'functions', 'areas'])
		.orderBy(sql`name collate "de-x-icu"`)
		.execute();
	return rows.map((row) => ({ ...row, types: row.types as OrganisationType[] }));
}

/** Somebody of the register, with the work by which they belong to an audience. */
export interface Addressee {
	person: string;
	name: string;
	email: string;
	language: Language;
	organisation: string;
	function: string;
	/** They want no invitations any more. */
	isUnsubscribed: boolean;
}

/**
 * The people of an audience, each once, by name. One query.
 * Shape:  an audience without any condition is everybody who works somewhere today
 * Unit:   today = calendar day, "2027-03-16"
 */
export async function addressees(tx: Tx, _by: Coordinator, audience: Audience, today: string): Promise<Addressee[]> {
	let query = tx
		.selectFrom('organisations.membership as membership')
		.innerJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'membership.region_id').onRef('person.id', '=', 'membership.person_id'),
		)
		.innerJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'membership.region_id').onRef('organisation.id', '=', 'membership.organisation_id'),
		)
		.distinctOn('person.id')
		.select((eb) => [
			'person.id as person',
			'person.name',
			'person.email',
			'person.language',
			'organisation.name as organisation',
			'membership.function',
			eb
				.exists(
					eb
						.selectFrom('people.unsubscription as gone')
						.select('gone.since')
						.whereRef('gone.region_id', '=', 'person.region_id')
						.whereRef('gone.email', '=', 'person.email'),
				)
				.as('isUnsubscribed'),
		])
		.where((eb) => eb.or([eb('membership.valid_until', 'is', null), eb('membership.valid_until', '>', sql<string>`${today}`)]))
		.where('membership.valid_from', '<=', sql<string>`${today}`);
	if (audience.types.length > 0) query = query.where('organisation.type', 'in', audience.types);
	if (audience.functions.length > 0)
		query = query.where(
			lowered(sql.ref('membership.function')),
			'in',
			audience.functions.map((name) => name.toLowerCase()),
		);
	if (audience.areas.length > 0)
		query = query.where((eb) =>
			eb.exists(
				eb
					.selectFrom('places.area_municipality as lies')
					.select('lies.ags')
					.whereRef('lies.region_id', '=', 'organisation.region_id')
					.whereRef('lies.ags', '=', 'organisation.ags')
					.where('lies.area_id', 'in', audience.areas)
					.where('lies.valid_until', 'is', null),
			),
		);
	const rows = await query.orderBy('person.id').orderBy('membership.valid_from').orderBy('membership.id').execute();
	const byName = new Intl.Collator('de');
	return rows
		.map((row) => ({ ...row, language: row.language as Language, isUnsubscribed: Boolean(row.isUnsubscribed) }))
		.sort((a, b) => byName.compare(a.name, b.name) || byName.compare(a.email, b.email));
}
