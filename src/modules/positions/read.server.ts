// Positions as they were on a day, and as they were known on another.
import { type RawBuilder, sql } from 'kysely';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Assignment, Facts, Funding, Kind, Site, State } from './rules.ts';
import type { School, Standing } from './rules-coverage.ts';
import type { Programme, Rule, RuleKind } from './rules-findings.ts';
import { gapsIn } from './rules-funding.ts';

/** A day, and when it is asked what was known of it. Shape: known = a moment, null = now */
export interface AsOf {
	day: string;
	known: Date | string | null;
}

const isKnown = (known: AsOf['known']) =>
	known === null
		? sql<boolean>`known_until is null`
		: sql<boolean>`known_from <= ${known} and (known_until is null or known_until > ${known})`;

/** The columns of each kind of entry, by the names that rules know them by. */
export const entryColumns = {
	state: [
		'id',
		'position_id as position',
		'valid_from as from',
		'valid_until as until',
		'employer_id as employer',
		'fte',
		'is_planned as isPlanned',
		'emphasis',
		'qualification',
	],
	site: ['id', 'position_id as position', 'valid_from as from', 'valid_until as until', 'organisation_id as organisation', 'fte'],
	funding: [
		'id',
		'position_id as position',
		'valid_from as from',
		'valid_until as until',
		'programme_id as programme',
		'percent',
		'reference',
	],
	assignment: [
		'id',
		'position_id as position',
		'valid_from as from',
		'valid_until as until',
		'specialist_id as specialist',
		'organisation_id as organisation',
		'fte',
		'is_absent as isAbsent',
		'qualification',
	],
} as const;

/** What belongs to which position. */
type Of<Entry> = Entry & { position: string };

/** Entries of a kind that were known, of one position or of all, those that were over by a day left out. */
async function entriesOf<Entry>(
	tx: Tx,
	kind: Kind,
	{ known, day, position, which }: { known: AsOf['known']; day?: string; position?: string; which?: RawBuilder<boolean> },
): Promise<Of<Entry>[]> {
	const rows = await tx
		.selectFrom(`positions.${kind}`)
		.select(entryColumns[kind] as never)
		.where(isKnown(known))
		.$if(position !== undefined, (query) => query.where('position_id', '=', position as string))
		.$if(which !== undefined, (query) => query.where(which as RawBuilder<boolean>))
		.$if(day !== undefined, (query) => query.where(sql<boolean>`(valid_until is null or valid_until > ${day})`))
		.orderBy('valid_from')
		.execute();
	return rows as unknown as Of<Entry>[];
}

/** Everything that is known now of one position, in the order of its days. Four queries. */
export async function factsOf(tx: Tx, position: string): Promise<Facts> {
	const all = { known: null, position };
	return {
		states: await entriesOf<State>(tx, 'state', all),
		sites: await entriesOf<Site>(tx, 'site', all),
		fundings: await entriesOf<Funding>(tx, 'funding', all),
		assignments: await entriesOf<Assignment>(tx, 'assignment', all),
	};
}

/** Waits for whoever is writing: what was known at an earlier moment is then settled for ever. Source: domain.md §7, invariant 2 */
async function settle(tx: Tx, region: number): Promise<void> {
	await sql`select pg_advisory_xact_lock_shared(hashtext('positions'), ${region})`.execute(tx);
}

/** Which positions are looked at, and what of them. Shape: school = those that serve it, whenever; withOver = with entries that were over by the day; isUnpaid = without who pays */
export interface Which {
	school?: string;
	withOver?: boolean;
	isUnpaid?: boolean;
}

