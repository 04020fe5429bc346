import type { Organiser } from '#modules/events/access.ts';
import { differing } from '#modules/events/rules.ts';
import { note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Workshop, workshops } from './read.server.ts';
import { type Round, roundsOf, runIn } from './rules-round.ts';
import { decidedNow, type Imagined, inOneWord } from './rules-what-if.ts';
import { addRuns, cancelRun, reject } from './write.server.ts';

/** What was thought of a workshop and is decided now. */
export interface Decision extends Imagined {
	workshop: string;
	/** What was decided when it was thought of, in one word. */
	was: string;
}

const nowOf = ({ capacity, runs, ...workshop }: Workshop, rounds: readonly Round[]): Imagined => {
	const isOff = runs.every(({ isCancelled }) => isCancelled);
	const isIn = (round: Round) =>
		isOff ? runs.some(({ phase }) => round.phases.includes(phase)) : runIn({ ...workshop, runs }, round) !== undefined;
	return decidedNow({ capacity, isOff, isEverywhere: rounds.every(isIn) });
};

/**
 * Decides what was thought of: seats, whether a workshop takes place, whether it runs in every round.
 * Shape:  the caller holds the meeting; a workshop about which nothing was thought stays as it is; the answer counts those changed
 * Errors: Rejected when a workshop was changed by somebody else meanwhile, more people sit in it than it would have seats, or it
 *         is none of the meeting's
 */
export async function decide(tx: Tx, by: Organiser, decisions: readonly Decision[]): Promise<number> {
	const all = await workshops(tx, by.meeting);
	const rounds = roundsOf(all);
	let decided = 0;
	for (const [at, decision] of decisions.entries()) {
		const known = all.find(({ id }) => id === decision.workshop);
		if (!known) throw reject('workshopGone');
		if (inOneWord(decision) === decision.was) continue;
		if (inOneWord(nowOf(known, rounds)) !== decision.was) throw reject('workshopChanged', `seats${at}`, { title: known.title });
		await change(tx, by, known, rounds, decision, `seats${at}`);
		decided++;
	}
	return decided;
}

async function change(tx: Tx, by: Organiser, known: Workshop, rounds: readonly Round[], decision: Decision, field: string): Promise<void> {
	const { title, runs } = known;
	const taken = Math.max(0, ...runs.map((run) => run.taken));
	if (taken > decision.seats) throw reject('capacityBelow', field, { title, taken });
	const before = { name: title, capacity: known.capacity, minimum: known.minimum };
	const minimum = decision.takes === 'always' ? 0 : Math.min(known.minimum, decision.seats || known.minimum);
	const after = { ...before, capacity: decision.seats, minimum };
	if (after.capacity !== before.capacity || after.minimum !== before.minimum) {
		await tx.updateTable('workshops.workshop').set({ capacity: decision.seats, minimum }).where('id', '=', known.id).execute();
		await note(tx, by, 'workshopChanged', ...differing(before, after, ['name']));
	}
	const isOff = runs.every(({ isCancelled }) => isCancelled);
	if (decision.takes === 'never') {
		if (taken > 0) throw reject('runTakenIn', field, { title, taken });
		for (const { id, isCancelled } of runs) if (!isCancelled) await cancelRun(tx, by, id);
		if (!isOff) await note(tx, by, 'runCancelled', null, { name: title });
		return;
	}
	// In every round: also where it was called off. Else, what was called off as a whole takes place again as it was planned.
	const back = runs.filter(({ isCancelled }) => isCancelled && (decision.everyRound || isOff)).map(({ id }) => id);
	if (back.length > 0) {
		await tx.deleteFrom('workshops.cancellation').where('run_id', 'in', back).execute();
		await note(tx, by, 'runReopened', null, { name: title });
	}
	const coming = rounds.filter(({ phases }) => !runs.some(({ phase }) => phases.includes(phase))).map(({ phase }) => phase);
	if (decision.everyRound && coming.length > 0) {
		await addRuns(tx, by.region, known.id, decision.seats, coming);
		await note(tx, by, 'runAdded', null, { name: title });
	}
}
