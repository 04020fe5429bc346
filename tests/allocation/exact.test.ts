// Exactness: every generated case against trying everything, and against an independent solver; every answer proven, every
// tampered one refused.
import { createRequire } from 'node:module';
import { expect, test, vi } from 'vitest';
import { type Allocation, allocate, type Certificate, inOrder, profileOf } from '#algorithms/allocation/allocate.ts';
import { explain } from '#algorithms/allocation/explain.ts';
import { InvalidProblem, type Problem, readProblem } from '#algorithms/allocation/problem.ts';
import { proves } from '#algorithms/allocation/proof.ts';
import { search, usual } from '#algorithms/allocation/search.ts';
import { verify } from '#algorithms/allocation/verify.ts';
import { worth } from '#algorithms/allocation/worth.ts';
import { gapOf } from '#modules/workshops/rules-findings.ts';
import { byMip, type Highs } from './mip.ts';
import { bruteForce } from './oracle.ts';
import { medium, tiny } from './random.ts';

const createHighs = createRequire(import.meta.url)('highs') as () => Promise<Highs>;

// Many cases on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

const SEEDS = Array.from({ length: 3000 }, (_, at) => at);

/** What an answer is worth, or null for a problem that has none. */
function solved(problem: Problem, limits = usual) {
	try {
		const answer = allocate(problem, limits);
		return {
			...answer,
			worth: worth(problem.objective ?? 'generous', answer.allocation.unplaced.length, profileOf(problem, answer.allocation.placements)),
		};
	} catch (error) {
		if (error instanceof InvalidProblem) return null;
		throw error;
	}
}

/** The same answer with one lie in it. */
function tampered({ allocation, certificate }: { allocation: Allocation; certificate: Certificate }): [Allocation, Certificate][] {
	const lies: [Allocation, Certificate][] = [];
	const lie = (how: (allocation: Allocation, certificate: Certificate) => void) => {
		const copy: [Allocation, Certificate] = structuredClone([allocation, certificate]);
		how(...copy);
		lies.push(copy);
	};
	const [first] = allocation.placements;
	if (first) {
		lie((told) => void told.placements.pop());
		lie((told) => {
			const { participant, round } = told.placements.pop() as typeof first;
			told.unplaced.push({ participant, round });
			told.placed--;
		});
		lie((told) => void told.placements.push({ ...first }));
		lie((told) => {
			(told.placements[0] as typeof first).rank += 1;
		});
		lie((told) => {
			(told.placements[0] as typeof first).round += 1;
		});
		lie((told) => {
			(told.placements[0] as typeof first).workshop = 'nowhere';
		});
		lie((told) => {
			(told.placements[0] as typeof first).participant = 'nobody';
		});
	}
	lie((told) => {
		told.placed++;
	});
	lie((told) => {
		told.sumOfRanks--;
	});
	lie((told) => {
		told.profile[0] = (told.profile[0] as number) + 1;
	});
	lie((told) => {
		told.proof.optimal = !told.proof.optimal;
	});
	lie((told) => {
		told.proof.bound--;
	});
	lie((told) => void told.cancelled.push('w0'));
	lie((_, proof) => {
		proof.bound[1] = (proof.bound[1] as number) - 1;
	});
	lie((_, proof) => void proof.bound.pop());
	lie((_, proof) => {
		if (proof.tree.answers) proof.tree.answers.pop();
		else proof.tree.prices?.pop();
	});
	lie((_, proof) => {
		proof.tree = {};
	});
	lie((_, proof) => {
		proof.tree = null as never;
	});
	lie((_, proof) => {
		// So large that sums of them would no longer be exact.
		if (proof.tree.prices) proof.tree.prices[0] = 2 ** 53 - 1;
		else proof.tree.answers = [];
	});
	return lies;
}

test('on thousands of tiny problems with everything mixed, nothing that can be tried is better, and the proof holds', () => {
	let infeasible = 0;
	let several = 0;
	for (const seed of SEEDS) {
		const problem = readProblem(withPossible(tiny(seed)));
		const truth = bruteForce(problem);
		const answer = solved(problem);
		expect(answer?.worth ?? null, `seed ${seed}`).toEqual(truth);
		if (!answer) infeasible++;
		else {
			expect(answer.allocation.proof.optimal, `seed ${seed}`).toBe(true);
			expect(verify(problem, answer.allocation, answer.certificate), `seed ${seed}`).toBeNull();
			if (answer.certificate.tree.answers) several++;
		}
	}
	// The cases that matter were among them.
	expect([infeasible > 100, several > 100]).toEqual([true, true]);
});