/** All positions as on a day, with what comes later and without what was over. Six queries. */
export async function standings(
	tx: Tx,
	by: Pick<Coordinator, 'region'>,
	{ day, known }: AsOf,
	{ school, withOver = false, isUnpaid = false }: Which = {},
): Promise<Standing[]> {
	if (known !== null) await settle(tx, by.region);
	const which = sql<boolean>`position_id in (select position_id from positions.site where organisation_id = ${school})`;
	const positions = await tx
		.selectFrom('positions.position')
		.select(['id', 'number'])
		.$if(known !== null, (query) => query.where('made_at', '<=', known as Date))
		.$if(school !== undefined, (query) =>
			query.where(sql<boolean>`id in (select position_id from positions.site where organisation_id = ${school})`),
		)
		.execute();
	const confirmed = await tx
		.selectFrom('positions.confirmation')
		.select((eb) => ['position_id as position', 'organisation_id as school', eb.fn.max('about_on').as('on')])
		.$if(known !== null, (query) => query.where('at', '<=', known as Date))
		.$if(school !== undefined, (query) => query.where(which))
		.groupBy(['position_id', 'organisation_id'])
		.execute();
	const all = new Map<string, Standing>(
		positions.map(({ id, number }) => [id, { id, number, confirmations: [], states: [], sites: [], fundings: [], assignments: [] }]),
	);
	const put = <Entry>(rows: Of<Entry>[], into: (one: Standing) => Entry[]) => {
		for (const row of rows) {
			const one = all.get(row.position);
			if (one) into(one).push(row);
		}
	};
	put(confirmed, (one) => one.confirmations);
	const asked = { known, ...(withOver ? {} : { day }), ...(school === undefined ? {} : { which }) };
	put(await entriesOf<State>(tx, 'state', asked), (one) => one.states);
	put(await entriesOf<Site>(tx, 'site', asked), (one) => one.sites);
	if (!isUnpaid) put(await entriesOf<Funding>(tx, 'funding', asked), (one) => one.fundings);
	put(await entriesOf<Assignment>(tx, 'assignment', asked), (one) => one.assignments);
	return [...all.values()];
}

/**
 * The organisations as the coverage looks at them on a day, by name: where they lay then, whether they were there, and how many pupils they had in the
 * school year that had begun. Their names, forms and carriers are today's.
 */
export async function schoolsOn(tx: Tx, _by: Pick<Coordinator, 'region'>, day: string, known: AsOf['known'] = null): Promise<School[]> {
	// A school year begins in August.
	const begun = Number(day.slice(0, 4)) - (day.slice(5, 7) < '08' ? 1 : 0);
	const rows = await tx
		.selectFrom('organisations.organisation as organisation')
		.leftJoin('places.municipality as municipality', (join) =>
			join.onRef('municipality.region_id', '=', 'organisation.region_id').onRef('municipality.ags', '=', 'organisation.ags'),
		)
		.leftJoin('places.area_municipality as membership', (join) =>
			join
				.onRef('membership.region_id', '=', 'organisation.region_id')
				.onRef('membership.ags', '=', 'organisation.ags')
				.on('membership.kind', '=', 'planningArea')
				.on('membership.valid_from', '<=', sql<string>`${day}`)
				.on(sql<boolean>`(membership.valid_until is null or membership.valid_until > ${day})`),
		)
		.leftJoin('places.area as area', (join) =>
			join.onRef('area.region_id', '=', 'membership.region_id').onRef('area.id', '=', 'membership.area_id'),
		)
		.leftJoinLateral(
			(eb) =>
				eb
					.selectFrom('organisations.school_year as year')
					.select('year.pupils')
					.whereRef('year.region_id', '=', 'organisation.region_id')
					.whereRef('year.organisation_id', '=', 'organisation.id')
					.where('year.year', '<=', `${begun}/99`)
					.where('year.pupils', 'is not', null)
					.orderBy('year.year', 'desc')
					.limit(1)
					.as('latest'),
			(join) => join.onTrue(),
		)
		.select([
			'organisation.id',
			'organisation.name',
			'organisation.town',
			'organisation.school_number as number',
			'organisation.type',
			'organisation.school_forms as forms',
			'organisation.carrier',
			sql<boolean>`(archived_at is not null and archived_at <= coalesce(${known}::timestamptz, now()) and (archived_at at time zone 'Europe/Berlin')::date <= ${day}::date)`.as(
				'isArchived',
			),
			'municipality.name as municipality',
			'area.name as area',
			'latest.pupils',
		])
		.$if(known !== null, (query) => query.where('organisation.created_at', '<=', known as Date))
		.orderBy(sql`organisation.name collate "de-x-icu"`)
		.orderBy('organisation.town')
		.execute();
	return rows.map(({ type, forms, municipality, area, ...one }) => ({
		...one,
		isSchool: type === 'school',
		form: forms.join(' / '),
		municipality: municipality ?? '',
		area: area ?? '',
	}));
}

