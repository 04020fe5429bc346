import type { Problem } from '#algorithms/allocation/problem.ts';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Progress } from './rules-findings.ts';

/** Why a distribution could not be worked out: what must be cannot be, no answer was found in time, or a fault of ours. */
export type Failure = 'cannotBe' | 'undecided' | 'broken';

/** A distribution that is being worked out, or could not be. */
export interface Calculation extends Progress {
	id: string;
	failure: Failure | null;
}

/** How far the distribution of a meeting is worked out; undefined where none is. */
export async function calculationOf(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Calculation | undefined> {
	const row = await tx
		.selectFrom('workshops.calculation')
		.select(['id', 'step', 'done', 'total', 'failure'])
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirst();
	return row as Calculation | undefined;
}

/** What a calculation is to work out; undefined when it was stopped or is over. */
export async function problemOf(tx: Tx, calculation: string): Promise<Problem | undefined> {
	const row = await tx
		.selectFrom('workshops.calculation')
		.select('input')
		.where('id', '=', calculation)
		.where('failure', 'is', null)
		.executeTakeFirst();
	return row?.input as unknown as Problem | undefined;
}
