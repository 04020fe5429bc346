import { sql } from 'kysely';
import type { Rounds } from '#algorithms/mixing/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { keyFor, sign } from '#platform/session/secret.ts';
import { type Chair, chairs, type Group, groups, rounds } from './read.server.ts';
import { type Circumstances, type Guest, pairsOf, usual, type Weights } from './rules.ts';

/** How a meeting's people are mixed. */
export interface Plan {
	rounds: number;
	minutes: number;
	people: 'arrived' | 'registered';
	weights: Weights;
	seed: number;
	madeAt: Date | null;
}

/** The plan of a meeting; undefined before there is one. */
export async function planOf(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Plan | undefined> {
	const row = await tx
		.selectFrom('groups.plan')
		.select(['rounds', 'round_min as minutes', 'people', 'weights', 'seed', 'made_at as madeAt'])
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirst();
	return row && { ...row, people: row.people as Plan['people'], weights: { ...usual, ...(row.weights as Partial<Weights>) } };
}

/** Who has a place, and whether they are there, by name. */
export async function guests(
	tx: Tx,
	by: Pick<Organiser, 'meeting'>,
): Promise<(Guest & { isHere: boolean; email: string; mayRemember: boolean })[]> {
	const rows = await tx
		.selectFrom('registration.place as place')
		.leftJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'place.region_id').onRef('organisation.id', '=', 'place.organisation_id'),
		)
		.leftJoin('registration.arrival as arrival', (join) =>
			join.onRef('arrival.region_id', '=', 'place.region_id').onRef('arrival.place_id', '=', 'place.id'),
		)
		.leftJoin('registration.consent as consent', (join) =>
			join.onRef('consent.region_id', '=', 'place.region_id').onRef('consent.place_id', '=', 'place.id').on('consent.purpose', '=', 'met'),
		)
		.select((eb) => [
			'place.id as place',
			'place.name',
			'place.email',
			'place.organisation_id',
			'place.organisation_name',
			'place.profession',
			'organisation.type as organisationType',
			'organisation.ags as municipality',
			eb('arrival.place_id', 'is not', null).as('isHere'),
			eb('consent.place_id', 'is not', null).as('mayRemember'),
		])
		.where('place.meeting_id', '=', by.meeting)
		.where('place.state', '=', 'confirmed')
		.orderBy(sql`place.name collate "de-x-icu"`)
		.orderBy('place.id')
		.execute();
	return rows.map((row) => ({
		place: row.place,
		name: row.name,
		email: row.email ?? '',
		organisation: row.organisation_id ?? row.organisation_name.toLowerCase(),
		organisationType: row.organisationType ?? '',
		// Nobody was asked at the door what they do.
		profession: row.email ? row.profession : '',
		municipality: row.municipality ?? '',
		isHere: Boolean(row.isHere),
		mayRemember: Boolean(row.mayRemember),
	}));
}

const PURPOSE = 'met at a table';

/** What stands for an address where it is remembered who met whom. */
export async function digestOf(tx: Tx, region: number): Promise<(email: string) => string> {
	const key = await keyFor(tx, region, PURPOSE);
	return (email) => sign(key, email);
}

/** Pairs of people who met at earlier meetings and agreed, here as there, that this is remembered. */
async function metBefore(
	tx: Tx,
	{ region, meeting }: Pick<Organiser, 'region' | 'meeting'>,
	all: readonly { place: string; email: string; mayRemember: boolean }[],
): Promise<[string, string][]> {
	const digest = await digestOf(tx, region);
	const known = new Map(all.flatMap(({ place, email, mayRemember }) => (mayRemember && email ? [[digest(email), place] as const] : [])));
	if (known.size < 2) return [];
	const digests = [...known.keys()];
	const rows = await tx
		.selectFrom('groups.met')
		.select(['one', 'other'])
		.where('one', 'in', digests)
		.where('other', 'in', digests)
		// Who met at this very meeting has not met before it.
		.where((eb) =>
			eb(
				'met_on',
				'<',
				eb
					.selectFrom('events.meeting')
					.select(sql<string>`(starts_at at time zone 'Europe/Berlin')::date`.as('day'))
					.where('id', '=', meeting),
			),
		)
		.execute();
	return rows.map(({ one, other }): [string, string] => [known.get(one) as string, known.get(other) as string]);
}

/** Chairs as tables of people in each round, tables in their order. */
export function seatedIn(tables: readonly Pick<Group, 'id'>[], all: readonly Chair[], from: number, until: number): Rounds {
	const at = new Map(tables.map(({ id }, number) => [id, number]));
	const seated: Rounds = Array.from({ length: Math.max(0, until - from + 1) }, () => tables.map(() => []));
	for (const { round, place, group } of all) seated[round - from]?.[at.get(group) ?? -1]?.push(place);
	return seated;
}

/** Everything that a seating of a meeting depends on, and how far it is. */
export interface Seating {
	plan: Plan;
	groups: Group[];
	chairs: Chair[];
	/** The last round that has begun; 0 = none. */
	begun: number;
	circumstances: Omit<Circumstances, 'rounds' | 'past' | 'keep'>;
	/** Whoever could be seated, with what a page shows of them. */
	guests: (Guest & { isHere: boolean })[];
}

/** The seating of a meeting; undefined before there is a plan. A fixed number of queries. */
export async function seatingOf(tx: Tx, by: Pick<Organiser, 'region' | 'meeting'>): Promise<Seating | undefined> {
	const plan = await planOf(tx, by);
	if (!plan) return undefined;
	const tables = await groups(tx, by);
	const everybody = await guests(tx, by);
	const taking = plan.people === 'arrived' ? everybody.filter(({ isHere }) => isHere) : everybody;
	return {
		plan,
		groups: tables,
		chairs: await chairs(tx, by),
		begun: (await rounds(tx, by)).at(-1)?.number ?? 0,
		circumstances: {
			guests: taking,
			tables: tables.map(({ id, seats, moderator }) => ({ group: id, seats, moderator })),
			weights: plan.weights,
			seed: plan.seed,
			met: await metBefore(tx, by, taking),
		},
		guests: everybody,
	};
}

/**
 * What is to be worked out: the rounds that have not begun, for whoever takes part now.
 * Shape:  isAnew = what people were told may change; otherwise as little of it as possible
 */
export function toSeat({ plan, groups: tables, chairs: all, begun, circumstances }: Seating, isAnew: boolean): Circumstances {
	const told = seatedIn(tables, all, begun + 1, plan.rounds);
	const isTold = told.some((round) => round.some((table) => table.length > 0));
	return {
		...circumstances,
		rounds: plan.rounds - begun,
		past: seatedIn(tables, all, 1, begun),
		keep: isTold && !isAnew ? told : null,
	};
}

/** Pairs of digests of those who sat at one table in a round that began, and both agreed that this is remembered. */
export async function pairsToRemember(tx: Tx, by: Pick<Organiser, 'region' | 'meeting'>): Promise<[string, string][]> {
	const begun = (await rounds(tx, by)).at(-1)?.number ?? 0;
	if (begun === 0) return [];
	const digest = await digestOf(tx, by.region);
	const all = await guests(tx, by);
	const agreed = new Map(all.flatMap(({ place, email, mayRemember }) => (mayRemember && email ? [[place, digest(email)] as const] : [])));
	const seated = seatedIn(await groups(tx, by), await chairs(tx, by), 1, begun);
	return pairsOf(seated.map((round) => round.map((table) => table.flatMap((place) => agreed.get(place) ?? []))));
}
