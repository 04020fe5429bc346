// What is known of one organisation, and the link by which its own people keep it.
import { sql } from 'kysely';
import type { Actor, Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';
import { isSigned, keyFor, linkParts, sign } from '#platform/session/secret.ts';
import { type Insider, insider } from './access.ts';
import { hasChildProtection } from './read.server.ts';
import type { LegalRegime, OrganisationType } from './rules.ts';
import type { Verified } from './rules-profile.ts';
import type { Carrier } from './rules-school.ts';
import type { Kept, Visibility } from './rules-visibility.ts';

/** An organisation with everything that is kept of it. */
export interface Profile extends Verified, Kept {
	archivedAt: Date | null;
	email: string;
	/** Whether the organisation itself confirmed it last. */
	verifiedOwn: boolean;
	verifiedAt: Date | null;
	/** The number of its link. */
	link: number;
}

const profiles = (tx: Tx) =>
	tx
		.selectFrom('organisations.organisation as organisation')
		.leftJoin('places.municipality as municipality', (join) =>
			join.onRef('municipality.region_id', '=', 'organisation.region_id').onRef('municipality.ags', '=', 'organisation.ags'),
		)
		.select([
			'organisation.id',
			'organisation.name',
			'type',
			'street',
			'postcode',
			'town',
			sql<string>`coalesce(organisation.ags, '')`.as('ags'),
			sql<string>`coalesce(municipality.name, '')`.as('municipality'),
			sql<string>`coalesce(school_number, '')`.as('number'),
			'school_forms as forms',
			'carrier',
			'phone',
			'email',
			'website',
			'latitude',
			'longitude',
			'opening_hours as openingHours',
			'possibilities',
			'limits',
			'ways_of_working as waysOfWorking',
			'verified_at as verifiedAt',
			'verified_own as verifiedOwn',
			'asked_at as askedAt',
			'archived_at as archivedAt',
			'link_version as link',
			'legal_regime as legalRegime',
			'listed',
			hasChildProtection,
			'visibility',
		]);

/** Any of some ids, however many. */
const any = (ids: readonly string[]) => sql<string>`any(${sql.val([...ids])}::uuid[])`;

async function whole(
	tx: Tx,
	rows: Awaited<ReturnType<ReturnType<typeof profiles>['execute']>>,
	ids?: readonly string[],
): Promise<Profile[]> {
	if (rows.length === 0) return [];
	const years = await tx
		.selectFrom('organisations.school_year')
		.select(['organisation_id as organisation', 'year', 'pupils', 'social_index as socialIndex', 'source'])
		.$if(ids !== undefined, (query) => query.where('organisation_id', '=', any(ids as string[])))
		.orderBy('year', 'desc')
		.execute();
	const own = Map.groupBy(years, ({ organisation }) => organisation);
	return rows.map((row) => ({
		...row,
		type: row.type as OrganisationType,
		carrier: row.carrier as Carrier,
		legalRegime: row.legalRegime as LegalRegime,
		visibility: row.visibility as Visibility,
		years: (own.get(row.id) ?? []).map(({ organisation: _, ...year }) => year),
	}));
}

/** An organisation with everything that is kept of it; undefined where there is none. Two queries. For those who may read all of it. */
export async function profileOf(tx: Tx, id: string): Promise<Profile | undefined> {
	if (!isId(id)) return undefined;
	return (await whole(tx, await profiles(tx).where('organisation.id', '=', id).execute(), [id]))[0];
}

/** Everything that is kept of all organisations of the region. Two queries. */
export const profilesOf = async (tx: Tx, _by: Coordinator): Promise<Profile[]> => whole(tx, await profiles(tx).execute());

/** Everything that is kept of some organisations, in their order. Two queries. For those who may read all of it, or take away what may not be seen. */
export async function profilesAt(tx: Tx, ids: readonly string[]): Promise<Profile[]> {
	if (ids.length === 0) return [];
	const found = new Map(
		(await whole(tx, await profiles(tx).where('organisation.id', '=', any(ids)).execute(), ids)).map((one) => [one.id, one]),
	);
	return ids.flatMap((id) => found.get(id) ?? []);
}

/** Who works in an organisation today, by name. Unit: today = calendar day, "2027-03-16" */
export async function staffOf(tx: Tx, id: string, today: string): Promise<{ name: string; function: string }[]> {
	return tx
		.selectFrom('organisations.membership as membership')
		.innerJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'membership.region_id').onRef('person.id', '=', 'membership.person_id'),
		)
		.select(['person.name', 'membership.function'])
		.where('membership.organisation_id', '=', id)
		.where('valid_from', '<=', sql<string>`${today}`)
		.where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', sql<string>`${today}`)]))
		.orderBy(sql`person.name collate "de-x-icu"`)
		.execute();
}

const PURPOSE = 'organisation link';
const signed = (id: string, version: number) => `organisation ${id} ${version}`;

/** The token of an organisation's own people; never stored, and another one once its address has changed. */
export async function organisationToken(tx: Tx, region: number, { id, link }: Pick<Profile, 'id' | 'link'>): Promise<string> {
	return `${id}.${sign(await keyFor(tx, region, PURPOSE), signed(id, link))}`;
}

/** The organisations that are there in which somebody works today, with the token by which their own people keep them. Two queries. Unit: today = calendar day */
export async function ownOrganisations(tx: Tx, actor: Actor, today: string): Promise<{ name: string; token: string }[]> {
	const rows = await tx
		.selectFrom('organisations.membership as membership')
		.innerJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'membership.region_id').onRef('organisation.id', '=', 'membership.organisation_id'),
		)
		.select(['organisation.id', 'organisation.name', 'link_version as link'])
		.distinct()
		.where('membership.person_id', '=', actor.person)
		.where('archived_at', 'is', null)
		.where('valid_from', '<=', sql<string>`${today}`)
		.where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', sql<string>`${today}`)]))
		.orderBy('organisation.name')
		.execute();
	const key = await keyFor(tx, actor.region, PURPOSE);
	return rows.map(({ id, name, link }) => ({ name, token: `${id}.${sign(key, signed(id, link))}` }));
}

/** The proof that somebody came by the link of an organisation; undefined otherwise. */
export async function insiderBy(tx: Tx, region: number, token: string): Promise<{ by: Insider; profile: Profile } | undefined> {
	const [id, signature] = linkParts(token);
	const profile = id ? await profileOf(tx, id) : undefined;
	if (!profile || !isSigned(await keyFor(tx, region, PURPOSE), signed(profile.id, profile.link), signature)) return undefined;
	return { by: insider(region, profile.id, profile.link), profile };
}

/** When it was last said who sees what of an organisation, and whether by itself. For those who may read all of it. */
export const disclosedOf = (tx: Tx, id: string): Promise<{ id: string; at: Date; own: boolean } | undefined> =>
	tx
		.selectFrom('organisations.disclosure')
		.select(['id', 'at', 'own'])
		.where('organisation_id', '=', id)
		.orderBy('at', 'desc')
		.orderBy('id')
		.limit(1)
		.executeTakeFirst();
