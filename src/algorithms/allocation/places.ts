import type { Participant, Placement, Problem } from './problem.ts';

const rankOf = ({ wishes }: Participant, id: string) => wishes.findIndex((wish) => [wish].flat().includes(id)) + 1;

const cell = (workshop: string, round: number) => JSON.stringify([workshop, round]);

/** Who is where in each workshop and round. */
function seated(placements: readonly Placement[]): Map<string, Set<string>> {
	const seats = new Map<string, Set<string>>();
	for (const { participant, workshop, round } of placements) {
		const key = cell(workshop, round);
		const there = seats.get(key);
		if (there) there.add(participant);
		else seats.set(key, new Set([participant]));
	}
	return seats;
}

/** What is wrong with the places of one person. */
function wrongPerson(problem: Problem, person: Participant, own: readonly Placement[]): string | null {
	const fixed = person.fixed ?? [];
	if (new Set(own.map(({ workshop }) => workshop)).size < own.length) return `"${person.id}" is in a workshop twice.`;
	if (new Set(own.map(({ round }) => round)).size < own.length) return `"${person.id}" is in two places at once.`;
	for (const { workshop, round, rank } of own) {
		const known = problem.workshops.find(({ id }) => id === workshop);
		if (!known || !Number.isInteger(round) || round < 1 || round > (problem.rounds ?? 1))
			return `"${workshop}" does not exist in round ${round}.`;
		if (known.rounds && !known.rounds.includes(round)) return `"${workshop}" is not offered in round ${round}.`;
		const time = person.times?.find((one) => one.workshop === workshop);
		if (time && time.round !== round) return `"${person.id}" may be in "${workshop}" in round ${time.round} only.`;
		if (rank !== rankOf(person, workshop)) return `"${workshop}" has another rank for "${person.id}".`;
		if (!fixed.includes(workshop) && (rank === 0 || person.forbidden?.includes(workshop)))
			return `"${person.id}" may not be in "${workshop}".`;
	}
	if (!fixed.every((id) => own.some(({ workshop }) => workshop === id))) return `"${person.id}" is not where they are fixed.`;
	const keeps = person.keep === undefined || fixed.length > 0 || own.some(({ rank }) => rank <= (person.keep as number));
	return keeps ? null : `"${person.id}" was told a better place.`;
}

/** What is wrong with the sizes and pairs. */
function wrongRooms(problem: Problem, placements: readonly Placement[]): string | null {
	const groups = new Map(problem.participants.map(({ id, group }) => [id, group]));
	const seats = seated(placements);
	for (const { id, takesPlace } of problem.workshops)
		if (takesPlace && !placements.some(({ workshop }) => workshop === id)) return `"${id}" does not take place.`;
	for (const { id, capacity, minimum } of problem.workshops)
		for (let round = 1; round <= (problem.rounds ?? 1); round++) {
			const there = [...(seats.get(cell(id, round)) ?? [])];
			if (there.length > capacity) return `"${id}" is over its capacity in round ${round}.`;
			if (there.length > 0 && there.length < (minimum ?? 0)) return `"${id}" is below its minimum in round ${round}.`;
			for (const { workshop, group, maximum } of problem.quotas ?? [])
				if ((workshop === '*' || workshop === id) && there.filter((one) => groups.get(one) === group).length > maximum)
					return `"${id}" has too many of "${group}" in round ${round}.`;
		}
	const at = (id: string) => placements.find(({ participant }) => participant === id)?.workshop;
	for (const [a, b] of problem.together ?? []) if (at(a) !== at(b)) return `"${a}" and "${b}" are not together.`;
	for (const [a, b] of problem.apart ?? []) if (at(a) !== undefined && at(a) === at(b)) return `"${a}" and "${b}" are not apart.`;
	return null;
}

/**
 * What is wrong with places by the rules alone: who may be where, how many, and everybody once a round.
 * Shape:  null, or one sentence
 */
export function wrongPlaces(
	problem: Problem,
	answer: { placements: readonly Placement[]; unplaced: readonly { participant: string; round: number }[] },
): string | null {
	const byPerson = new Map<string, Placement[]>(problem.participants.map(({ id }) => [id, []]));
	for (const placement of answer.placements) {
		const own = byPerson.get(placement.participant);
		if (!own) return `There is no participant "${placement.participant}".`;
		own.push(placement);
	}
	for (const person of problem.participants) {
		const wrong = wrongPerson(problem, person, byPerson.get(person.id) as Placement[]);
		if (wrong) return wrong;
	}
	const told = new Set([...answer.placements, ...answer.unplaced].map(({ participant, round }) => cell(participant, round)));
	const total = problem.participants.length * (problem.rounds ?? 1);
	const isWhole = told.size === total && answer.placements.length + answer.unplaced.length === total;
	const isKnown = answer.unplaced.every(
		({ participant, round }) => byPerson.has(participant) && round >= 1 && round <= (problem.rounds ?? 1),
	);
	if (!isWhole || !isKnown) return 'Somebody is missing, or there twice.';
	return wrongRooms(problem, answer.placements);
}
