// What pays for positions, and what it asks of them.
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { packs } from './rules-packs.ts';
import type { ProgrammeInput, RuleInput } from './schema.ts';
import { words } from './words.ts';

const reject = (key: 'programmeGone' | 'programmeTaken', field?: string, values?: Record<string, string>) =>
	new Rejected((language) => words(language)(key, values), field);

/** Enters a programme, or changes one; its id. Errors: Rejected for a name that another one has, and for one that is gone */
export async function keepProgramme(
	tx: Tx,
	by: Coordinator,
	{ programme, name, lastOn, note, isArchived }: ProgrammeInput,
	now: Date,
): Promise<string> {
	const other = await tx.selectFrom('positions.programme').select('id').where('name', '=', name).executeTakeFirst();
	if (other && other.id !== programme) throw reject('programmeTaken', 'name', { name });
	const facts = { name, last_on: lastOn || null, note, archived_at: isArchived ? now : null };
	const done = programme
		? await tx.updateTable('positions.programme').set(facts).where('id', '=', programme).returning('id').executeTakeFirst()
		: await tx
				.insertInto('positions.programme')
				.values({ region_id: by.region, ...facts })
				.returning('id')
				.executeTakeFirst();
	if (!done) throw reject('programmeGone');
	return done.id;
}

/** Adds something that a programme, or the region, asks of positions; the same again changes nothing. Errors: Rejected for a programme that is gone */
export async function addRule(tx: Tx, by: Coordinator, { programme, kind, number, text, source }: RuleInput): Promise<void> {
	if (programme && !(await tx.selectFrom('positions.programme').select('id').where('id', '=', programme).executeTakeFirst()))
		throw reject('programmeGone');
	const known = await tx
		.selectFrom('positions.rule')
		.select('id')
		.where('programme_id', 'is not distinct from', programme)
		.where('kind', '=', kind)
		.where('number', 'is not distinct from', number)
		.where('text', '=', text)
		.executeTakeFirst();
	if (known) return;
	await tx.insertInto('positions.rule').values({ region_id: by.region, programme_id: programme, kind, number, text, source }).execute();
}

/** Removes a rule; one that is gone already stays gone. */
export async function removeRule(tx: Tx, _by: Coordinator, rule: string): Promise<void> {
	await tx.deleteFrom('positions.rule').where('id', '=', rule).execute();
}

/** Takes over what is known of the programmes of a Land: programmes that are not there yet, and rules that nobody has entered. Shape: land = "NW" */
export async function takePack(tx: Tx, by: Coordinator, land: string, now: Date): Promise<void> {
	for (const { name, note, rules } of packs[land] ?? []) {
		const known = await tx.selectFrom('positions.programme').select('id').where('name', '=', name).executeTakeFirst();
		const programme = known?.id ?? (await keepProgramme(tx, by, { programme: null, name, lastOn: '', note, isArchived: false }, now));
		for (const rule of rules) await addRule(tx, by, { programme, ...rule });
	}
}
