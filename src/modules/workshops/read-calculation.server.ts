import { setTimeout as sleep } from 'node:timers/promises';
import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Progress } from './rules-findings.ts';

/** Why a distribution could not be worked out: what must be cannot be, no answer was found in time, or a fault of ours. */
export type Failure = 'cannotBe' | 'undecided' | 'broken';

/** Why something could not be worked out, and whom and what that is about, as far as known. */
export interface Unfit {
	failure: Failure;
	around: { workshops: string[]; participants: string[] };
}

/** A distribution that is being worked out, or could not be. */
export interface Calculation extends Progress {
	id: string;
	failure: Failure | null;
	around: Unfit['around'];
}

/** How far the distribution of a meeting is worked out; undefined where none is. */
export async function calculationOf(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Calculation | undefined> {
	const row = await tx
		.selectFrom('workshops.calculation')
		.select(['id', 'step', 'done', 'total', 'failure', 'around'])
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirst();
	return row && ({ ...row, around: row.around ?? { workshops: [], participants: [] } } as unknown as Calculation);
}

/** Whether a calculation is neither done nor stopped nor failed. */
async function isRunning(tx: Tx, calculation: string): Promise<boolean> {
	const row = await tx
		.selectFrom('workshops.calculation')
		.select('id')
		.where('id', '=', calculation)
		.where('failure', 'is', null)
		.executeTakeFirst();
	return row !== undefined;
}

const LOOK_AGAIN_MS = 40;
const PATIENT_MS = 1500;

/** Waits a moment for a distribution to be worked out: most are done before anybody would want to see how far they are. */
export async function settle(within: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>, calculation: string): Promise<void> {
	const until = performance.now() + PATIENT_MS;
	while (performance.now() < until && (await within((tx) => isRunning(tx, calculation)))) await sleep(LOOK_AGAIN_MS);
}