/** Programmes that pay, by name, with those that pay no longer. */
export async function programmes(tx: Tx): Promise<(Programme & { note: string; isArchived: boolean })[]> {
	const rows = await tx
		.selectFrom('positions.programme')
		.select(['id', 'name', 'last_on as lastOn', 'note', 'archived_at as archivedAt'])
		.orderBy(sql`name collate "de-x-icu"`)
		.execute();
	return rows.map(({ archivedAt, ...one }) => ({ ...one, isArchived: archivedAt !== null }));
}

/** What programmes and the region ask of positions. */
export async function rules(tx: Tx): Promise<(Rule & { id: string; source: string })[]> {
	const rows = await tx
		.selectFrom('positions.rule')
		.select(['id', 'programme_id as programme', 'kind', 'number', 'text', 'source'])
		.orderBy('kind')
		.orderBy('id')
		.execute();
	return rows.map((row) => ({ ...row, kind: row.kind as RuleKind }));
}

/** The names of people who work in positions, as far as they are known. Shape: by id */
export async function specialistNames(tx: Tx, _by: Coordinator): Promise<Map<string, string>> {
	const rows = await tx.selectFrom('positions.specialist').select(['id', 'name']).where('name', '<>', '').execute();
	return new Map(rows.map(({ id, name }) => [id, name]));
}

/** How many hundredths of positions were approved, filled and there on each of some days, and how many people. One query. Source: domain.md §3.6 */
export async function yearsOf(
	tx: Tx,
	_by: Coordinator,
	days: readonly string[],
): Promise<{ day: string; positions: number; approved: number; filled: number; people: number }[]> {
	const { rows } = await sql<{ day: string; positions: number; approved: number; filled: number; people: number }>`
		select day, state.positions, state.approved, assigned.filled, assigned.people
		from unnest(${sql.val([...days])}::date[]) as day
		cross join lateral (
			select count(*) as positions, coalesce(sum(fte), 0) as approved from positions.state
			where known_until is null and not is_planned and valid_from <= day and (valid_until is null or valid_until > day)
		) as state
		cross join lateral (
			select coalesce(sum(assignment.fte), 0) as filled, count(distinct specialist_id) filter (where not is_absent) as people from positions.assignment as assignment
			where known_until is null and valid_from <= day and (valid_until is null or valid_until > day)
				and exists (select from positions.state as state where state.region_id = assignment.region_id and state.position_id = assignment.position_id
					and state.known_until is null and not state.is_planned and state.valid_from <= day and (state.valid_until is null or state.valid_until > day))
		) as assigned
		order by day`.execute(tx);
	return rows;
}

/** How many positions have days that nobody pays for, from a day on. Two queries. Shape: until = the end of the window, half open */
export async function unpaidCount(tx: Tx, _by: Coordinator, day: string, until: string): Promise<number> {
	const spans = async (kind: 'state' | 'funding') =>
		Map.groupBy(
			await tx
				.selectFrom(`positions.${kind}`)
				.select(['position_id as position', 'valid_from as from', 'valid_until as until'])
				.where(isKnown(null))
				.where(sql<boolean>`valid_from < ${until} and (valid_until is null or valid_until > ${day})`)
				.$if(kind === 'state', (query) => query.where(sql<boolean>`not is_planned`))
				.execute(),
			({ position }) => position,
		);
	const fundings = await spans('funding');
	return [...(await spans('state'))].filter(
		([position, states]) => gapsIn(states, fundings.get(position) ?? [], { from: day, until }).length > 0,
	).length;
}
