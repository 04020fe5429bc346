import createHighs from 'highs';
import { allocate } from '#algorithms/allocation/allocate.ts';
import { objectives, type Problem } from '#algorithms/allocation/problem.ts';
import { verify } from '#algorithms/allocation/verify.ts';
import { median, say } from './measure.ts';

/** A made-up problem, the same every time: some workshops are wanted more than others. */
function problem(people: number, places: number, wishes: number, slack: number): Problem {
	let state = 42;
	const chance = () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
	const workshops = Array.from({ length: places }, (_, at) => ({ id: `w${at}`, capacity: Math.ceil((people * slack) / places) }));
	const participants = Array.from({ length: people }, (_, at) => {
		const wanted = new Set<string>();
		while (wanted.size < wishes) wanted.add(`w${Math.floor(chance() * chance() * places)}`);
		return { id: `p${at}`, wishes: [...wanted], fixed: [], forbidden: [] };
	});
	return { workshops, participants, objective: 'generous', seed: 1 };
}

function time(work: () => void): number {
	const began = performance.now();
	work();
	return performance.now() - began;
}

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

/** How long giving out places takes, beside an independent solver in the same run. */
export async function allocation(): Promise<void> {
	say('people × workshops, 5 wishes each', 'first ms', 'warm ms', 'proven');
	const sizes: [number, number][] = [
		[52, 5],
		[600, 20],
		[600, 60],
		[6_000, 60],
	];
	const warm: number[] = [];
	for (const [people, places] of sizes) {
		const of = problem(people, places, Math.min(5, places), 1.02);
		const first = time(() => void allocate(of));
		const runs = Array.from({ length: people > 1000 ? 5 : 15 }, () => time(() => void allocate(of)));
		const outcome = allocate(of);
		warm.push(median(runs));
		say(`generous ${people} × ${places}`, first, median(runs), String(verify(of, outcome.allocation, outcome.certificate) === null));
	}
	for (const objective of objectives) {
		const of = { ...problem(600, 60, 5, 1.02), objective };
		allocate(of);
		say(`${objective} 600 × 60`, '', median(Array.from({ length: 15 }, () => time(() => void allocate(of)))));
	}
	say('growth exponent in people, 600 → 6,000 × 60', Math.log10((warm[3] ?? 1) / (warm[2] ?? 1)));
	const small = problem(600, 20, 5, 1.02);
	const ours = median(Array.from({ length: 5 }, () => time(() => void allocate({ ...small, objective: 'minSumOfRanks' }))));
	const theirs = await withHighs(small);
	say('minSumOfRanks 600 × 20: ours, HiGHS (wasm), ratio', ours, theirs, theirs / ours);
}
