import { type Allocation, type Certificate, proves, told } from './allocate.ts';
import { instanceOf } from './instance.ts';
import type { Problem } from './problem.ts';

/**
 * Checks an allocation against its problem without trusting who made it: everyone once, no workshop over its capacity,
 * ranks and sums as told, and by the certificate that no allocation is better.
 * Shape:  the answer is null, or what is wrong in one sentence
 */
export function verify(problem: Problem, allocation: Allocation, certificate: Certificate): string | null {
	const instance = instanceOf(problem);
	const people = new Map(instance.participants.map((id, p) => [id, p]));
	const node = new Map(instance.workshops.map((id, at) => [id, at]));
	const option = new Int32Array(people.size).fill(-1);
	const choose = (participant: string, place: number | undefined): string | null => {
		const p = people.get(participant);
		if (p === undefined) return `There is no participant "${participant}".`;
		if (option[p] !== -1) return `"${participant}" is there twice.`;
		for (let o = instance.offsets[p] as number; o < (instance.offsets[p + 1] as number); o++)
			if (instance.place[o] === place) option[p] = o;
		return option[p] === -1 ? `"${participant}" is somewhere they did not wish or may not be.` : null;
	};
	for (const { participant, workshop } of allocation.placements) {
		const wrong = node.has(workshop) ? choose(participant, node.get(workshop)) : `There is no workshop "${workshop}".`;
		if (wrong) return wrong;
	}
	for (const { participant } of allocation.unplaced) {
		const wrong = choose(participant, instance.workshops.length);
		if (wrong) return wrong;
	}
	for (const [p, id] of instance.participants.entries()) if (option[p] === -1) return `"${id}" is missing.`;
	const prices = new Float64Array((instance.workshops.length + 1) * instance.width);
	for (const [at, id] of [...instance.workshops, ''].entries()) {
		const given = certificate[id];
		if (given?.length !== instance.width || !given.every(Number.isFinite)) return `The certificate has no price for "${id}".`;
		prices.set(given, at * instance.width);
	}
	if (!proves(instance, { option, prices })) return 'A workshop is over its capacity, or the certificate does not prove the allocation.';
	const byParticipant = (a: { participant: string }, b: { participant: string }) =>
		(people.get(a.participant) as number) - (people.get(b.participant) as number);
	const sorted = {
		...allocation,
		placements: [...allocation.placements].sort(byParticipant),
		unplaced: [...allocation.unplaced].sort(byParticipant),
	};
	return isSame(sorted, told(problem, instance, option, true)) ? null : 'The allocation tells other ranks or sums than it has.';
}

/** Whether two values say the same; the order of fields does not count, since stores keep one of their own. */
function isSame(a: unknown, b: unknown): boolean {
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
	const fields = Object.keys(a);
	if (Array.isArray(a) !== Array.isArray(b) || fields.length !== Object.keys(b).length) return false;
	return fields.every((field) => isSame(a[field as keyof typeof a], b[field as keyof typeof b]));
}
