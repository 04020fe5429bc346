import type { Start } from './flow.ts';
import { type Instance, instanceOf } from './instance.ts';
import { labelled, unlabelled } from './labels.ts';
import type { Placement, Problem } from './problem.ts';
import { Queue } from './queue.ts';
import { type Relaxed, relax } from './relax.ts';
import { timetable } from './rounds.ts';
import { answered, answersTo, type Branch, relaxationOf, rootState, type State } from './state.ts';
import { compare } from './worth.ts';

/** The tree of questions; a leaf has the prices that show that nothing better is below, or a contradiction and none. */
export interface Proof {
	branch?: Branch;
	answers?: Proof[];
	/** prices[node * digits + digit] */
	prices?: number[];
}

export interface Solved {
	isFeasible: true;
	placements: Placement[];
	unplaced: { participant: string; round: number }[];
	/** the objective, smaller is better; the first number is 0, the second how many person-rounds are unplaced */
	worth: number[];
	/** no solution is better than this */
	bound: number[];
	isOptimal: boolean;
	nodes: number;
	proof: Proof;
}

/** What cannot be: people who must be placed, or sizes that must be reached, around these workshops. */
export interface Unsolvable {
	isFeasible: false;
	/** False: within the budget neither a solution was found, nor that there is none. */
	isDecided: boolean;
	workshops: string[];
	participants: string[];
	nodes: number;
	proof: Proof;
}

export interface Limits {
	/** relaxations to solve, at most, once something has been found */
	nodes: number;
	/** relaxations to solve, at least, as long as nothing is found at all; 5,000 when left out */
	first?: number;
	/** questions to try before one is asked */
	candidates: number;
	/** draws without success before the search for something good to begin with ends; several rounds only */
	draws: number;
	/** how far numbers may go; less only to try out what happens beyond */
	exact?: number;
}

export const usual: Limits = { nodes: 10_000, candidates: 1, draws: 5 };

interface Node {
	state: State;
	relaxed: Relaxed;
	proof: Proof;
	depth: number;
	number: number;
}

/** A workshop whose load fits no number of rounds: too much for `count`, too little for one more. */
interface Gap {
	workshop: number;
	count: number;
	load: number;
	missing: number;
}

function gapsIn({ workshops, minimum, capacity }: Instance, { load }: Relaxed): Gap[] {
	const gaps: Gap[] = [];
	for (const workshop of workshops.keys()) {
		const least = minimum[workshop] as number;
		if (least === 0) continue;
		const n = load[workshop] as number;
		const count = Math.floor(n / least);
		if (n > count * (capacity[workshop] as number)) gaps.push({ workshop, count, load: n, missing: (count + 1) * least - n });
	}
	return gaps;
}

/** An option of a pair that is not as it must be: one without the other, or both. */
function brokenPair({ together, apart }: Instance, { taken }: Relaxed): number | null {
	const is = (o: number) => o >= 0 && taken[o] === 1;
	for (const [a, b] of together) if (is(a) !== is(b)) return is(a) ? a : b;
	for (const [a, b] of apart) if (is(a) && is(b)) return a;
	return null;
}

/** Work in steps of a few milliseconds; each tells how many relaxations were solved so far. */
export type Steps<Result> = Generator<number, Result, void>;

type Best = Pick<Solved, 'worth' | 'placements' | 'unplaced'>;

/** The search itself; what it has found and what is still open. */
class Search {
	readonly #instance: Instance;
	readonly #limits: Limits;
	/** asked once, when it turns out that rounds do not just fall into place */
	#guess: (() => Steps<Best | null>) | null;
	readonly #open = new Queue<Node>((a, b) => compare(a.relaxed.worth, b.relaxed.worth) || b.depth - a.depth || a.number - b.number);
	nodes = 0;
	best: Best | null = null;
	/** of what was against the rules, the least */
	closest: Node | null = null;

	constructor(instance: Instance, limits: Limits, guess: (() => Steps<Best | null>) | null = null) {
		this.#guess = guess;
		this.#instance = instance;
		this.#limits = limits;
	}

