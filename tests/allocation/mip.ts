import type { Problem } from '#algorithms/allocation/problem.ts';

/** The part of npm `highs` that is used here. */
export interface Highs {
	solve(text: string, options?: Record<string, unknown>): { Status: string; ObjectiveValue: number };
}

interface Model {
	rows: string[];
	binaries: string[];
	/** variables by rank; 0 = fixed without a wish */
	ranked: Map<number, string[]>;
	unplaced: string[];
}

/** The problem as a mixed-integer program: x = a person in a workshop and round, y = a workshop takes place in a round. */
function modelOf(problem: Problem): Model {
	const rounds = Array.from({ length: problem.rounds ?? 1 }, (_, at) => at + 1);
	const model: Model = { rows: [], binaries: [], ranked: new Map(), unplaced: [] };
	const inCell = new Map<string, { name: string; group: string | undefined }[]>();
	const at = (p: number, w: number) => rounds.map((r) => `x_${p}_${w}_${r}`).filter((name) => model.binaries.includes(name));
	const indexOf = new Map(problem.workshops.map(({ id }, w) => [id, w]));
	for (const [p, person] of problem.participants.entries()) {
		const inRound = new Map(rounds.map((r) => [r, [] as string[]]));
		const ranked = person.wishes.flatMap((wish, rank) => [wish].flat().map((id) => ({ id, rank: rank + 1 })));
		const fixed = person.fixed ?? [];
		const options = [...ranked, ...fixed.filter((id) => !ranked.some((wish) => wish.id === id)).map((id) => ({ id, rank: 0 }))];
		const kept: string[] = [];
		for (const { id, rank } of options) {
			if (!fixed.includes(id) && person.forbidden?.includes(id)) continue;
			const w = indexOf.get(id) as number;
			const names: string[] = [];
			for (const r of rounds) {
				if (problem.workshops[w]?.rounds?.includes(r) === false) continue;
				if (person.times?.some((time) => time.workshop === id && time.round !== r)) continue;
				const name = `x_${p}_${w}_${r}`;
				names.push(name);
				model.binaries.push(name);
				inRound.get(r)?.push(name);
				model.ranked.set(rank, [...(model.ranked.get(rank) ?? []), name]);
				inCell.set(`${w}_${r}`, [...(inCell.get(`${w}_${r}`) ?? []), { name, group: person.group }]);
			}
			if (rank <= (person.keep ?? 0)) kept.push(...names);
			if (fixed.includes(id)) model.rows.push(`${names.join(' + ') || '0 zero'} = 1`);
			else if (names.length > 1) model.rows.push(`${names.join(' + ')} <= 1`);
		}
		if (person.keep !== undefined && fixed.length === 0) model.rows.push(`${kept.join(' + ') || '0 zero'} >= 1`);
		for (const r of rounds) {
			const none = `u_${p}_${r}`;
			model.unplaced.push(none);
			model.binaries.push(none);
			model.rows.push(`${[...(inRound.get(r) ?? []), none].join(' + ')} = 1`);
		}
	}
	for (const [w, { takesPlace }] of problem.workshops.entries()) {
		if (!takesPlace) continue;
		const anywhere = rounds.flatMap((r) => (inCell.get(`${w}_${r}`) ?? []).map(({ name }) => name));
		model.rows.push(`${anywhere.join(' + ') || '0 zero'} >= 1`);
	}
	for (const [w, { id, capacity, minimum }] of problem.workshops.entries())
		for (const r of rounds) {
			const there = inCell.get(`${w}_${r}`) ?? [];
			if (there.length === 0) continue;
			const sum = there.map(({ name }) => name).join(' + ');
			model.binaries.push(`y_${w}_${r}`);
			model.rows.push(`${sum} - ${capacity} y_${w}_${r} <= 0`);
			if (minimum) {
				model.rows.push(`${sum} - ${minimum} y_${w}_${r} >= 0`);
				for (const { name } of there) model.rows.push(`${name} - y_${w}_${r} <= 0`);
			}
			for (const { workshop, group, maximum } of problem.quotas ?? []) {
				const counted = there.filter((one) => one.group === group).map(({ name }) => name);
				if (counted.length > 0 && (workshop === '*' || workshop === id)) model.rows.push(`${counted.join(' + ')} <= ${maximum}`);
			}
		}
	const people = new Map(problem.participants.map(({ id }, p) => [id, p]));
	for (const w of problem.workshops.keys()) {
		for (const [a, b] of problem.together ?? []) {
			const one = at(people.get(a) as number, w);
			const other = at(people.get(b) as number, w);
			if (one.length + other.length > 0) model.rows.push(`${one.join(' + ')} ${other.map((name) => `- ${name}`).join(' ')} = 0`);
		}
		for (const [a, b] of problem.apart ?? []) {
			const both = [...at(people.get(a) as number, w), ...at(people.get(b) as number, w)];
			if (both.length > 1) model.rows.push(`${both.join(' + ')} <= 1`);
		}
	}
	return model;
}

/** The best worth by a mixed-integer solver, one number after the other; null when nothing is allowed. */
export function byMip(problem: Problem, highs: Highs, seconds = 60): number[] | null | 'timeout' {
	const { rows, binaries, ranked, unplaced } = modelOf(problem);
	const ranks = Math.max(1, ...problem.participants.map(({ wishes }) => wishes.length));
	const objective = problem.objective ?? 'generous';
	const byRank = Array.from({ length: ranks }, (_, at) => (ranked.get(at + 1) ?? []).join(' + '));
	const sum = byRank.flatMap((names, at) => (names ? names.split(' + ').map((name) => `${at + 1} ${name}`) : [])).join(' + ');
	const goals =
		objective === 'minSumOfRanks'
			? [sum]
			: objective === 'generous'
				? byRank.reverse()
				: byRank.map((names) => names.replaceAll('x_', '- x_').replaceAll('+ ', ''));
	const found: number[] = [];
	for (const goal of [unplaced.join(' + '), ...goals]) {
		const text = `Minimize\n obj: ${goal || '0 zero'}\nSubject To\n ${rows.join('\n ')}\nBinary\n ${binaries.join('\n ')}\nEnd`;
		const { Status, ObjectiveValue } = highs.solve(text, { time_limit: seconds, mip_rel_gap: 0, mip_abs_gap: 0.5 });
		if (Status === 'Infeasible') return null;
		if (Status !== 'Optimal') return 'timeout';
		found.push(Math.round(ObjectiveValue) + 0);
		if (goal) rows.push(`${goal} = ${Math.round(ObjectiveValue)}`);
	}
	return found;
}
