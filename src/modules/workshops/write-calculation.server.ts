import { sql } from 'kysely';
import type { Objective, Problem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import { note } from '#modules/events/write.server.ts';
import { hold } from '#modules/registration/write-counter.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import type { Failure, Unfit } from './read-calculation.server.ts';
import { draftHead } from './read-draft.server.ts';
import { taskToSolve } from './read-problem.server.ts';
import type { Findings, Progress } from './rules-findings.ts';
import { reject } from './write.server.ts';

/**
 * Begins to work out the fairest way to give out the places, in the background; one that was under way is stopped. Once places
 * were made known, nobody who was told one is worse off by it. What changes meanwhile is told as outdated, not mixed in.
 * Errors: Rejected when there is no workshop, or more people are fixed than fit
 */
export async function begin(tx: Tx, by: Organiser, choice: { objective: Objective; seed: number }): Promise<string> {
	const { problem, rounds } = await taskToSolve(tx, by, choice);
	await stop(tx, by);
	const { id } = await tx
		.insertInto('workshops.calculation')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			input: JSON.stringify(problem),
			rounds: JSON.stringify(rounds.map(({ phases }) => phases)),
			begun_by: by.person,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await enqueue(tx, 'allocation', { region: by.region, calculation: id });
	return id;
}

/**
 * Begins to give out the places anew by the measure and lot of the present draft.
 * Errors: as begin, and Rejected without a draft
 */
export async function beginAgain(tx: Tx, by: Organiser): Promise<string> {
	const draft = await draftHead(tx, by);
	if (!draft) throw reject('noDraft');
	return begin(tx, by, draft);
}

/** Stops what is being worked out for a meeting, or forgets what failed; the draft before it stays. */
export async function stop(tx: Tx, by: Organiser): Promise<void> {
	await tx.deleteFrom('workshops.calculation').where('meeting_id', '=', by.meeting).execute();
}

// Whoever is not heard of for so long has died; a thread tells how far it is several times a second.
const DEAD_AFTER = sql`interval '5 seconds'`;

/**
 * Takes a calculation on: what is to be worked out; undefined when it was stopped, is over, or somebody else works on it.
 * A second job for the same one therefore does nothing.
 */
export async function claim(tx: Tx, calculation: string): Promise<Problem | undefined> {
	const row = await tx
		.updateTable('workshops.calculation')
		.set({ seen_at: sql`now()` })
		.where('id', '=', calculation)
		.where('failure', 'is', null)
		.where((eb) => eb.or([eb('seen_at', 'is', null), eb('seen_at', '<', sql<Date>`now() - ${DEAD_AFTER}`)]))
		.returning('input')
		.executeTakeFirst();
	return row?.input as unknown as Problem | undefined;
}

/** Puts calculations whose worker died into the queue again; how many. */
export async function revive(tx: Tx): Promise<number> {
	const dead = await tx
		.selectFrom('workshops.calculation')
		.select(['id', 'region_id'])
		.where('failure', 'is', null)
		.where('seen_at', '<', sql<Date>`now() - ${DEAD_AFTER}`)
		.execute();
	for (const { id, region_id } of dead)
		await enqueue(tx, 'allocation', { region: region_id, calculation: id }, { key: `allocation ${id}` });
	return dead.length;
}

/**
 * Makes sure that nothing is being worked out: what is changed meanwhile would be lost with its end.
 * Errors: Rejected while something is
 */
export async function requireStill(tx: Tx, by: Organiser): Promise<void> {
	const running = await tx
		.selectFrom('workshops.calculation')
		.select('id')
		.where('meeting_id', '=', by.meeting)
		.where('failure', 'is', null)
		.executeTakeFirst();
	if (running) throw reject('calculationRuns');
	await stop(tx, by);
}

/** Notes how far a calculation is; false when it was stopped meanwhile. */
export async function tellProgress(tx: Tx, calculation: string, progress: Progress): Promise<boolean> {
	const { step, done, total } = progress;
	const { numUpdatedRows } = await tx
		.updateTable('workshops.calculation')
		.set({ step, done, total, seen_at: sql`now()` })
		.where('id', '=', calculation)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

/** Keeps what was worked out as a draft: input, seed, outcome, proof and what is told about it; nothing if it was stopped meanwhile. */
export async function finish(tx: Tx, region: number, calculation: string, findings: Findings): Promise<string | undefined> {
	const known = await tx.selectFrom('workshops.calculation').select('meeting_id').where('id', '=', calculation).executeTakeFirst();
	// In the order in which everybody holds things: the meeting first, so that nothing is announced in between.
	if (known) await hold(tx, known.meeting_id);
	const begun = await tx
		.deleteFrom('workshops.calculation')
		.where('id', '=', calculation)
		.returning(['meeting_id', 'input', 'rounds', 'begun_by'])
		.executeTakeFirst();
	if (!begun) return undefined;
	const { allocation, certificate, ...told } = findings;
	const { id } = await tx
		.insertInto('workshops.allocation')
		.values({
			region_id: region,
			meeting_id: begun.meeting_id,
			input: JSON.stringify(begun.input),
			outcome: JSON.stringify({ allocation, certificate }),
			findings: JSON.stringify(told),
			rounds: JSON.stringify(begun.rounds),
			made_by: begun.begun_by,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const { objective } = begun.input as { objective?: Objective };
	await note(tx, { region, meeting: begun.meeting_id, person: begun.begun_by }, 'allocated', null, {
		measure: objective,
		seed: allocation.seed,
		placed: allocation.placed,
	});
	return id;
}

/** Notes that a calculation came to nothing, for whoever began it; what it was to work out is forgotten. */
export async function fail(tx: Tx, calculation: string, failure: Failure, around?: Unfit['around']): Promise<void> {
	await tx
		.updateTable('workshops.calculation')
		.set({ failure, input: '{}', around: around ? JSON.stringify(around) : null })
		.where('id', '=', calculation)
		.execute();
}

/**
 * Throws a draft away that was not made known.
 * Errors: Rejected when it was made known, is not the newest, or there is none
 */
export async function discard(tx: Tx, by: Organiser, id: string): Promise<void> {
	await requireStill(tx, by);
	const draft = await draftHead(tx, by);
	if (!draft) throw reject('noDraft');
	if (draft.id !== id) throw reject('newerDraft');
	const known = await tx.selectFrom('workshops.publication').select('meeting_id').where('allocation_id', '=', id).executeTakeFirst();
	if (known) throw reject('alreadyPublished');
	await tx.deleteFrom('workshops.move').where('allocation_id', '=', id).execute();
	await tx.deleteFrom('workshops.allocation').where('id', '=', id).execute();
	await note(tx, by, 'draftDiscarded', null, { seed: draft.seed });
}
