import type { Participant, Problem } from '#algorithms/allocation/problem.ts';
import { compare, worth } from '#algorithms/allocation/worth.ts';

/** What one person does: a workshop or none (-1) in each round. */
interface Plan {
	workshops: number[];
	unplaced: number;
	profile: number[];
}

interface Partial {
	/** people by round and workshop, then quota counters */
	counts: number[];
	/** where people who are in a pair are */
	where: number[];
	worth: number[];
}

const rankOf = (person: Participant, id: string) => person.wishes.findIndex((wish) => [wish].flat().includes(id)) + 1;

function plansOf(problem: Problem, person: Participant, ranks: number): Plan[] {
	const rounds = problem.rounds ?? 1;
	const fixed = person.fixed ?? [];
	const plans: Plan[] = [];
	const isAllowed = (id: string) => fixed.includes(id) || (rankOf(person, id) > 0 && !(person.forbidden ?? []).includes(id));
	const isThen = (id: string, round: number) => (person.times ?? []).every((time) => time.workshop !== id || time.round === round);
	const extend = (workshops: number[]) => {
		if (workshops.length < rounds) {
			extend([...workshops, -1]);
			for (const [w, { id, rounds: offered }] of problem.workshops.entries())
				if (
					isAllowed(id) &&
					!workshops.includes(w) &&
					(offered ?? [workshops.length + 1]).includes(workshops.length + 1) &&
					isThen(id, workshops.length + 1)
				)
					extend([...workshops, w]);
			return;
		}
		const ids = workshops.filter((w) => w >= 0).map((w) => problem.workshops[w]?.id as string);
		if (!fixed.every((id) => ids.includes(id))) return;
		const keeps = person.keep === undefined || fixed.length > 0 || (ids.length > 0 && rankOf(person, ids[0] as string) <= person.keep);
		if (!keeps) return;
		const profile = new Array<number>(ranks).fill(0);
		for (const id of ids) {
			const rank = rankOf(person, id);
			if (rank > 0) profile[rank - 1] = (profile[rank - 1] as number) + 1;
		}
		plans.push({ workshops, unplaced: rounds - ids.length, profile });
	};
	extend([]);
	return plans;
}

/**
 * The best worth by trying everything, for tiny problems; null when nothing is allowed.
 * People are added one after the other; of two ways to the same counts only the better is kept.
 */
export function bruteForce(problem: Problem): number[] | null {
	const { workshops, participants } = problem;
	const rounds = problem.rounds ?? 1;
	const objective = problem.objective ?? 'generous';
	const ranks = Math.max(1, ...participants.map(({ wishes }) => wishes.length));
	const quotas = problem.quotas ?? [];
	const pairs = [...(problem.together ?? []), ...(problem.apart ?? [])].flat();
	const cells = rounds * workshops.length;
	const places = Math.max(0, ...participants.map(({ id }) => pairs.filter((other) => other === id).length));
	const zero = worth(objective, 0, new Array<number>(ranks).fill(0));
	let front = new Map<string, Partial>([
		[
			'',
			{
				counts: new Array<number>(cells + quotas.length * cells).fill(0),
				where: places > 0 ? participants.map(() => -2) : [],
				worth: zero,
			},
		],
	]);
	for (const [p, person] of participants.entries()) {
		const next = new Map<string, Partial>();
		for (const plan of plansOf(problem, person, ranks))
			for (const before of front.values()) {
				const after = joined(problem, before, p, person, plan, worth(objective, plan.unplaced, plan.profile));
				if (after === null) continue;
				const key = `${after.counts}|${after.where}`;
				const other = next.get(key);
				if (other === undefined || compare(after.worth, other.worth) < 0) next.set(key, after);
			}
		front = next;
	}
	let best: number[] | null = null;
	for (const end of front.values()) if (isComplete(problem, end) && (best === null || compare(end.worth, best) < 0)) best = end.worth;
	return best;
}

function joined(problem: Problem, before: Partial, p: number, person: Participant, plan: Plan, cost: number[]): Partial | null {
	const { workshops } = problem;
	const cells = (problem.rounds ?? 1) * workshops.length;
	const counts = [...before.counts];
	for (const [round, w] of plan.workshops.entries()) {
		if (w < 0) continue;
		const cell = round * workshops.length + w;
		counts[cell] = (counts[cell] as number) + 1;
		if ((counts[cell] as number) > (workshops[w]?.capacity as number)) return null;
		for (const [at, quota] of (problem.quotas ?? []).entries()) {
			if (quota.group !== person.group || (quota.workshop !== '*' && quota.workshop !== workshops[w]?.id)) continue;
			const counter = cells * (at + 1) + cell;
			counts[counter] = (counts[counter] as number) + 1;
			if ((counts[counter] as number) > quota.maximum) return null;
		}
	}
	const isPaired = [...(problem.together ?? []), ...(problem.apart ?? [])].some((pair) => pair.includes(person.id));
	const where = isPaired ? before.where.with(p, plan.workshops[0] as number) : before.where;
	return { counts, where, worth: before.worth.map((value, at) => value + (cost[at] as number)) };
}

function isComplete(problem: Problem, { counts, where }: Partial): boolean {
	const cells = (problem.rounds ?? 1) * problem.workshops.length;
	for (let cell = 0; cell < cells; cell++) {
		const minimum = problem.workshops[cell % problem.workshops.length]?.minimum ?? 0;
		if ((counts[cell] as number) > 0 && (counts[cell] as number) < minimum) return false;
	}
	const isEmpty = (w: number) =>
		Array.from({ length: problem.rounds ?? 1 }, (_, at) => counts[at * problem.workshops.length + w]).every((count) => count === 0);
	if (problem.workshops.some(({ takesPlace }, w) => takesPlace && isEmpty(w))) return false;
	const at = (id: string) => where[problem.participants.findIndex((person) => person.id === id)] as number;
	if ((problem.together ?? []).some(([a, b]) => at(a) !== at(b))) return false;
	return !(problem.apart ?? []).some(([a, b]) => at(a) === at(b) && at(a) >= 0);
}
