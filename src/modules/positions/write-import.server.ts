// Lists of positions: taken over in one act, and taken back in one.
import { randomUUID } from 'node:crypto';
import { countsOf, type Fate } from '#modules/organisations/rules-import.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { bare } from '#platform/sheet/columns.ts';
import type { Table } from '#platform/sheet/csv.ts';
import { entryColumns, standings } from './read.server.ts';
import { knownPositions } from './read-import.server.ts';
import { clashIn, type Kind, kinds, OPEN } from './rules.ts';
import { type PositionRow, readPositions } from './rules-import.ts';
import type { ListField } from './rules-list.ts';
import { type Fresh, newName, type Plan, programmeKey } from './rules-plan.ts';
import { words } from './words.ts';
import { beginWriting, type Entry, inPieces, putAll, type Writer, withdraw } from './write-entry.server.ts';

/** Rows that are taken over at once. */
export const MOST_ROWS = 20_000;

const MOST_COLUMNS = 200;

const reject = (key: Parameters<ReturnType<typeof words>>[0], values?: Record<string, string | number>) =>
	new Rejected((language) => words(language)(key, values), 'file');

/**
 * What would be taken over from a list of positions; nothing is changed.
 * Shape:  day = from when differences hold
 * Errors: Rejected for a list without schools or shares, and for one that is too long or too wide
 */
export async function previewPositions(
	tx: Tx,
	by: Pick<Coordinator, 'region'>,
	{ headings, rows }: Table,
	columns: readonly (ListField | '')[],
	day: string,
): Promise<PositionRow[]> {
	if (headings.length > MOST_COLUMNS) throw reject('list.tooWide', { most: MOST_COLUMNS });
	if (!columns.includes('fte') || !(columns.includes('school') || columns.includes('schoolNumber')))
		throw reject('list.noColumns', { headings: headings.join(', ').slice(0, 200) });
	if (rows.length === 0) throw reject('list.empty');
	if (rows.length > MOST_ROWS) throw reject('list.tooMany', { rows: rows.length, most: MOST_ROWS });
	return readPositions(columns, rows, await knownPositions(tx, by), day);
}

/** Ids for those that a list names and nobody knew: whoever has no name is somebody new each time. */
async function founded(tx: Tx, by: Writer, plans: readonly Plan[]): Promise<(fresh: Fresh) => Fresh> {
	const named = (idOf: (fresh: Fresh) => string, key: (name: string) => string) =>
		new Map(
			plans.flatMap(({ made }) =>
				made.flatMap((one) => (newName(idOf(one)) ? [[key(newName(idOf(one)) ?? ''), newName(idOf(one)) ?? ''] as const] : [])),
			),
		);
	const specialist = (one: Fresh) => (one.kind === 'assignment' ? one.entry.specialist : '');
	const programme = (one: Fresh) => (one.kind === 'funding' ? one.entry.programme : '');
	const unnamed = plans.flatMap(({ made }) => made.filter((one) => newName(specialist(one)) === ''));
	const [people, paying] = [named(specialist, bare), named(programme, programmeKey)];
	const names = [...[...people.values()].map((name) => ({ name })), ...unnamed.map(() => ({ name: '' }))];
	const inserted = await inPieces(names, (piece) =>
		tx
			.insertInto('positions.specialist')
			.values(piece.map(({ name }) => ({ region_id: by.region, name })))
			.returning(['id', 'name'])
			.execute(),
	);
	const programmes = await inPieces([...paying.values()], (piece) =>
		tx
			.insertInto('positions.programme')
			.values(piece.map((name) => ({ region_id: by.region, name })))
			.returning(['id', 'name'])
			.execute(),
	);
	const idOf = new Map(inserted.flatMap(({ id, name }) => (name ? [[bare(name), id] as const] : [])));
	const nobody = inserted.filter(({ name }) => name === '').map(({ id }) => id);
	const programmeOf = new Map(programmes.map(({ id, name }) => [programmeKey(name), id]));
	return (one) => {
		if (one.kind === 'assignment') {
			const name = newName(one.entry.specialist);
			if (name === undefined) return one;
			return { kind: 'assignment', entry: { ...one.entry, specialist: (name === '' ? nobody.pop() : idOf.get(bare(name))) as string } };
		}
		const name = one.kind === 'funding' ? newName(one.entry.programme) : undefined;
		return one.kind === 'funding' && name
			? { kind: 'funding', entry: { ...one.entry, programme: programmeOf.get(programmeKey(name)) as string } }
			: one;
	};
}

/**
 * Takes a list of positions over, all that can be read and contradicts nothing, in one act that can be taken back; the same list again changes nothing.
 * Shape:  id = of the list, to take it back by; null where it changed nothing · day = from when differences hold
 * Errors: as previewPositions
 */
