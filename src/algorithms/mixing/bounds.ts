import { evenly, hostsIn, type Instance, seatsIn } from './instance.ts';

/** What no plan can fall below, term by term. */
export interface Bounds {
	repeats: number;
	met: number;
	same: Record<string, number>;
}

const pairs = (count: number) => (count * (count - 1)) / 2;
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const pairsAt = (tables: readonly number[]) => sum(tables.map(pairs));

/**
 * Bounds each term for itself; each holds for every plan that the sizes allow.
 * Shape:  same[attribute], as in the contract
 * Source: counting over people (repeats) and even spread over tables (all)
 */
export function boundsOf(instance: Instance): Bounds {
	const rounds = instance.isThere.map((there, round) => ({ round, key: there.map(Number).join('') }));
	const alike = [...Map.groupBy(rounds, ({ key }) => key).values()];
	const overRounds = (bound: (round: number) => number) => sum(alike.map((group) => group.length * bound(group[0]?.round as number)));
	const cliques = cliquesIn(instance.met);
	return {
		repeats: Math.max(countedRepeats(instance), crossedRepeats(instance)),
		met: overRounds((round) => knownAt(instance, round, cliques)),
		same: Object.fromEntries(
			instance.attributes.map(({ name, values }) => [name, overRounds((round) => alikeAt(instance, round, values))]),
		),
	};
}

/** The fewest pairs among a group at one table in a round: the group spread evenly, hosts where they stay. */
function spread(instance: Instance, round: number, group: readonly number[]): number {
	const { hostOf, tables } = instance;
	const members = new Set(group);
	const hosts = hostsIn(instance, round);
	const least = hostOf.map((host, table) => (hosts[table] && members.has(host) ? 1 : 0));
	const most = tables.map((size, table) => size - (hosts[table] as number) + (least[table] as number));
	return pairsAt(evenly(group.length, most, least));
}

/** Each value spread over the tables; or each table filled with values as different as there are. */
function alikeAt(instance: Instance, round: number, values: readonly number[]): number {
	const there = instance.isThere[round] as boolean[];
	const people = [...values.keys()].filter((person) => there[person]);
	const groups = Map.groupBy(people, (person) => values[person] as number);
	const without = groups.get(-1) ?? [];
	groups.delete(-1);
	if (groups.size + without.length === people.length) return 0;
	const byValue = sum([...groups.values()].map((group) => (group.length > 1 ? spread(instance, round, group) : 0)));
	const counts = [...[...groups.values()].map(({ length }) => length), ...without.map(() => 1)];
	const ofSize = new Map<number, number>();
	const sizes = seatsIn(instance, round);
	for (const size of sizes) if (!ofSize.has(size)) ofSize.set(size, pairsAt(evenly(size, counts)));
	return Math.max(byValue, sum(sizes.map((size) => ofSize.get(size) as number)));
}

/** Groups in which everyone knows everyone, no pair of people in two of them. */
function cliquesIn(met: readonly [number, number][]): number[][] {
	const knows = new Map<number, Set<number>>();
	const add = (one: number, other: number) => knows.set(one, (knows.get(one) ?? new Set()).add(other));
	for (const [one, other] of met) {
		add(one, other);
		add(other, one);
	}
	const friendsOf = (person: number) => knows.get(person) ?? new Set<number>();
	const cliques: number[][] = [];
	for (const person of [...knows.keys()].sort((a, b) => friendsOf(b).size - friendsOf(a).size || a - b)) {
		while (friendsOf(person).size > 0) {
			const clique = [person];
			for (const friend of friendsOf(person)) if (clique.every((one) => friendsOf(one).has(friend))) clique.push(friend);
			for (const one of clique) for (const other of clique) friendsOf(one).delete(other);
			cliques.push(clique);
		}
	}
	return cliques;
}

/** Groups who know each other spread over the tables; or, where nearly all do, the pairs that cannot be at different tables. */
function knownAt(instance: Instance, round: number, cliques: readonly number[][]): number {
	const there = instance.isThere[round] as boolean[];
	const present = cliques.map((clique) => clique.filter((person) => there[person]));
	const apart = pairs(there.filter(Boolean).length) - pairsAt(seatsIn(instance, round));
	return Math.max(sum(present.map((clique) => spread(instance, round, clique))), sum(present.map(({ length }) => pairs(length))) - apart);
}

/** How many meetings there are at each price: counts[price]. */
type Prices = number[];

/** What the cheapest of them cost; they are taken away. */
function takeCheapest(prices: Prices, count: number): number {
	let cost = 0;
	for (let price = 0; count > 0 && price < prices.length; price++) {
		const taken = Math.min(count, prices[price] as number);
		prices[price] = (prices[price] as number) - taken;
		count -= taken;
		cost += taken * price;
	}
	return cost;
}

/**
 * Two rounds, planned or past: the guests of a table in the one are spread over the tables of the other, and pairs who sit
 * together in both meet again, a guest and a host too. Over all pairs of rounds these are all repeats.
 */