/** Without more people fixed than seats: that is refused before anything is worked out. */
function withPossible(problem: Problem): Problem {
	const left = new Map(problem.workshops.map(({ id, capacity, rounds }) => [id, capacity * (rounds?.length ?? problem.rounds ?? 1)]));
	const participants = problem.participants.map((person) => ({
		...person,
		fixed: (person.fixed ?? []).filter((id) => {
			const seats = left.get(id) as number;
			left.set(id, seats - 1);
			return seats > 0;
		}),
	}));
	return { ...problem, participants };
}

test('with numbers that hold only a few digits, objectives are still exact: the rest is settled in further phases', () => {
	for (const seed of SEEDS) {
		const problem = readProblem(withPossible(tiny(seed)));
		const found = search(inOrder(problem), { ...usual, exact: 10 ** (1 + (seed % 8)) });
		const truth = bruteForce(problem);
		expect(found.isFeasible ? found.worth.slice(1) : null, `seed ${seed}`).toEqual(
			truth?.slice(0, found.isFeasible ? found.worth.length - 1 : 0) ?? null,
		);
		expect(proves(inOrder(problem), found.proof, found.isFeasible ? found.bound : null), `seed ${seed}`).toBe(true);
	}
});

test('a search that is cut short says so, and its bound holds', () => {
	let cut = 0;
	for (const seed of SEEDS.slice(0, 1500)) {
		const problem = readProblem(withPossible(tiny(seed)));
		const answer = solved(problem, { nodes: 1, candidates: 1, draws: 1 });
		const truth = bruteForce(problem);
		expect(answer === null, `seed ${seed}`).toBe(truth === null);
		if (!answer || !truth) continue;
		expect(verify(problem, answer.allocation, answer.certificate), `seed ${seed}`).toBeNull();
		if (answer.allocation.proof.optimal) expect(answer.worth, `seed ${seed}`).toEqual(truth);
		else cut++;
	}
	expect(cut).toBeGreaterThan(5);
});

test("what a cut-short search tells to be open is so: the count is the answer's, and nothing passes its limit", () => {
	let told = 0;
	for (const seed of SEEDS.slice(0, 1500)) {
		const problem = readProblem(withPossible(tiny(seed)));
		const answer = solved(problem, { nodes: 1, candidates: 1, draws: 1 });
		const truth = bruteForce(problem);
		if (!answer || !truth) continue;
		const { objective = 'generous' } = problem;
		const gap = gapOf(objective, answer);
		if (answer.allocation.proof.optimal) expect(gap, `seed ${seed}`).toBeNull();
		if (!gap) continue;
		told++;
		const { profile, unplaced } = answer.allocation;
		expect(gap.found, `seed ${seed}`).toBe(gap.rank === 0 ? unplaced.length : profile[gap.rank - 1]);
		const best = gap.rank === 0 ? truth[0] : truth[objective === 'generous' ? profile.length - gap.rank + 1 : gap.rank];
		const isWithin = objective === 'rankMaximal' && gap.rank > 0 ? gap.found < gap.bound : gap.found > gap.bound;
		expect(isWithin, `seed ${seed}`).toBe(true);
		// Where all that counts more is as in the best, its own count lies within the limit.
		const before = gap.rank === 0 ? 0 : objective === 'generous' ? profile.length - gap.rank + 1 : gap.rank;
		if (answer.worth.slice(0, before).join() !== truth.slice(0, before).join()) continue;
		if (objective === 'rankMaximal' && gap.rank > 0) expect(-(best as number), `seed ${seed}`).toBeLessThanOrEqual(gap.bound);
		else expect(best, `seed ${seed}`).toBeGreaterThanOrEqual(gap.bound);
	}
	expect(told).toBeGreaterThan(5);
});

test('the verifier refuses every tampered answer', () => {
	let refused = 0;
	for (const seed of SEEDS.slice(0, 600)) {
		const problem = readProblem(withPossible(tiny(seed)));
		const answer = solved(problem);
		if (!answer) continue;
		for (const [at, lie] of tampered(answer).entries()) {
			expect(verify(problem, ...lie), `seed ${seed}, lie ${at}`).not.toBeNull();
			refused++;
		}
	}
	expect(refused).toBeGreaterThan(4000);
});

