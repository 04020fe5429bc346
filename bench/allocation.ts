import { spawnSync } from 'node:child_process';
import createHighs from 'highs';
import { allocate, inOrder } from '#algorithms/allocation/allocate.ts';
import { flow, type Network } from '#algorithms/allocation/flow.ts';
import { instanceOf } from '#algorithms/allocation/instance.ts';
import { objectives, type Problem } from '#algorithms/allocation/problem.ts';
import { relaxationOf, rootState } from '#algorithms/allocation/state.ts';
import { verify } from '#algorithms/allocation/verify.ts';
import { median, say } from './measure.ts';

interface Size {
	people: number;
	places: number;
	wishes?: number;
	/** Seats for each person. */
	slack?: number;
	minimum?: number;
}

/** A made-up problem, the same every time: some workshops are wanted more than others. */
function problem({ people, places, wishes = 5, slack = 1.02, minimum = 0 }: Size, seed = 42): Problem {
	let state = seed;
	const chance = () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
	const capacity = Math.ceil((people * slack) / places);
	const workshops = Array.from({ length: places }, (_, at) => ({ id: `w${at}`, capacity, minimum }));
	const participants = Array.from({ length: people }, (_, at) => {
		const wanted = new Set<string>();
		while (wanted.size < Math.min(wishes, places)) wanted.add(`w${Math.floor(chance() * chance() * places)}`);
		return { id: `p${at}`, wishes: [...wanted] };
	});
	return { workshops, participants, objective: 'generous', seed: 1 };
}

/** The same in numbers, as other solvers would be given it. */
function networkOf(of: Problem): Network {
	const instance = instanceOf(inOrder(of));
	const [phase] = instance.scale.phases;
	return { ...relaxationOf(instance, rootState(instance)), cost: phase?.cost ?? new Float64Array(), shortage: phase?.weight[0] ?? 1 };
}

function time(work: () => void): number {
	const began = performance.now();
	work();
	return performance.now() - began;
}

const times = (count: number, work: () => void) => Array.from({ length: count }, () => time(work));

async function withHighs(of: Problem): Promise<number> {
	const highs = await createHighs();
	const terms: string[] = [];
	const rows: string[] = [];
	const seats = new Map(of.workshops.map(({ id }) => [id, [] as string[]]));
	for (const { id, wishes } of of.participants) {
		const names = wishes.flat().map((workshop) => `${id}_${workshop}`);
		names.forEach((name, at) => {
			terms.push(`${at + 1} ${name}`);
			seats.get(wishes.flat()[at] ?? '')?.push(name);
		});
		terms.push(`1000 ${id}_none`);
		rows.push(`${id}: ${[...names, `${id}_none`].join(' + ')} = 1`);
	}
	for (const { id, capacity } of of.workshops) rows.push(`${id}: ${seats.get(id)?.join(' + ')} <= ${capacity}`);
	const text = `Minimize\n obj: ${terms.join(' + ')}\nSubject To\n ${rows.join('\n ')}\nEnd`;
	return time(() => void highs.solve(text));
}

/** A network as the DIMACS format for minimum cost flows has it: people, places, and a node that takes everybody. */
function dimacs({ offsets, node, level, cost, high }: Network): string {
	const people = offsets.length - 1;
	const sink = people + high.length + 1;
	const arcs: string[] = [];
	for (let p = 0; p < people; p++)
		for (let o = offsets[p] as number; o < (offsets[p + 1] as number); o++)
			arcs.push(`a ${p + 1} ${people + 1 + (node[o] as number)} 0 1 ${cost[level[o] as number]}`);
	for (const [n, seats] of high.entries()) arcs.push(`a ${people + 1 + n} ${sink} 0 ${seats} 0`);
	const supplies = Array.from({ length: people }, (_, p) => `n ${p + 1} 1`);
	return [`p min ${sink} ${arcs.length}`, ...supplies, `n ${sink} ${-people}`, ...arcs, ''].join('\n');
}

/** What the program named by REFERENCE_SOLVER says of itself, given DIMACS on standard input; LEMON's dimacs-solver is one. */
function withReference(of: Problem): string {
	const [program = '', ...args] = (process.env['REFERENCE_SOLVER'] ?? '').split(' ');
	if (!program) return 'none named by REFERENCE_SOLVER';
	const { stdout, stderr } = spawnSync(program, args, { input: dimacs(networkOf(of)), encoding: 'utf8', maxBuffer: 1 << 28 });
	const told = `${stdout}${stderr}`.split('\n').filter((text) => /^(Run|Min flow)/.test(text));
	return told.slice(0, 4).join(' | ').slice(0, 200) || 'it said nothing';
}