function crossedRepeats(instance: Instance): number {
	const { rounds, isThere, hostOf, tables, past } = instance;
	const isGuest = (person: number) => !hostOf.includes(person);
	const hosts = Array.from({ length: rounds }, (_, round) => hostsIn(instance, round));
	const chairs = hosts.map((at) => tables.map((size, table) => size - (at[table] as number)));
	const guests = isThere.map((there) => [...there.keys()].filter((person) => there[person] && isGuest(person)));
	let repeats = 0;
	for (let later = 0; later < rounds; later++) {
		const row = rowOver(chairs[later] as number[]);
		for (const table of past.flat()) {
			const there = table.filter((person) => isThere[later]?.[person]);
			const among = there.map((person) => hostOf.indexOf(person)).filter((at) => at >= 0);
			repeats += takeCheapest(row(among), there.length - among.length);
		}
		for (let earlier = 0; earlier < later; earlier++) {
			const both = (guests[later] as number[]).filter((person) => isThere[earlier]?.[person]).length;
			const all: Prices = [];
			for (const [table, most] of (chairs[earlier] as number[]).entries()) {
				let left = most;
				for (const [price, count] of row(hosts[earlier]?.[table] && hosts[later]?.[table] ? [table] : []).entries()) {
					all[price] = (all[price] ?? 0) + Math.min(left, count);
					left -= Math.min(left, count);
				}
			}
			repeats += takeCheapest(all, both);
		}
	}
	return repeats;
}

/** The prices of putting guests of one table on these chairs, where some tables have a host who sat with them before. */
function rowOver(chairs: readonly number[]): (hosts: readonly number[]) => Prices {
	const most = chairs.reduce((sofar, one) => Math.max(sofar, one), 0);
	const plain: Prices = Array.from({ length: most + 1 }, (_, price) => chairs.filter((one) => one > price).length);
	return (hosts) => {
		const prices = [...plain];
		for (const table of hosts) {
			const dearest = chairs[table] as number;
			prices[0] = (prices[0] as number) - (dearest > 0 ? 1 : 0);
			prices[dearest] = (prices[dearest] as number) + (dearest > 0 ? 1 : 0);
		}
		return prices;
	};
}

/**
 * Everyone meets as many as sit with them, each meeting with whom they have met least: hosts count their guests, guests count
 * guests, and a pair of guests is counted from both sides.
 */
function countedRepeats(instance: Instance): number {
	const { ids, hostOf, isThere, rounds } = instance;
	const between = pricesBetween(instance);
	const everyone = ids.map((_, person) => person);
	const guests = everyone.filter((person) => !hostOf.includes(person));
	const least = Array.from({ length: rounds }, (_, round) => leastSeats(instance, round));
	let hosted = 0;
	for (const [table, host] of hostOf.entries()) {
		if (host < 0) continue;
		const meetings = sum(least.map((sizes, round) => (isThere[round]?.[host] ? (sizes[table] as number) - 1 : 0)));
		hosted += takeCheapest(between(host, guests), meetings);
	}
	let [twice, met] = [0, 0];
	const rest: Prices = [];
	const fewest = least.map((sizes, round) => {
		const hosts = hostsIn(instance, round);
		return Math.max(0, sizes.reduce((min, size, table) => Math.min(min, size - (hosts[table] as number)), Number.MAX_SAFE_INTEGER) - 1);
	});
	for (const guest of guests) {
		const prices = between(guest, guests);
		const meetings = sum(fewest.map((others, round) => (isThere[round]?.[guest] ? others : 0)));
		twice += takeCheapest(prices, meetings);
		met += meetings;
		for (const [price, count] of prices.entries()) rest[price] = (rest[price] ?? 0) + count;
	}
	twice += takeCheapest(rest, 2 * sum(least.map((_, round) => meetingsOfGuests(instance, round))) - met);
	return hosted + Math.ceil(twice / 2);
}

/** The fewest who can sit at each table in a round: all other tables full. */
function leastSeats(instance: Instance, round: number): number[] {
	const hosts = hostsIn(instance, round);
	const free = sum(instance.tables) - (instance.isThere[round] as boolean[]).filter(Boolean).length;
	return instance.tables.map((size, table) => Math.max(hosts[table] as number, size - free));
}

function meetingsOfGuests(instance: Instance, round: number): number {
	const hosts = hostsIn(instance, round);
	const guests = (instance.isThere[round] as boolean[]).filter(Boolean).length - sum(hosts);
	return pairsAt(
		evenly(
			guests,
			instance.tables.map((size, table) => size - (hosts[table] as number)),
		),
	);
}

/** For a person, the prices of meeting others: as often as both are there, each time one dearer than the last, past meetings included. */
function pricesBetween({ ids, isThere, past, rounds }: Instance): (person: number, others: readonly number[]) => Prices {
	const pastTables = ids.map(() => [] as number[][]);
	for (const table of past.flat()) for (const person of table) pastTables[person]?.push(table);
	const isSimple = past.length === 0 && isThere.every((there) => there.every(Boolean));
	return (person, others) => {
		if (isSimple) return new Array(rounds).fill(others.length - (others.includes(person) ? 1 : 0));
		const together = new Uint8Array(ids.length);
		const before = new Uint8Array(ids.length);
		for (const there of isThere)
			if (there[person]) for (const other of others) if (there[other]) together[other] = (together[other] as number) + 1;
		for (const other of pastTables[person]?.flat() ?? []) before[other] = (before[other] as number) + 1;
		const prices: Prices = new Array(past.length + rounds).fill(0);
		for (const other of others) {
			const from = before[other] as number;
			const until = from + (other === person ? 0 : (together[other] as number));
			for (let price = from; price < until; price++) prices[price] = (prices[price] as number) + 1;
		}
		return prices;
	};
}