	*run(from: State, root: Proof): Steps<void> {
		let next = this.#evaluate(from, 0, root) as Node | undefined;
		while (
			next !== undefined &&
			this.nodes < (this.best === null ? Math.max(this.#limits.first ?? UNTIL_FOUND, this.#limits.nodes) : this.#limits.nodes)
		) {
			yield this.nodes;
			if (this.#canBeBetter(next)) next = yield* this.#expand(next);
			else next = this.#open.take();
		}
		if (next !== undefined) this.#open.add(next);
	}

	/** Whether something is left that was not looked at. */
	get hasMore(): boolean {
		return this.#open.peek() !== undefined;
	}

	/** What no solution can be better than. */
	bound(best: number[]): number[] {
		const next = this.#open.peek();
		return next && compare(next.relaxed.worth, best) < 0 ? next.relaxed.worth : best;
	}

	#canBeBetter({ relaxed, state }: Node): boolean {
		return state.broken < 0 && relaxed.worth[0] === 0 && (this.best === null || compare(relaxed.worth, this.best.worth) < 0);
	}

	#evaluate(state: State, depth: number, proof: Proof, start?: Start): Node {
		const number = this.nodes++;
		const relaxation = relaxationOf(this.#instance, state);
		const relaxed = relax(this.#instance.scale, relaxation, this.best?.worth ?? null, start);
		if (state.broken < 0) proof.prices = [...relaxed.prices];
		const node = { state, relaxed, proof, depth, number };
		const isForbidden = state.broken >= 0 || (relaxed.worth[0] as number) > 0;
		if (isForbidden && (this.closest === null || (relaxed.worth[0] as number) < (this.closest.relaxed.worth[0] as number)))
			this.closest = node;
		return node;
	}

	/** Takes a node as a solution or asks a question; goes on with the better answer and keeps the others for later. */
	*#expand(node: Node): Steps<Node | undefined> {
		const gaps = gapsIn(this.#instance, node.relaxed);
		if (gaps.length > 0) return this.#ask(node, this.#questions(gaps));
		const paired = brokenPair(this.#instance, node.relaxed);
		if (paired !== null) return this.#ask(node, [{ kind: 'option', option: paired }]);
		const { round, branch } = timetable(this.#instance, node.state, node.relaxed);
		if (branch) {
			const guessed = this.#guess ? yield* this.#guess() : null;
			this.#guess = null;
			if (guessed && (this.best === null || compare(guessed.worth, this.best.worth) < 0)) this.best = guessed;
			return this.#ask(node, [branch]);
		}
		this.best = { worth: node.relaxed.worth, ...told(this.#instance, node.relaxed.taken, round) };
		return this.#open.take();
	}

	#questions(gaps: Gap[]): Branch[] {
		const order = gaps.sort((a, b) => b.missing - a.missing || a.workshop - b.workshop).slice(0, this.#limits.candidates);
		return order.map(({ workshop, count }) => ({ kind: 'fewer', workshop, count }));
	}

	/** Asks the question whose least answer is dearest. */
	#ask(node: Node, questions: Branch[]): Node | undefined {
		let chosen: { branch: Branch; answers: Node[] } | null = null;
		for (const branch of questions) {
			const answers = Array.from({ length: answersTo(node.state, branch) }, (_, answer) =>
				this.#evaluate(answered(this.#instance, node.state, branch, answer), node.depth + 1, {}, node.relaxed.start),
			).sort((a, b) => this.#order(a, b));
			if (chosen === null || this.#isStronger(answers, chosen.answers)) chosen = { branch, answers };
			if (!this.#canBeBetter(answers[0] as Node)) break;
		}
		const { branch, answers } = chosen as { branch: Branch; answers: Node[] };
		node.proof.branch = branch;
		node.proof.answers = [...answers].sort((a, b) => a.number - b.number).map(({ proof }) => proof);
		delete node.proof.prices;
		for (const answer of answers.slice(1)) if (this.#canBeBetter(answer)) this.#open.add(answer);
		return answers[0];
	}

	#order(a: Node, b: Node): number {
		return (
			Number(!this.#canBeBetter(a)) - Number(!this.#canBeBetter(b)) || compare(a.relaxed.worth, b.relaxed.worth) || a.number - b.number
		);
	}

	#isStronger(a: Node[], b: Node[]): boolean {
		for (const [at, one] of a.entries()) {
			const other = b[at];
			if (other === undefined) return false;
			const isClosed = Number(!this.#canBeBetter(one)) - Number(!this.#canBeBetter(other));
			const difference = isClosed || compare(one.relaxed.worth, other.relaxed.worth);
			if (difference !== 0) return difference > 0;
		}
		return false;
	}
}

function told(instance: Instance, taken: Uint8Array, round: Int8Array): Pick<Solved, 'placements' | 'unplaced'> {
	const placements: Placement[] = [];
	const busy = new Uint8Array(instance.participants.length * instance.rounds);
	for (let o = 0; o < taken.length; o++) {
		const at = round[o] as number;
		if (at < 0) continue;
		const p = instance.person[instance.visitor[o] as number] as number;
		busy[p * instance.rounds + at] = 1;
		placements.push({
			participant: instance.participants[p] as string,
			workshop: instance.workshops[instance.workshop[o] as number] as string,
			round: at + 1,
			rank: instance.rank[o] as number,
		});
	}
	const unplaced: Solved['unplaced'] = [];
	for (const [p, participant] of instance.participants.entries())
		for (let at = 0; at < instance.rounds; at++) if (busy[p * instance.rounds + at] === 0) unplaced.push({ participant, round: at + 1 });
	return { placements, unplaced };
}

/** Around whom a relaxation breaks the rules. */
function culprits(instance: Instance, closest: Node | null): Pick<Unsolvable, 'workshops' | 'participants'> {
	// A search that was cut short may have met nothing that breaks a rule.
	if (!closest) return { workshops: [], participants: [] };
	const { state, relaxed } = closest;
	const workshops = new Set<number>();
	const participants = new Set<number>();
	if (state.broken >= 0) workshops.add(state.broken);
	for (const [n, missing] of relaxed.short.entries())
		if (missing > 0) workshops.add((instance.parent[n] as number) < 0 ? n : (instance.parent[n] as number));
	for (let o = 0; o < relaxed.taken.length; o++) {
		const isWrong = relaxed.taken[o] ? state.mask[o] === 0 : state.must[o] === 1;
		if (!isWrong) continue;
		participants.add(instance.person[instance.visitor[o] as number] as number);
		if ((instance.workshop[o] as number) >= 0) workshops.add(instance.workshop[o] as number);
	}
	return {
		workshops: [...workshops].map((w) => instance.workshops[w] as string),
		participants: [...participants].map((p) => instance.participants[p] as string),
	};
}

/** Relaxations to solve, at least, as long as nothing is found at all. */
const UNTIL_FOUND = 5_000;

/** Relaxations for one draw: whether workshops with a minimum take place is decided well enough after a few. */
const NODES_PER_DRAW = 30;

/** Draws again and again around the best so far, until that has failed for a while. */
function* drawn(problem: Problem, limits: Limits, first: number): Steps<Best | null> {
	let best: Best | null = null;
	for (let draw = first, failed = 0; failed < limits.draws; draw++) {
		const instance = instanceOf(labelled(problem, best?.placements ?? [], draw), limits.exact);
		const run = new Search(instance, { ...limits, nodes: NODES_PER_DRAW });
		yield* run.run(rootState(instance), {});
		const difference: number = run.best === null ? 1 : best === null ? -1 : compare(run.best.worth, best.worth);
		failed = difference < 0 ? 0 : failed + 1;
		// An equal one is taken as well: the next draw is then around another.
		if (run.best && difference <= 0) best = { ...run.best, placements: unlabelled(run.best.placements) };
	}
	return best;
}

/** Something good to begin with, by filling the rounds one after the other, beginning with each of them once. */
function* guess(problem: Problem, limits: Limits): Steps<Best | null> {
	let best: Best | null = null;
	for (let first = 0; first <= (problem.rounds ?? 1); first++) {
		const found: Best | null = yield* drawn(problem, limits, first);
		if (found && (best === null || compare(found.worth, best.worth) < 0)) best = found;
	}
	return best;
}

/**
 * Finds the best allocation, or the best within a budget with a bound, step by step, so that others get their turn between.
 * Errors: none; that nothing is allowed is a value
 */
export function* searching(problem: Problem, limits = usual): Steps<Solved | Unsolvable> {
	const instance = instanceOf(problem, limits.exact);
	const proof: Proof = {};
	const run = new Search(instance, limits, () => guess(problem, limits));
	yield* run.run(rootState(instance), proof);
	const { best, nodes } = run;
	if (best === null) return { isFeasible: false, isDecided: !run.hasMore, ...culprits(instance, run.closest), nodes, proof };
	const bound = run.bound(best.worth);
	return {
		isFeasible: true,
		...best,
		bound,
		isOptimal: compare(bound, best.worth) === 0,
		nodes,
		proof,
	};
}

/** The same in one go. */
export function search(problem: Problem, limits = usual): Solved | Unsolvable {
	const steps = searching(problem, limits);
	for (;;) {
		const { done, value } = steps.next();
		if (done) return value;
	}
}
