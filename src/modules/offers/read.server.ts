// Offers as somebody may see them, and what is told of how they are used.
import { sql } from 'kysely';
import type { Insider, Reading } from '#modules/organisations/access.ts';
import { fits, inDirectory, levelsOf } from '#modules/organisations/read-search.server.ts';
import { waysOf } from '#modules/organisations/rules-search.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';
import { keyFor, sign } from '#platform/session/secret.ts';
import type { Marker } from './access.ts';
import { type Audience, type Cost, type Mark, type OfferLevel, type Situation, type State, toldOf, type Use } from './rules.ts';

/** An offer with whose it is and where it is to be had. */
export interface Offer {
	id: string;
	organisation: string;
	organisationName: string;
	title: string;
	description: string;
	audiences: Audience[];
	leastAge: number | null;
	mostAge: number | null;
	situations: Situation[];
	topics: string[];
	access: string;
	cost: Cost;
	costNote: string;
	waitWeeks: number | null;
	limits: string;
	state: State;
	level: OfferLevel;
	/** None = the whole region. */
	areas: { id: string; name: string }[];
	changedAt: Date;
	/** When its organisation was last confirmed; null = never. */
	verifiedAt: Date | null;
}

/** Which offers are asked for. Shape: '' = any; age = in years; area = an area's id; mine = as the reader marked it */
export interface WantedOffers {
	search: string;
	audience: Audience | '';
	situation: Situation | '';
	topic: string;
	area: string;
	age: number | null;
	isFree: boolean;
	mine: Mark | '';
}

export const ANY: WantedOffers = { search: '', audience: '', situation: '', topic: '', area: '', age: null, isFree: false, mine: '' };

const offers = (tx: Tx) =>
	tx
		.selectFrom('offers.offer as offer')
		.innerJoin('organisations.organisation as organisation', (join) =>
			join.onRef('organisation.region_id', '=', 'offer.region_id').onRef('organisation.id', '=', 'offer.organisation_id'),
		);

const columns = [
	'offer.id',
	'offer.organisation_id as organisation',
	'organisation.name as organisationName',
	'offer.title',
	'offer.description',
	'offer.audiences',
	'offer.least_age as leastAge',
	'offer.most_age as mostAge',
	'offer.situations',
	'offer.topics',
	'offer.access',
	'offer.cost',
	'offer.cost_note as costNote',
	'offer.wait_weeks as waitWeeks',
	'offer.limits',
	'offer.state',
	'offer.level',
	'offer.changed_at as changedAt',
	'organisation.verified_at as verifiedAt',
] as const;

const areas = sql<
	{ id: string; name: string }[]
>`coalesce((select json_agg(json_build_object('id', area.id, 'name', area.name) order by area.name)
	from offers.offer_area join places.area on area.region_id = offer_area.region_id and area.id = offer_area.area_id
	where offer_area.region_id = offer.region_id and offer_area.offer_id = offer.id), '[]')`.as('areas');

/** By what the marks of somebody are known, for each offer by another code: only those who marked come to it again. Source: docs/privacy.md */
export async function codeOf(tx: Tx, { region, whose }: Marker): Promise<(offer: string) => string> {
	const key = await keyFor(tx, region, 'offer marks');
	return (offer) => sign(key, `${whose} ${offer}`);
}

/** Offers that a reader sees: shown to them, of an organisation that they see, and to be had now or later again. */
const seenOffers = (tx: Tx, by: Reading) =>
	offers(tx)
		.where(inDirectory(by))
		.where('offer.state', '<>', 'ended')
		.where('offer.level', '=', sql<string>`any(${levelsOf(by.reader)})`);

/**
 * Offers that somebody sees and that fit what is asked for, by title, a page of them.
 * Shape:  marker = whose marks "mine" asks for
 */
export async function offersIn(
	tx: Tx,
	by: Reading,
	wanted: WantedOffers,
	{ from, most, marker }: { from: number; most: number; marker?: Marker | undefined },
): Promise<{ offers: Offer[]; count: number }> {
	const marked =
		wanted.mine !== '' && marker ? [...(await marksOf(tx, marker))].flatMap(([id, as]) => (as === wanted.mine ? [id] : [])) : null;
	const { search, audience, situation, topic, area, age } = wanted;
	const rows = await seenOffers(tx, by)
		.select([...columns, areas, sql<number>`(count(*) over ())::integer`.as('count')])
		.$if(waysOf(search).length > 0, (query) => query.where(fits(search, sql`(offer.searched || ' ' || organisation.searched)`)))
		.$if(audience !== '', (query) => query.where(sql<boolean>`(offer.audiences = '{}' or ${audience} = any(offer.audiences))`))
		.$if(situation !== '', (query) => query.where(sql<boolean>`(offer.situations = '{}' or ${situation} = any(offer.situations))`))
		.$if(topic !== '', (query) => query.where(sql<boolean>`${topic} = any(offer.topics)`))
		.$if(area !== '', (query) =>
			query.where(
				sql<boolean>`(exists (select from offers.offer_area own where own.region_id = offer.region_id and own.offer_id = offer.id and own.area_id = ${area})
					or not exists (select from offers.offer_area any_area where any_area.region_id = offer.region_id and any_area.offer_id = offer.id))`,
			),
		)
		.$if(age !== null, (query) => query.where(sql<boolean>`${age} between coalesce(offer.least_age, 0) and coalesce(offer.most_age, 999)`))
		.$if(wanted.isFree, (query) => query.where('offer.cost', '=', 'free'))
		.$if(marked !== null, (query) => query.where('offer.id', '=', sql<string>`any(${sql.val(marked)}::uuid[])`))
		.orderBy(sql`offer.title collate "de-x-icu"`)
		.orderBy('offer.id')
		.offset(from)
		.limit(most)
		.execute();
	return { offers: rows.map(({ count: _, ...row }) => row) as Offer[], count: rows[0]?.count ?? 0 };
}

