import type { Participant, Placement, Problem } from './problem.ts';

/** A number for two numbers that looks like chance and is the same everywhere. */
function lot(a: number, b: number): number {
	let hash = Math.imul(a ^ 0x9e3779b1, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return (hash ^ (hash >>> 13)) >>> 0;
}

const nameIn = (id: string, round: number) => `${id}\n${round}`;

/**
 * The same problem with a round drawn for each wish: then nobody can be in a workshop twice, each round is a problem of its
 * own, and every answer is one to the whole problem.
 * Shape:  what people have in `placements` keeps its round; `draw` counts up
 */
export function labelled(problem: Problem, placements: readonly Placement[], draw: number): Problem {
	const rounds = Array.from({ length: problem.rounds ?? 1 }, (_, at) => at + 1);
	// Mostly one round is filled anew while the others stay; in between everything is drawn, to get away from where that ends.
	const free = 1 + (draw % (rounds.length + 1));
	const offered = new Map(problem.workshops.map((one) => [one.id, one.rounds ?? rounds]));
	const kept = new Map(placements.map(({ participant, workshop, round }) => [nameIn(participant, 0) + workshop, round]));
	const order = new Map(problem.workshops.map(({ id }, w) => [id, w]));
	const relabelled = (person: Participant, p: number): Participant => {
		const name = (id: string) => {
			const possible = offered.get(id) as number[];
			const only = person.times?.find(({ workshop }) => workshop === id)?.round;
			if (only !== undefined) return nameIn(id, only);
			const drawn = possible.includes(free) ? free : possible[lot(draw * 65_537 + p, order.get(id) as number) % possible.length];
			return nameIn(id, kept.get(nameIn(person.id, 0) + id) ?? drawn ?? (rounds[0] as number));
		};
		return {
			...person,
			wishes: person.wishes.map((wish) => [wish].flat().map(name)),
			fixed: (person.fixed ?? []).map(name),
			forbidden: (person.forbidden ?? []).map(name),
			times: [],
		};
	};
	return {
		...problem,
		workshops: problem.workshops.flatMap((one) =>
			rounds.map((round) => ({
				...one,
				id: nameIn(one.id, round),
				rounds: offered.get(one.id)?.includes(round) ? [round] : [],
				// What must take place somewhere does so in a round that is drawn.
				takesPlace: one.takesPlace === true && offered.get(one.id)?.[draw % (one.rounds ?? rounds).length] === round,
			})),
		),
		participants: problem.participants.map(relabelled),
		quotas: (problem.quotas ?? []).flatMap((quota) =>
			quota.workshop === '*' ? [quota] : rounds.map((round) => ({ ...quota, workshop: nameIn(quota.workshop, round) })),
		),
	};
}

/** Back to the names of the whole problem. */
export function unlabelled(placements: readonly Placement[]): Placement[] {
	return placements.map((one) => ({ ...one, workshop: one.workshop.slice(0, one.workshop.lastIndexOf('\n')) }));
}
