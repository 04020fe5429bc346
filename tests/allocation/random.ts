// Problems by chance, the same for the same seed: tiny ones with any mixture of features, and medium ones.
import { objectives, type Problem } from '#algorithms/allocation/problem.ts';

function chanceFrom(seed: number) {
	let state = seed >>> 0;
	const chance = () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
	for (let skip = 0; skip < 8; skip++) chance();
	const below = (n: number) => Math.floor(chance() * n);
	const pick = <T>(list: readonly T[]) => list[below(list.length)] as T;
	const shuffled = <T>(list: readonly T[]) =>
		list
			.map((item) => ({ item, at: chance() }))
			.sort((a, b) => a.at - b.at)
			.map(({ item }) => item);
	return { chance, below, pick, shuffled };
}

/** A tiny problem: several rounds, minimum sizes, quotas, ties, fixed, forbidden, promised, together, apart, in any mixture. */
export function tiny(seed: number): Problem {
	const { chance, below, pick, shuffled } = chanceFrom(seed * 7919 + 1);
	const rounds = pick([1, 1, 2, 2, 3]);
	const maxPeople = rounds === 3 ? 4 : rounds === 2 ? 5 : 7;
	const places = 1 + below(rounds === 1 ? 6 : 4);
	const people = 1 + below(maxPeople);
	const ids = Array.from({ length: places }, (_, at) => `w${at}`);
	const has = {
		minimum: chance() < 0.6,
		rounds: chance() < 0.5,
		quotas: chance() < 0.3,
		fixed: chance() < 0.3,
		keep: chance() < 0.2,
		pairs: chance() < 0.4,
		times: chance() < 0.3,
		takesPlace: chance() < 0.2,
	};
	const all = Array.from({ length: rounds }, (_, at) => at + 1);
	const workshops = ids.map((id) => {
		const minimum = has.minimum ? below(5) : 0;
		return {
			id,
			capacity: below(5),
			minimum,
			...(has.rounds && chance() < 0.6 ? { rounds: all.filter(() => chance() < 0.6) } : {}),
			...(has.takesPlace && minimum > 0 && chance() < 0.4 ? { takesPlace: true } : {}),
		};
	});
	const participants = Array.from({ length: people }, (_, at) => {
		const wishes: (string | string[])[] = [];
		for (const id of shuffled(ids).slice(0, chance() < 0.5 ? places : below(places + 1)))
			if (wishes.length > 0 && chance() < 0.25) wishes.push([wishes.pop() as string, id].flat());
			else wishes.push(id);
		const fixed = has.fixed && chance() < 0.3 ? shuffled(ids).slice(0, 1 + below(Math.min(rounds, 2))) : [];
		return {
			id: `p${at}`,
			wishes,
			group: pick(['a', 'b']),
			fixed,
			forbidden: chance() < 0.2 ? [pick(ids)].filter((id) => !fixed.includes(id)) : [],
			...(rounds === 1 && has.keep && wishes.length > 0 && chance() < 0.4 ? { keep: 1 + below(Math.max(1, wishes.length)) } : {}),
			...(has.times && chance() < 0.5
				? {
						times: shuffled(ids)
							.slice(0, 1 + below(2))
							.map((workshop) => ({ workshop, round: 1 + below(rounds) })),
					}
				: {}),
		};
	});
	const pairs = (): [string, string][] => {
		if (rounds > 1 || !has.pairs || people < 2) return [];
		return Array.from(
			{ length: below(3) },
			() =>
				shuffled(participants)
					.slice(0, 2)
					.map(({ id }) => id) as [string, string],
		);
	};
	const quotas = has.quotas
		? Array.from({ length: 1 + below(2) }, () => ({ workshop: pick(['*', ...ids]), group: pick(['a', 'b']), maximum: below(3) }))
		: [];
	return { workshops, participants, rounds, quotas, objective: pick(objectives), seed: seed % 5, together: pairs(), apart: pairs() };
}

/** Small to medium problems with minimum sizes, quotas, pairs, promises and rounds. */
export function medium(seed: number): Problem {
	const { chance } = chanceFrom(seed * 7919);
	const rounds = seed % 3 === 0 ? 2 : 1;
	const people = 12 + Math.floor(chance() * 28);
	const places = 4 + Math.floor(chance() * 5);
	const id = () => `p${Math.floor(chance() * people)}`;
	return {
		rounds,
		objective: objectives[Math.floor(chance() * 3)] ?? 'generous',
		workshops: Array.from({ length: places }, (_, at) => ({
			id: `w${at}`,
			capacity: Math.ceil((people * (0.8 + chance())) / places),
			minimum: Math.floor(chance() * 6),
			...(chance() < 0.2 ? { rounds: [1] } : {}),
			...(at === 0 && seed % 4 === 0 ? { minimum: 5, takesPlace: true } : {}),
		})),
		participants: Array.from({ length: people }, (_, at) => {
			const wanted = new Set<string>();
			while (wanted.size < 4) wanted.add(`w${Math.floor(chance() * Math.sqrt(chance()) * places)}`);
			return {
				id: `p${at}`,
				wishes: [...wanted],
				group: `g${at % 3}`,
				...(rounds === 1 && chance() < 0.05 ? { keep: 3 } : {}),
				...(chance() < 0.05 ? { times: [{ workshop: 'w1', round: rounds }] } : {}),
				...(chance() < 0.04 ? { fixed: [`w${Math.floor(chance() * places)}`] } : {}),
			};
		}),
		quotas: chance() < 0.3 ? [{ workshop: '*', group: 'g1', maximum: 3 }] : [],
		together:
			rounds === 1 && chance() < 0.5
				? ([
						[id(), id()],
						[id(), id()],
					].filter(([a, b]) => a !== b) as [string, string][])
				: [],
		apart:
			rounds === 1 && chance() < 0.5
				? ([
						[id(), id()],
						[id(), id()],
					].filter(([a, b]) => a !== b) as [string, string][])
				: [],
	};
}
