// Schools as lists are compared with them, and the lists that were taken over.
import { sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Fate, KnownSchool } from './rules-import.ts';
import type { Carrier, SchoolField } from './rules-school.ts';

/** The schools of the region with what is known of their years. Two queries. */
export async function knownSchools(tx: Tx): Promise<KnownSchool[]> {
	const schools = await tx
		.selectFrom('organisations.organisation')
		.select([
			'id',
			sql<string>`coalesce(school_number, '')`.as('number'),
			'name',
			'school_forms as forms',
			'carrier',
			'street',
			'postcode',
			'town',
			sql<string>`coalesce(ags, '')`.as('ags'),
			'phone',
			'email',
			'website',
			'latitude',
			'longitude',
		])
		.where('type', '=', 'school')
		.execute();
	const years = await tx
		.selectFrom('organisations.school_year')
		.select(['organisation_id as school', 'year', 'pupils', 'social_index as socialIndex', 'source'])
		.execute();
	const own = Map.groupBy(years, ({ school }) => school);
	return schools.map((school) => ({
		...school,
		carrier: school.carrier as Carrier,
		years: Object.fromEntries((own.get(school.id) ?? []).map(({ school: _, year, ...facts }) => [year, facts])),
	}));
}

/** Names and places that organisations have which are no schools. */
export const otherNames = (tx: Tx): Promise<{ name: string; town: string }[]> =>
	tx.selectFrom('organisations.organisation').select(['name', 'town']).where('type', '<>', 'school').execute();

/** What headings meant when lists were taken over before, by bare heading. */
export async function saidHeadings(tx: Tx): Promise<Map<string, SchoolField | ''>> {
	const rows = await tx.selectFrom('organisations.import_heading').select(['heading', 'field']).execute();
	return new Map(rows.map(({ heading, field }) => [heading, field as SchoolField | '']));
}

/** A list that was taken over. */
export interface Import {
	id: string;
	at: Date;
	/** Who did it; null = by the command line. */
	by: string | null;
	name: string;
	counts: Record<Fate, number>;
	undoneAt: Date | null;
}

/** The lists that were taken over into a register, the latest first. */
export async function importsOf(tx: Tx, _by: Coordinator, register: 'organisations' | 'positions', most: number): Promise<Import[]> {
	const { rows } = await sql<Import>`
		select import.id, import.at, person.name as by, import.name, import.counts, import.undone_at as "undoneAt"
		from ${sql.table(`${register}.import`)} import
			left join people.person person on person.region_id = import.region_id and person.id = import.person_id
		order by import.at desc, import.id limit ${most}`.execute(tx);
	return rows;
}