test('an independent solver finds nothing better on medium problems with minimum sizes, quotas, pairs, promises and rounds', {
	timeout: 120_000,
}, async () => {
	const highs = await createHighs();
	const seen = { same: 0, impossible: 0, unproven: 0 };
	for (let seed = 1; seed <= 30; seed++) {
		const problem = readProblem(medium(seed));
		const answer = solved(problem, { ...usual, nodes: 300 });
		const truth = byMip(problem, highs, 20);
		if (truth === 'timeout') continue;
		if (answer) expect(verify(problem, answer.allocation, answer.certificate), `seed ${seed}`).toBeNull();
		if (answer?.allocation.proof.optimal === false) seen.unproven++;
		else {
			expect(answer?.worth ?? null, `seed ${seed}`).toEqual(truth);
			if (truth) seen.same++;
			else seen.impossible++;
		}
	}
	expect(seen.same).toBeGreaterThan(20);
});

/** Whether somewhere there was room, and wherever there was, they attend at that time what they like as much or more. */
function liked(problem: Problem, { placements }: Allocation, id: string, missed: { workshop: string; rank: number }): boolean {
	const capacity = problem.workshops.find((one) => one.id === missed.workshop)?.capacity ?? 0;
	const rounds = [1, 2, 3].filter((round) => {
		const taken = placements.filter((one) => one.workshop === missed.workshop && one.round === round).length;
		return taken > 0 && taken < capacity;
	});
	const ranks = rounds
		.flatMap((round) => placements.filter((one) => one.participant === id && one.round === round))
		.map(({ rank }) => rank);
	return rounds.length > 0 && ranks.length > 0 && Math.min(...ranks) <= missed.rank;
}

test('what the explanation says of a missed wish is true', () => {
	for (const seed of SEEDS.slice(0, 500)) {
		const problem = readProblem(withPossible(tiny(seed)));
		const answer = solved(problem);
		if (!answer) continue;
		for (const person of problem.participants)
			for (const missed of explain(problem, answer.allocation, person.id)) {
				const isOut = person.forbidden?.includes(missed.workshop) ?? false;
				const capacity = problem.workshops.find(({ id }) => id === missed.workshop)?.capacity ?? 0;
				const isCancelled = capacity === 0 || answer.allocation.cancelled.includes(missed.workshop);
				if (isOut || isCancelled) {
					expect(missed.because, `seed ${seed}`).toBe(isOut ? 'forbidden' : 'cancelled');
					continue;
				}
				if (missed.because === 'sameTime') {
					expect(liked(problem, answer.allocation, person.id, missed), `seed ${seed}, ${person.id}`).toBe(true);
					continue;
				}
				const fixed = [...(person.fixed ?? []), missed.workshop];
				const forced = { ...problem, participants: problem.participants.map((one) => (one.id === person.id ? { ...one, fixed } : one)) };
				const best = fixed.length > (problem.rounds ?? 1) ? null : bruteForce(forced);
				const [unplaced = 0] = best ?? [];
				const isAsGood = JSON.stringify(best) === JSON.stringify(answer.worth);
				const isSomebodyOut = unplaced > (answer.worth[0] as number);
				const hasRoom = missed.because === 'ruledOut';
				const expected = !best
					? hasRoom
						? 'ruledOut'
						: 'promised'
					: isAsGood
						? 'lot'
						: isSomebodyOut
							? 'othersWithoutPlace'
							: 'othersWorse';
				expect(missed.because, `seed ${seed}, ${person.id}, ${missed.workshop}`).toBe(expected);
			}
	}
});

test('an explanation that the budget cuts short says that it is unclear, and nothing that is not true', () => {
	let unclear = 0;
	for (const seed of SEEDS.slice(0, 1500)) {
		const problem = readProblem(withPossible(tiny(seed)));
		const answer = solved(problem);
		if (!answer) continue;
		for (const { id } of problem.participants)
			for (const [at, hasty] of explain(problem, answer.allocation, id, { nodes: 1, first: 1, candidates: 1, draws: 0 }).entries())
				if (hasty.because === 'unclear') unclear++;
				else expect(hasty.because, `seed ${seed}, ${id}`).toBe(explain(problem, answer.allocation, id)[at]?.because);
	}
	expect(unclear).toBeGreaterThan(0);
});
