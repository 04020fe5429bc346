import { type Instance, seatsIn } from './instance.ts';

/** A plan while it is being searched: who sits where, and what one more meeting of each pair would cost now. */
export interface Plan {
	people: number;
	tables: number;
	/** seats[round] = people, table after table */
	seats: Int32Array[];
	/** starts[round][table] = its first seat; one more for the end */
	starts: Int32Array[];
	/** tableOf[round][person], or -1 */
	tableOf: Int32Array[];
	/** seatOf[round][person] */
	seatOf: Int32Array[];
	/** movers[round] = people who are there and no hosts */
	movers: Int32Array[];
	/** price[one * people + other] = what the next meeting of these two costs; 0 for nobody with themselves */
	price: Float32Array;
	repeat: number;
	/** Guests come to a table with a host once: visits[person * tables + table], and what coming back costs. */
	visits: Uint8Array | null;
	hostOf: number[];
	back: number;
	/** kept[round][person] = table, or -1, and what another one costs */
	kept: Int32Array[] | null;
	change: number;
	/** The weighted sum, with what coming back costs. */
	cost: number;
}

/**
 * Makes a plan from tables for each round.
 * Shape:  seated[round][table] = people
 */
export function planOf(instance: Instance, seated: readonly number[][][]): Plan {
	const { ids, tables, hostOf, past, keep, repeat, change } = instance;
	const people = ids.length;
	const price = pricesOf(instance);
	const hosts = new Set(hostOf.filter((host) => host >= 0));
	const plan: Plan = {
		people,
		tables: tables.length,
		seats: seated.map((round) => Int32Array.from(round.flat())),
		starts: seated.map((round) => Int32Array.from([0, ...runningSum(round.map(({ length }) => length))])),
		tableOf: seated.map((round) => placesIn(people, round)),
		seatOf: seated.map((round) =>
			placesIn(
				people,
				round.flat().map((person) => [person]),
			),
		),
		movers: seated.map((round) => Int32Array.from(round.flat().filter((person) => !hosts.has(person)))),
		price,
		repeat,
		visits: hosts.size > 0 ? new Uint8Array(people * tables.length) : null,
		hostOf,
		// Dear enough to be avoided, not so dear that the search could not pass through plans in which somebody comes back.
		back: hosts.size > 0 ? 1 + repeat + change + greatest(price) : Number.POSITIVE_INFINITY,
		kept: keep?.map((round) => placesIn(people, round)) ?? null,
		change,
		cost: 0,
	};
	for (const round of past) for (const [table, list] of round.entries()) sitDown(plan, list, table);
	plan.cost = 0;
	for (const [r, round] of seated.entries()) {
		for (const [table, list] of round.entries()) {
			sitDown(plan, list, table);
			for (const person of list) plan.cost += changeAt(plan, r, person, table);
		}
	}
	return plan;
}

function greatest(numbers: Float32Array): number {
	let most = 0;
	for (const number of numbers) if (number > most) most = number;
	return most;
}

function runningSum(numbers: readonly number[]): number[] {
	let sum = 0;
	return numbers.map((number) => (sum += number));
}

function placesIn(people: number, tables: readonly (readonly number[])[]): Int32Array {
	const places = new Int32Array(people).fill(-1);
	for (const [table, list] of tables.entries()) for (const person of list) places[person] = table;
	return places;
}

/** What a first meeting of each pair costs: those who know each other, and those who are alike. */
function pricesOf({ ids, attributes, met, known }: Instance): Float32Array {
	const people = ids.length;
	const price = new Float32Array(people * people);
	const add = (one: number, other: number, cost: number) => {
		price[one * people + other] = (price[one * people + other] as number) + cost;
		price[other * people + one] = price[one * people + other] as number;
	};
	for (const { weight, values } of attributes) {
		const alike = Map.groupBy(values.keys(), (person) => values[person] as number);
		alike.delete(-1);
		for (const group of alike.values())
			for (const [at, one] of group.entries()) for (const other of group.slice(at + 1)) add(one, other, weight);
	}
	for (const [one, other] of met) add(one, other, known);
	return price;
}

function sitDown(plan: Plan, list: readonly number[], table: number): void {
	const { people, price, repeat, visits, tables, hostOf } = plan;
	for (const [at, one] of list.entries()) {
		for (const other of list.slice(at + 1)) {
			plan.cost += price[one * people + other] as number;
			raise(price, one * people + other, other * people + one, repeat);
		}
		if (!visits || hostOf[table] === -1 || hostOf[table] === one) continue;
		plan.cost += plan.back * (visits[one * tables + table] as number);
		visits[one * tables + table] = (visits[one * tables + table] as number) + 1;
	}
}

function raise(price: Float32Array, one: number, other: number, by: number): void {
	price[one] = (price[one] as number) + by;
	price[other] = price[one] as number;
}

function changeAt({ kept, change }: Plan, round: number, person: number, table: number): number {
	const told = (kept?.[round] as Int32Array | undefined)?.[person] ?? -1;
	return told < 0 || told === table ? 0 : change;
}

