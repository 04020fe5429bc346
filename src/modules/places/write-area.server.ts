// Areas of several kinds: which municipalities lie in them since when, and where these lie.
import { sql } from 'kysely';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayLine } from '#platform/time/partial.ts';
import { lyings } from './read.server.ts';
import type { AreaKind } from './rules.ts';
import type { Bordered } from './rules-geo.ts';
import { words } from './words.ts';

type Key = Parameters<ReturnType<typeof words>>[0];

const reject = (key: Key, field: string, values: (language: Language) => Record<string, string> = () => ({})) =>
	new Rejected((language) => words(language)(key, values(language)), field);

/** One that writes areas of a kind at a time. */
const begin = (tx: Tx, region: number, kind: AreaKind) =>
	sql`select pg_advisory_xact_lock(hashtext('places.one_area ' || ${kind}::text), ${region}::integer)`.execute(tx);

/** The area of a kind by its name, founded where there is none. */
async function areaCalled(tx: Tx, region: number, kind: AreaKind, name: string): Promise<string> {
	const { id } = await tx
		.insertInto('places.area')
		.values({ region_id: region, kind, name })
		.onConflict((conflict) => conflict.columns(['region_id', 'kind', 'name']).doUpdateSet({ name }))
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

/**
 * Puts municipalities into an area from a day on; where they lay until then they lie no more, and what was before that day stays.
 * Shape:  name = of the area, founded where there is none; '' = into none of the kind
 * Unit:   since, today = calendar days, "2027-03-16"
 * Errors: Rejected for a day to come, and where one was put elsewhere later than that day; one that lies there already has lain there since then
 */
export async function assign(
	tx: Tx,
	by: { region: number },
	{ kind, name, keys, since, today }: { kind: AreaKind; name: string; keys: readonly string[]; since: string; today: string },
	field = 'since',
): Promise<void> {
	if (since > today) throw reject('dayToCome', field);
	if (keys.length === 0) return;
	await begin(tx, by.region, kind);
	const area = name === '' ? null : await areaCalled(tx, by.region, kind, name);
	const lying = await lyings(tx)
		.where('lies.kind', '=', kind)
		.where('lies.ags', 'in', keys)
		.where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', sql<string>`${since}`)]))
		.execute();
	const later = lying.filter(({ from }) => from > since);
	// Where it lies now, and nowhere else since that day: it has lain there longer than was known.
	const longer = later.filter((one) => one.area === area && one.until === null && lying.filter(({ ags }) => ags === one.ags).length === 1);
	const other = later.find((one) => !longer.includes(one));
	if (other) throw reject('movedLater', field, (language) => ({ name: other.name, day: dayLine(language, other.from) }));
	for (const one of longer)
		await tx
			.updateTable('places.area_municipality')
			.set({ valid_from: since })
			.where(sql<boolean>`area_id = ${one.area} and ags = ${one.ags} and valid_from = ${one.from}`)
			.execute();
	const stays = new Set(lying.filter((one) => one.area === area && one.until === null).map(({ ags }) => ags));
	for (const one of lying.filter(({ ags }) => !stays.has(ags))) {
		const isOne = sql<boolean>`area_id = ${one.area} and ags = ${one.ags} and valid_from = ${one.from}`;
		// What would end on the day on which it began never was.
		if (one.from === since) await tx.deleteFrom('places.area_municipality').where(isOne).execute();
		else await tx.updateTable('places.area_municipality').set({ valid_until: since }).where(isOne).execute();
	}
	const coming = area === null ? [] : keys.filter((ags) => !stays.has(ags));
	if (coming.length > 0)
		await tx
			.insertInto('places.area_municipality')
			.values(coming.map((ags) => ({ region_id: by.region, area_id: area as string, kind, ags, valid_from: since })))
			.execute();
}

/** Keeps the borders of municipalities; those that are not known yet are entered. Shape: how many were entered */
export async function keepBorders(tx: Tx, by: { region: number }, all: readonly Bordered[]): Promise<number> {
	let entered = 0;
	for (const { ags, name, outline } of all) {
		const known = await tx
			.updateTable('places.municipality')
			.set({ outline: JSON.stringify(outline) })
			.where('ags', '=', ags)
			.returning('ags')
			.executeTakeFirst();
		if (known) continue;
		await tx
			.insertInto('places.municipality')
			.values({ region_id: by.region, ags, name: name || ags, outline: JSON.stringify(outline) })
			.execute();
		entered++;
	}
	return entered;
}

/** Calls an area otherwise. Errors: Rejected for one that is gone, and for a name that another of its kind has */
export async function renameArea(tx: Tx, by: { region: number }, area: string, name: string): Promise<void> {
	const known = await tx.selectFrom('places.area').select('kind').where('id', '=', area).executeTakeFirst();
	if (!known) throw reject('areaGone', 'areaCalled');
	await begin(tx, by.region, known.kind as AreaKind);
	const other = await tx
		.selectFrom('places.area')
		.select('id')
		.where('kind', '=', known.kind)
		.where('name', '=', name)
		.where('id', '<>', area)
		.executeTakeFirst();
	if (other) throw reject('areaTaken', 'areaCalled', () => ({ name }));
	await tx.updateTable('places.area').set({ name }).where('id', '=', area).execute();
}