const SIZES: Size[] = [
	{ people: 52, places: 5 },
	{ people: 600, places: 20 },
	{ people: 600, places: 60 },
	{ people: 6_000, places: 60 },
	{ people: 60_000, places: 60 },
];

const HARD: Size = { people: 60_000, places: 60, wishes: 20, slack: 1 };

const hardNetwork = (): Network => networkOf({ ...problem(HARD), objective: 'minSumOfRanks' });

/** Prints how long the first call of a process takes; called in a process of its own. */
export function firstCall(index: number): void {
	const size = SIZES[index];
	const network = size ? networkOf(problem(size)) : hardNetwork();
	process.stdout.write(String(time(() => void flow(network))));
}

function firstCallIn(index: number): number {
	return Number(spawnSync(process.execPath, [process.argv[1] as string, 'first-call', String(index)], { encoding: 'utf8' }).stdout);
}

function memoryOf(network: Network): number {
	globalThis.gc?.();
	const before = process.memoryUsage();
	flow(network);
	const after = process.memoryUsage();
	return (after.arrayBuffers - before.arrayBuffers) / 2 ** 20;
}

function figures(): void {
	say('people × workshops, generous', 'solver first', 'calls 1-30', 'after 100', 'all of allocate', 'proof checked', 'MB', 'proven');
	const warm: number[] = [];
	for (const [index, size] of SIZES.entries()) {
		const of = problem(size);
		const network = networkOf(of);
		const count = size.people > 1000 ? 9 : 30;
		// A new process still compiles during the first calls: the first thirty and those after a hundred are told apart.
		const early = median(times(30, () => void flow(network)));
		times(70, () => void flow(network));
		const solver = median(times(count, () => void flow(network)));
		warm.push(solver);
		const outcome = allocate(of);
		const whole = median(times(Math.min(count, 9), () => void allocate(of)));
		let isProven = false;
		const check = time(() => {
			isProven = verify(of, outcome.allocation, outcome.certificate) === null;
		});
		say(`${size.people} × ${size.places}`, firstCallIn(index), early, solver, whole, check, memoryOf(network), String(isProven));
	}
	say('growth exponent in people, 600 → 6,000 → 60,000 × 60', ...[3, 4].map((at) => Math.log10((warm[at] ?? 1) / (warm[at - 1] ?? 1))));
	const hard = hardNetwork();
	say('hard: 60,000 × 60, 20 wishes, seats = people, smallest sum', firstCallIn(SIZES.length), median(times(5, () => void flow(hard))));
}

function minimumSizes(): void {
	say('minimum sizes, 600 × 60', 'median ms', 'longest', 'all proven');
	for (const objective of objectives)
		for (const slack of [1.02, 1.5]) {
			const runs = Array.from({ length: 8 }, (_, seed) => {
				const of = { ...problem({ people: 600, places: 60, slack, minimum: 6 }, seed + 1), objective };
				let isOptimal = false;
				const ms = time(() => {
					isOptimal = allocate(of).allocation.proof.optimal;
				});
				return { ms, isOptimal };
			});
			const all = runs.map(({ ms }) => ms);
			say(
				`${objective}, ${slack} seats a person, at least 6`,
				median(all),
				Math.max(...all),
				String(runs.every(({ isOptimal }) => isOptimal)),
			);
		}
}

/** How long giving out places takes, beside independent solvers in the same run. */
export async function allocation(): Promise<void> {
	figures();
	minimumSizes();
	for (const size of [SIZES[1], SIZES[3]] as Size[]) {
		const of: Problem = { ...problem(size), objective: 'minSumOfRanks' };
		const network = networkOf(of);
		const ours = median(times(15, () => void flow(network)));
		const name = `smallest sum ${size.people} × ${size.places}`;
		if (size.people < 1000) {
			const theirs = await withHighs(of);
			say(`${name}: ours, HiGHS (wasm), ratio`, ours, theirs, theirs / ours);
		}
		say(`${name}: reference`, withReference(of));
	}
}