/** What it would cost, more or less than now, if two people at different tables changed places in one round. */
export function costOfSwap(plan: Plan, round: number, one: number, other: number): number {
	const { price, people, repeat } = plan;
	const tableOf = plan.tableOf[round] as Int32Array;
	const starts = plan.starts[round] as Int32Array;
	const seats = plan.seats[round] as Int32Array;
	const [here, there] = [tableOf[one] as number, tableOf[other] as number];
	const [ones, others] = [one * people, other * people];
	let cost = 0;
	const hereEnds = starts[here + 1] as number;
	for (let seat = starts[here] as number; seat < hereEnds; seat++) {
		const person = seats[seat] as number;
		cost += (price[others + person] as number) - (price[ones + person] as number);
	}
	const thereEnds = starts[there + 1] as number;
	for (let seat = starts[there] as number; seat < thereEnds; seat++) {
		const person = seats[seat] as number;
		cost += (price[ones + person] as number) - (price[others + person] as number);
	}
	// Both loops have met the two themselves; and a meeting that ends was dearer by itself when it was counted.
	const ending = hereEnds - (starts[here] as number) + thereEnds - (starts[there] as number) - 2;
	cost += repeat * ending - 2 * (price[ones + other] as number);
	return plan.visits || plan.kept ? cost + costOfPlaces(plan, round, one, other, here, there) : cost;
}

function costOfPlaces(plan: Plan, round: number, one: number, other: number, here: number, there: number): number {
	const { visits, tables, hostOf, back } = plan;
	let cost = changeAt(plan, round, one, there) + changeAt(plan, round, other, here);
	cost -= changeAt(plan, round, one, here) + changeAt(plan, round, other, there);
	if (!visits) return cost;
	const visited = (person: number, table: number) => visits[person * tables + table] as number;
	if (hostOf[here] !== -1) cost += back * (visited(other, here) - visited(one, here) + 1);
	if (hostOf[there] !== -1) cost += back * (visited(one, there) - visited(other, there) + 1);
	return cost;
}

/** Lets two people at different tables change places in one round, which costs so much. */
export function swap(plan: Plan, round: number, one: number, other: number, cost: number): void {
	const { price, people, repeat, visits, tables, hostOf } = plan;
	const tableOf = plan.tableOf[round] as Int32Array;
	const seatOf = plan.seatOf[round] as Int32Array;
	const starts = plan.starts[round] as Int32Array;
	const seats = plan.seats[round] as Int32Array;
	for (const [leaving, coming] of [
		[one, other],
		[other, one],
	] as const) {
		const table = tableOf[leaving] as number;
		const ends = starts[table + 1] as number;
		for (let seat = starts[table] as number; seat < ends; seat++) {
			const person = seats[seat] as number;
			if (person === leaving) continue;
			raise(price, leaving * people + person, person * people + leaving, -repeat);
			raise(price, coming * people + person, person * people + coming, repeat);
		}
		if (!visits || hostOf[table] === -1) continue;
		visits[leaving * tables + table] = (visits[leaving * tables + table] as number) - 1;
		visits[coming * tables + table] = (visits[coming * tables + table] as number) + 1;
	}
	const [table, seat] = [tableOf[one] as number, seatOf[one] as number];
	tableOf[one] = tableOf[other] as number;
	seatOf[one] = seatOf[other] as number;
	tableOf[other] = table;
	seatOf[other] = seat;
	seats[seatOf[one] as number] = one;
	seats[seat] = other;
	plan.cost += cost;
}

/** How often a guest comes back to a table with a host. */
export function returnsTo({ visits }: Plan): number {
	let returns = 0;
	for (const times of visits ?? []) if (times > 1) returns += times - 1;
	return returns;
}

/** The people at each table in each round. */
export function tablesOf({ seats, starts, tables }: Plan): number[][][] {
	return seats.map((list, round) =>
		Array.from({ length: tables }, (_, table) => [...list.slice(starts[round]?.[table], starts[round]?.[table + 1])]),
	);
}

/**
 * Seats people round after round without much thought: hosts at their tables, the others in a circle that moves on far enough
 * for nobody to come to a table twice, where that can be.
 */
export function goRound(instance: Instance, round: number): number[][] {
	const { hostOf, isThere, rounds } = instance;
	const isGuest = (person: number) => isThere[round]?.[person] && !hostOf.includes(person);
	const guests = instance.ids.map((_, person) => person).filter(isGuest);
	let next = Math.max(1, Math.floor(guests.length / rounds)) * round;
	return seatsIn(instance, round).map((size, table) => {
		const host = hostOf[table] as number;
		const list = host >= 0 && isThere[round]?.[host] ? [host] : [];
		while (list.length < size) list.push(guests[next++ % guests.length] as number);
		return list;
	});
}

/** Seats people as they were told, as far as they are here and there is a chair; the others where the fewest sit. */
export function seatAsTold(instance: Instance, round: number, told: readonly number[][]): number[][] {
	const { hostOf, isThere, tables, ids } = instance;
	const list = hostOf.map((host) => (host >= 0 && isThere[round]?.[host] ? [host] : []));
	const waiting = new Set(ids.map((_, person) => person).filter((person) => isThere[round]?.[person] && !hostOf.includes(person)));
	for (const [table, people] of told.entries()) {
		for (const person of people) {
			if ((list[table] as number[]).length < (tables[table] as number) && waiting.delete(person)) list[table]?.push(person);
		}
	}
	for (const person of waiting) {
		const free = list.filter((people, table) => people.length < (tables[table] as number));
		free.reduce((fewest, people) => (people.length < fewest.length ? people : fewest)).push(person);
	}
	return list;
}
