import type { Organiser } from '#modules/events/access.ts';
import { differing } from '#modules/events/rules.ts';
import { note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Workshop, workshops } from './read.server.ts';
import { roundsOf } from './rules-round.ts';
import type { Imagined } from './rules-what-if.ts';
import { addRuns, cancelRun, reject } from './write.server.ts';

/** What was thought of a workshop and is decided now. */
export interface Decision extends Imagined {
	workshop: string;
}

/**
 * Decides what was thought of: seats, whether a workshop takes place, whether it runs in every round.
 * Shape:  the caller holds the meeting; workshops about which nothing differs stay untouched
 * Errors: Rejected when more people sit in a workshop than it would have seats, or it is none of the meeting's
 */
export async function decide(tx: Tx, by: Organiser, decisions: readonly Decision[]): Promise<number> {
	const all = await workshops(tx, by.meeting);
	const rounds = roundsOf(all);
	let decided = 0;
	for (const decision of decisions) {
		const known = all.find(({ id }) => id === decision.workshop);
		if (!known) throw reject('workshopGone');
		const coming = decision.everyRound ? rounds.filter(({ phases }) => !known.runs.some(({ phase }) => phases.includes(phase))) : [];
		if (
			await change(
				tx,
				by,
				known,
				decision,
				coming.map(({ phase }) => phase),
			)
		)
			decided++;
	}
	return decided;
}

async function change(tx: Tx, by: Organiser, known: Workshop, decision: Decision, coming: readonly (string | null)[]): Promise<boolean> {
	const taken = Math.max(0, ...known.runs.map((run) => run.taken));
	if (taken > decision.seats) throw reject('capacityBelowTaken', undefined, { taken });
	const before = { name: known.title, capacity: known.capacity, minimum: known.minimum };
	const after = {
		...before,
		capacity: decision.seats,
		minimum: decision.takes === 'always' ? 0 : Math.min(known.minimum, decision.seats || known.minimum),
	};
	const isChanged = after.capacity !== before.capacity || after.minimum !== before.minimum;
	if (isChanged) {
		const { capacity, minimum } = after;
		await tx.updateTable('workshops.workshop').set({ capacity, minimum }).where('id', '=', known.id).execute();
		await note(tx, by, 'workshopChanged', ...differing(before, after, ['name']));
	}
	if (coming.length > 0) {
		await addRuns(tx, by.region, known.id, after.capacity, coming);
		await note(tx, by, 'runAdded', null, { name: known.title });
	}
	const live = known.runs.filter(({ isCancelled }) => !isCancelled);
	const isOff = decision.takes === 'never' && live.length > 0;
	if (isOff) {
		if (taken > 0) throw reject('runTaken', undefined, { taken });
		for (const { id } of live) await cancelRun(tx, by, id);
		await note(tx, by, 'runCancelled', null, { name: known.title });
	}
	const isOn = decision.takes !== 'never' && live.length === 0 && known.runs.length > 0;
	if (isOn) {
		const runs = known.runs.map(({ id }) => id);
		await tx.deleteFrom('workshops.cancellation').where('run_id', 'in', runs).execute();
		await note(tx, by, 'runReopened', null, { name: known.title });
	}
	return isChanged || coming.length > 0 || isOff || isOn;
}
