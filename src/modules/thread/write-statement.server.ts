// What people agreed to hold: said, worded anew, given up. No version is ever changed.
import type { Organiser } from '#modules/events/access.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { dayOf } from '#platform/time/time.ts';
import type { StatementKeeper } from './access.ts';
import { statementOf } from './read-statement.server.ts';
import { isSameStatement, type StatementVersion } from './rules-statement.ts';
import type { StatementInput } from './schema-statement.ts';
import { reject } from './write.server.ts';

async function addVersion(
	tx: Tx,
	by: { region: number; person: string },
	statement: string,
	number: number,
	{ title, wording, status, on, criteria }: StatementInput,
	now: Date,
): Promise<void> {
	if (on > dayOf(now)) throw reject('dayToCome', 'on');
	await tx
		.insertInto('thread.statement_version')
		.values({
			region_id: by.region,
			statement_id: statement,
			number,
			title,
			wording,
			status,
			said_on: on || null,
			criteria: JSON.stringify(criteria),
			at: now,
			actor_id: by.person,
		})
		.execute();
}

/**
 * Records what people agreed to hold, at an organiser's meeting or with the region's coordination; the same again changes nothing.
 * Shape:  key of the input = random, made with the form
 * Errors: Rejected for a day to come, and for a key that something else has
 */
export async function sayStatement(tx: Tx, by: Coordinator | Organiser, input: StatementInput, now: Date): Promise<string> {
	const { key: id, kind } = input;
	const meeting = 'meeting' in by ? by.meeting : null;
	if (id === null) throw reject('unknownChoice');
	const added = await tx
		.insertInto('thread.statement')
		.values({ region_id: by.region, id, kind, meeting_id: meeting })
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (added) await addVersion(tx, by, id, 1, input, now);
	const { meeting: where, versions } = await statementOf(tx, { statement: id });
	// The same form again, and not another one that carries its key.
	if (!added && ((where?.id ?? null) !== meeting || !isSameStatement(input, versions[0] as StatementVersion)))
		throw reject('unknownChoice');
	return id;
}

/**
 * Words a statement anew, or says that it is agreed, secured or given up: another version; the same again changes nothing.
 * Errors: Rejected when somebody changed it meanwhile, and for a day to come
 */
export async function wordStatement(tx: Tx, by: StatementKeeper, input: StatementInput, now: Date): Promise<void> {
	await tx.selectFrom('thread.statement').select('id').where('id', '=', by.statement).forUpdate().execute();
	const { kind, versions } = await statementOf(tx, by);
	const last = versions.at(-1) as StatementVersion;
	if (kind !== 'standard' && input.criteria.length > 0) throw reject('criteriaOnlyStandard');
	if (isSameStatement(input, last)) return;
	if (last.number !== input.seen) throw reject('statementChanged');
	await addVersion(tx, by, by.statement, last.number + 1, input, now);
}

/** Lets everybody read a statement, or no longer; a draft is nobody's yet. */
export async function showStatement(tx: Tx, by: StatementKeeper, isPublic: boolean): Promise<void> {
	await tx.updateTable('thread.statement').set({ is_public: isPublic }).where('id', '=', by.statement).execute();
}