export async function importPositions(
	tx: Tx,
	by: Writer,
	table: Table,
	{ name, columns, day }: { name: string; columns: readonly (ListField | '')[]; day: string },
	now: Date,
): Promise<{ id: string | null; rows: PositionRow[]; counts: Record<Fate, number>; created: number; changed: number }> {
	await beginWriting(tx);
	const rows = await previewPositions(tx, by, table, columns, day);
	const counts = countsOf(rows);
	const plans = rows.flatMap(({ plan }) => (plan ? [{ ...plan, id: plan.position ?? randomUUID() }] : []));
	const created = rows.filter(({ plan, fate }) => plan && fate === 'new').length;
	const done = { rows, counts, created, changed: plans.length - created };
	if (plans.length === 0) return { id: null, ...done };
	const found = await founded(tx, by, plans);
	await inPieces(
		plans.filter(({ position }) => position === null),
		(piece) =>
			tx
				.insertInto('positions.position')
				.values(piece.map(({ id, number }) => ({ region_id: by.region, id, number, made_by: by.person })))
				.execute(),
	);
	const numbered = plans.filter(({ position, newNumber }) => position !== null && newNumber !== '');
	for (const { id, newNumber } of numbered)
		await tx.updateTable('positions.position').set({ number: newNumber }).where('id', '=', id).execute();
	const id = randomUUID();
	await tx
		.insertInto('positions.import')
		.values({
			region_id: by.region,
			id,
			at: now,
			person_id: by.person,
			name: name.slice(0, 200),
			counts: JSON.stringify({ ...counts, new: created, changed: done.changed }),
			numbered: JSON.stringify(numbered.map((one) => ({ position: one.id, number: one.newNumber }))),
		})
		.execute();
	for (const kind of kinds) {
		const gone = plans.flatMap((plan) => plan.gone.filter((one) => one.kind === kind).map((one) => ({ id: one.id, position: plan.id })));
		await withdraw(tx, by, kind, gone);
		const made = plans.flatMap((plan) =>
			plan.made.flatMap((one) => (one.kind === kind ? [{ position: plan.id, entry: found(one).entry as Entry[Kind] }] : [])),
		);
		const ids = await putAll(tx, by, kind, made as never);
		await noted(tx, by, id, kind, gone, false);
		await noted(
			tx,
			by,
			id,
			kind,
			made.map(({ position }, at) => ({ id: ids[at] as string, position })),
			true,
		);
	}
	return { id, ...done };
}

const noted = (tx: Tx, by: Writer, list: string, kind: Kind, entries: readonly { id: string; position: string }[], isMade: boolean) =>
	inPieces(entries, (piece) =>
		tx
			.insertInto('positions.import_change')
			.values(
				piece.map(({ id, position }) => ({
					region_id: by.region,
					import_id: list,
					kind,
					entry_id: id,
					position_id: position,
					is_made: isMade,
				})),
			)
			.execute(),
	);

/**
 * Takes a list back: what it made is known no longer, and what it ended is known again. All or nothing; the same again changes nothing.
 * Programmes that came with it stay.
 * Errors: Rejected where somebody has changed since what it brought
 */
export async function undoImport(tx: Tx, by: Coordinator, id: string, now: Date): Promise<void> {
	await beginWriting(tx);
	const list = await tx
		.selectFrom('positions.import')
		.select(['numbered', 'undone_at as undoneAt'])
		.where('id', '=', id)
		.executeTakeFirst();
	if (!list) throw reject('list.gone');
	if (list.undoneAt) return;
	const changes = await tx
		.selectFrom('positions.import_change')
		.select(['kind', 'entry_id as entry', 'position_id as position', 'is_made as isMade'])
		.where('import_id', '=', id)
		.execute();
	try {
		for (const kind of kinds)
			await takeBack(
				tx,
				by,
				id,
				kind,
				changes.filter((one) => one.kind === kind),
			);
	} catch (error) {
		// An entry of the list that is known no longer was changed by somebody.
		if (error instanceof Rejected) throw reject('list.touched');
		throw error;
	}
	const touched = new Set(changes.map(({ position }) => position));
	const after = (await standings(tx, by, { day: OPEN, known: null }, { withOver: true })).filter((one) => touched.has(one.id));
	if (after.some((one) => clashIn(one))) throw reject('list.touched');
	// A number that came with the list is free again.
	for (const { position, number } of list.numbered as unknown as { position: string; number: string }[])
		await tx.updateTable('positions.position').set({ number: '' }).where('id', '=', position).where('number', '=', number).execute();
	const empty = after.filter(({ states }) => states.length === 0).map((one) => one.id);
	await inPieces(empty, (piece) => tx.updateTable('positions.position').set({ number: '' }).where('id', 'in', piece).execute());
	await tx.updateTable('positions.import').set({ undone_at: now }).where('id', '=', id).execute();
}

/** Takes back what a list made of one kind of entries, and what it ended; lists before it know what they made by its new id. */
async function takeBack(
	tx: Tx,
	by: Coordinator,
	list: string,
	kind: Kind,
	changes: readonly { entry: string; position: string; isMade: boolean }[],
): Promise<void> {
	await withdraw(
		tx,
		by,
		kind,
		changes.filter(({ isMade }) => isMade).map(({ entry }) => ({ id: entry })),
	);
	const ended = new Map(changes.filter(({ isMade }) => !isMade).map(({ entry, position }) => [entry, position]));
	if (ended.size === 0) return;
	const rows = (await tx
		.selectFrom(`positions.${kind}`)
		.select(entryColumns[kind] as never)
		.where('id', 'in', [...ended.keys()])
		.execute()) as unknown as (Entry[Kind] & { id: string })[];
	const again = rows.map((entry) => ({ position: ended.get(entry.id) as string, entry }));
	const ids = await putAll(tx, by, kind, again as never);
	for (const [at, { entry }] of again.entries())
		await tx
			.updateTable('positions.import_change')
			.set({ entry_id: ids[at] as string })
			.where('entry_id', '=', (entry as unknown as { id: string }).id)
			.where('import_id', '<>', list)
			.where('is_made', '=', true)
			.execute();
}
