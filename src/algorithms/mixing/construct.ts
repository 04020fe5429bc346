import { powersOf, type Ring, ringOf } from './field.ts';
import { hostsIn, type Instance, seatsIn } from './instance.ts';

/** Rounds in which no two points meet twice: design[round][table] = points. */
export type Design = number[][][];

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/**
 * Lines of a plane: point (a, b) = a·g + b sits in round m at table b − m·a. Row 0 stays where it is.
 * Shape:  g tables of p · two points of one row never meet
 * Source: (a − a')(m − m') is 0 only where a = a' or m = m': in a field always, modulo g for the first rounds
 */
function lines(ring: Ring, p: number, rounds: number): Design {
	const g = ring.size;
	const zeroAt = upTo(p)
		.slice(1)
		.map((a) => g / divisor(g, a));
	const most = ring.isField && p <= g ? g : Math.min(g, ...zeroAt);
	return upTo(Math.min(rounds, most)).map((m) => upTo(g).map((c) => upTo(p).map((a) => a * g + ring.add(c, ring.times(m, a)))));
}

/** The same and, where p divides g, rounds within the rows, whose points have not met yet. */
function linesAndRows(g: number, p: number, rounds: number): Design {
	const first = lines(ringOf(g), p, rounds);
	if (first.length === rounds || g % p !== 0) return first;
	const within = linesAndRows(g / p, p, rounds - first.length);
	return [...first, ...within.map((tables) => upTo(p).flatMap((a) => tables.map((table) => table.map((b) => a * g + b))))];
}

/** Everyone meets everyone in pairs: one stays, the others go round in a circle. */
function circle(g: number, rounds: number): Design {
	const around = 2 * g - 1;
	return upTo(Math.min(rounds, around)).map((m) => [
		[around, m],
		...upTo(g - 1).map((i) => [(m + i + 1) % around, (m - i - 1 + around) % around]),
	]);
}

/**
 * Everyone meets everyone in threes: 15 people at 5 tables in 7 rounds, 39 at 13 in 19.
 * Shape:  points infinity = 0, (x, 1) = 1 + x and (x, 2) = 1 + q + x over a field of q = 6t + 1, 3g = 2q + 1; null for other g
 * Source: Ray-Chaudhuri and Wilson 1971, translates of one round
 */
function triples(g: number, rounds: number): Design | null {
	const q = (3 * g - 1) / 2;
	const field = q % 6 === 1 ? ringOf(q) : null;
	if (!field?.isField) return null;
	const t = (q - 1) / 6;
	const powers = powersOf(field);
	const power = (exponent: number) => powers[exponent % (q - 1)] as number;
	const m = upTo(q - 1).find((at) => field.add(power(at), power(at)) === field.add(power(t), 1)) as number;
	const sides = upTo(t).flatMap((i) => [i, i + 2 * t, i + 4 * t]);
	return upTo(Math.min(rounds, q)).map((shift) => {
		const one = (x: number) => 1 + field.add(x, shift);
		const two = (x: number) => q + one(x);
		return [
			[0, one(0), two(0)],
			...sides.map((i) => [one(power(i)), one(power(i + t)), two(power(i + m))]),
			...upTo(t).map((i) => [two(power(i + m + t)), two(power(i + m + 3 * t)), two(power(i + m + 5 * t))]),
		];
	});
}

/** The design for g tables of p with the most rounds, up to those asked for. */
export function designOf(g: number, p: number, rounds: number): Design {
	const designs = [linesAndRows(g, p, rounds), p === 2 ? circle(g, rounds) : null, p === 3 ? triples(g, rounds) : null];
	return designs.reduce<Design>((best, one) => (one && one.length > best.length ? one : best), []);
}

/** So many points of which no two ever meet, or null: without them each table has lost at most one. */
function strangers(design: Design, count: number): Set<number> | null {
	const chosen = new Set<number>();
	const taken = new Set<number[]>();
	const tablesOf = new Map<number, number[][]>();
	for (const table of design.flat()) for (const point of table) tablesOf.set(point, [...(tablesOf.get(point) ?? []), table]);
	for (const point of upTo(tablesOf.size)) {
		const tables = tablesOf.get(point) as number[][];
		if (chosen.size === count) break;
		if (tables.some((table) => taken.has(table))) continue;
		chosen.add(point);
		for (const table of tables) taken.add(table);
	}
	return chosen.size === count ? chosen : null;
}

/** The people in an order in which those who should not meet are neighbours, so that they share a row. */
function inRows({ attributes, ids, hostOf }: Instance): number[] {
	const heaviest = [...attributes].sort((a, b) => b.weight - a.weight);
	const guests = upTo(ids.length).filter((person) => !hostOf.includes(person));
	return guests.sort((a, b) => heaviest.reduce((sofar, { values }) => sofar || (values[a] as number) - (values[b] as number), 0) || a - b);
}

/**
 * Seats people by algebra so that nobody meets again, where sizes differ by one at most and everyone is always there.
 * Shape:  result[round][table] = people, for as many rounds as can be had, perhaps none; around hosts for all rounds, as long as there are tables, or none
 */
export function construct(instance: Instance): number[][][] {
	const sizes = seatsIn(instance, 0);
	const [p, g] = [Math.max(...sizes), sizes.length];
	const short = upTo(g).filter((table) => sizes[table] === p - 1);
	const isEven = sizes.every((size) => size >= p - 1) && instance.isThere.every((there) => there.every(Boolean));
	if (!isEven || p < 2) return [];
	return hostsIn(instance, 0).includes(1) ? withHosts(instance, p, short) : withoutHosts(instance, p, sizes, short);
}

function withHosts(instance: Instance, p: number, short: readonly number[]): number[][][] {
	const { hostOf } = instance;
	const design = lines(ringOf(hostOf.length), p, instance.rounds);
	if (design.length < Math.min(instance.rounds, hostOf.length) || short.some((table) => hostOf[table] !== -1)) return [];
	const guests = inRows(instance);
	const left = new Set(short);
	const free = upTo(p * hostOf.length).filter((point) => !left.has(point) && (hostOf[point] ?? -1) === -1);
	const personAt = new Map(free.map((point, at) => [point, guests[at] as number]));
	for (const [table, host] of hostOf.entries()) if (host !== -1) personAt.set(table, host);
	return seated(design, personAt);
}

function withoutHosts(instance: Instance, p: number, sizes: readonly number[], short: readonly number[]): number[][][] {
	const g = sizes.length;
	const design = designOf(g, p, instance.rounds);
	let left = strangers(design, short.length);
	for (; left === null; left = strangers(design, short.length)) design.pop();
	const [missing, people] = [left, inRows(instance)];
	const free = upTo(g * p).filter((point) => !missing.has(point));
	const personAt = new Map(free.map((point, at) => [point, people[at] as number]));
	return seated(design, personAt).map((tables) => {
		const [full, smaller] = [tables.filter(({ length }) => length === p), tables.filter(({ length }) => length < p)];
		return sizes.map((size) => (size === p ? full.pop() : smaller.pop()) as number[]);
	});
}

const seated = (design: Design, personAt: ReadonlyMap<number, number>) =>
	design.map((tables) => tables.map((table) => table.flatMap((point) => personAt.get(point) ?? [])));
