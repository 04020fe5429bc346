import { boundOf } from './bound.ts';
import { type Instance, instanceOf } from './instance.ts';
import type { Problem } from './problem.ts';
import type { Proof } from './search.ts';
import { answered, answersTo, type Branch, relaxationOf, rootState, type State } from './state.ts';
import { compare } from './worth.ts';

const isWorkshop = (instance: Instance, w: number) => Number.isInteger(w) && w >= 0 && w < instance.workshops.length;

// Sums of so many prices stay exact; true prices are far smaller.
const MOST = 2 ** 30;

/** Whether a question is one whose answers leave nothing out. */
function isQuestion(instance: Instance, branch: Branch): boolean {
	if (branch.kind === 'option') {
		const { option } = branch;
		return Number.isInteger(option) && option >= 0 && option < instance.workshop.length && (instance.workshop[option] as number) >= 0;
	}
	if (!isWorkshop(instance, branch.workshop) || !instance.minimum[branch.workshop]) return false;
	if (branch.kind === 'fewer') return Number.isInteger(branch.count) && branch.count >= 0;
	return branch.kind === 'open' && Number.isInteger(branch.round) && branch.round >= 0 && branch.round < instance.rounds;
}

/** Whether below a state nothing can be better than `least`; null as `least` stands for: nothing is allowed at all. */
function provesBelow(instance: Instance, state: State, { branch, answers, prices }: Proof, least: readonly number[] | null): boolean {
	if (state.broken >= 0) return true;
	if (branch) {
		if (!isQuestion(instance, branch) || answers?.length !== answersTo(state, branch)) return false;
		return answers.every((proof, answer) => provesBelow(instance, answered(instance, state, branch, answer), proof, least));
	}
	const size = instance.parent.length * instance.scale.digits;
	if (!Array.isArray(prices) || prices.length !== size || !prices.every((price) => Number.isInteger(price) && Math.abs(price) <= MOST))
		return false;
	const bound = boundOf(instance.scale, relaxationOf(instance, state), Float64Array.from(prices));
	if ((bound[0] as number) > 0) return true;
	return least !== null && compare(bound, least) >= 0;
}

/**
 * Whether a tree of questions and prices proves that nothing is better than `least`: one pass, and nothing is solved.
 * Shape:  a problem in order; least = the digits of a worth, null = that nothing is allowed at all
 */
export function proves(problem: Problem, tree: Proof, least: readonly number[] | null): boolean {
	const instance = instanceOf(problem);
	if (least !== null && least.length !== instance.scale.digits) return false;
	if (typeof tree !== 'object' || tree === null) return false;
	return provesBelow(instance, rootState(instance), tree, least);
}