/** An offer that somebody sees; undefined where they see none. */
export async function offerOf(tx: Tx, by: Reading, id: string): Promise<Offer | undefined> {
	if (!isId(id)) return undefined;
	return (await seenOffers(tx, by)
		.select([...columns, areas])
		.where('offer.id', '=', id)
		.executeTakeFirst()) as Offer | undefined;
}

/** The offers of some organisations that a reader sees, by title. One query. */
export async function offersBy(tx: Tx, by: Reading, organisations: readonly string[]): Promise<Offer[]> {
	return (await seenOffers(tx, by)
		.select([...columns, areas])
		.where('offer.organisation_id', '=', sql<string>`any(${sql.val([...organisations])}::uuid[])`)
		.orderBy(sql`offer.title collate "de-x-icu"`)
		.orderBy('offer.id')
		.execute()) as Offer[];
}

const kept = (tx: Tx, by: Coordinator | Insider) =>
	offers(tx)
		.select([...columns, areas])
		.$if('link' in by, (query) => query.where('offer.organisation_id', '=', (by as Insider).organisation))
		.orderBy(sql`offer.title collate "de-x-icu"`)
		.orderBy('offer.id');

/**
 * All offers that somebody keeps, with those that are over: an organisation's own, or for the coordination those of one, or of all that are there.
 * Shape:  search = words that an offer, its topics or its organisation fits
 */
export async function keptOffers(
	tx: Tx,
	by: Coordinator | Insider,
	{ organisation, search = '' }: { organisation?: string; search?: string } = {},
): Promise<Offer[]> {
	return (await kept(tx, by)
		.$if(organisation !== undefined, (query) => query.where('offer.organisation_id', '=', organisation as string))
		.$if(organisation === undefined, (query) => query.where('organisation.archived_at', 'is', null))
		.$if(waysOf(search).length > 0, (query) => query.where(fits(search, sql`(offer.searched || ' ' || organisation.searched)`)))
		.execute()) as Offer[];
}

/** An offer that somebody keeps; undefined where they keep none of that id. */
export async function keptOffer(tx: Tx, by: Coordinator | Insider, id: string): Promise<Offer | undefined> {
	return isId(id) ? ((await kept(tx, by).where('offer.id', '=', id).executeTakeFirst()) as Offer | undefined) : undefined;
}

/** Topics of the offers that a reader sees. */
export async function knownTopics(tx: Tx, by: Reading): Promise<string[]> {
	const rows = await tx
		.selectFrom(seenOffers(tx, by).select(sql<string>`unnest(offer.topics)`.as('topic')).as('seen'))
		.select('topic')
		.groupBy('topic')
		.orderBy(sql`topic collate "de-x-icu"`)
		.limit(200)
		.execute();
	return rows.map(({ topic }) => topic);
}

/** How somebody marked offers. Shape: by the offer's id */
export async function marksOf(tx: Tx, by: Marker): Promise<Map<string, Mark>> {
	const code = await codeOf(tx, by);
	const all = await tx.selectFrom('offers.offer').select('id').execute();
	const offers = new Map(all.map(({ id }) => [code(id), id]));
	const rows = await tx
		.selectFrom('offers.mark')
		.select(['marker', 'mark'])
		.where('marker', '=', sql<string>`any(${sql.val([...offers.keys()])}::text[])`)
		.execute();
	return new Map(rows.map(({ marker, mark }) => [offers.get(marker) as string, mark as Mark]));
}

/** What may be told of how offers are known and used. Shape: by the offer's id; an offer without an entry has too few marks */
export async function useOf(tx: Tx, _by: Coordinator): Promise<Map<string, Use>> {
	const rows = await tx
		.selectFrom('offers.mark')
		.select(['offer_id as offer', 'mark', sql<number>`count(*)::integer`.as('count')])
		.groupBy(['offer_id', 'mark'])
		.execute();
	const told = [...Map.groupBy(rows, ({ offer }) => offer)].map(([offer, all]) => {
		const of = (mark: Mark) => all.find((one) => one.mark === mark)?.count ?? 0;
		return [offer, toldOf({ known: of('known'), used: of('used'), notYet: of('notYet') })] as const;
	});
	return new Map(told.flatMap(([offer, use]) => (use ? [[offer, use]] : [])));
}
