import { costsFor, lot } from './costs.ts';
import type { Problem } from './problem.ts';

/**
 * A problem in numbers, in an order of its own so that the order of the lists changes nothing.
 * Shape:  places 0..workshops-1, then "unplaced"; the options of participant p are offsets[p]..offsets[p+1]
 */
export interface Instance {
	workshops: string[];
	participants: string[];
	/** Seats by place; "unplaced" has room for everyone. */
	capacity: Int32Array;
	offsets: Int32Array;
	place: Int32Array;
	/** 0 = fixed without a wish, ranks + 1 = unplaced */
	level: Int32Array;
	/** cost[option * width + limb] */
	cost: Float64Array;
	width: number;
	ranks: number;
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function optionsOf(
	participant: Problem['participants'][number],
	index: ReadonlyMap<string, number>,
	unplaced: { place: number; level: number },
) {
	const ranked = participant.wishes.flatMap((wish, at) => [wish].flat().map((id) => ({ place: index.get(id) as number, level: at + 1 })));
	const [fixed] = participant.fixed ?? [];
	if (fixed !== undefined) {
		const place = index.get(fixed) as number;
		return [ranked.find((option) => option.place === place) ?? { place, level: 0 }];
	}
	const forbidden = new Set(participant.forbidden?.map((id) => index.get(id)));
	return [...ranked.filter((option) => !forbidden.has(option.place)), unplaced];
}

/** Puts a problem into numbers: options with their exact costs and lots. */
export function instanceOf(problem: Problem): Instance {
	const workshops = [...problem.workshops].sort((a, b) => byText(a.id, b.id));
	const participants = [...problem.participants].sort((a, b) => byText(a.id, b.id));
	const index = new Map(workshops.map(({ id }, at) => [id, at]));
	const ranks = Math.max(1, ...participants.map(({ wishes }) => wishes.length));
	const { width, values } = costsFor(problem.objective ?? 'generous', ranks, workshops.length + 1);
	const unplaced = { place: workshops.length, level: ranks + 1 };
	const options = participants.map((participant) => optionsOf(participant, index, unplaced));
	const total = options.reduce((sum, list) => sum + list.length, 0);
	const instance: Instance = {
		workshops: workshops.map(({ id }) => id),
		participants: participants.map(({ id }) => id),
		capacity: Int32Array.from([...workshops.map(({ capacity }) => Math.min(capacity, participants.length)), participants.length]),
		offsets: new Int32Array(participants.length + 1),
		place: new Int32Array(total),
		level: new Int32Array(total),
		cost: new Float64Array(total * width),
		width,
		ranks,
	};
	let at = 0;
	for (const [p, list] of options.entries()) {
		for (const { place, level } of list) {
			instance.place[at] = place;
			instance.level[at] = level;
			for (let limb = 0; limb < width - 1; limb++) instance.cost[at * width + limb] = values[level * width + limb] as number;
			instance.cost[at * width + width - 1] = lot(problem.seed ?? 0, instance.participants[p] as string, instance.workshops[place] ?? '');
			at++;
		}
		instance.offsets[p + 1] = at;
	}
	return instance;
}
