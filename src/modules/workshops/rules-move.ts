/** Somebody in a draft or among published seats, as a move by hand looks at them. */
export interface Sitter {
	place: string;
	workshop: string | null;
	wishes: readonly string[];
	/** Where they sit in other rounds: nobody attends the same workshop twice. */
	elsewhere: readonly string[];
	/** Planned on purpose: nobody's exchange partner. */
	isFixed: boolean;
}

/** Somebody who could give up their seat in exchange; ranks before and after, 0 = not wished. */
export interface Exchange {
	place: string;
	before: number;
	after: number;
}

/** One way to move somebody, and what it costs. */
export interface Way {
	/** Null = out of every workshop. */
	workshop: string | null;
	/** The wish it is for the person who moves; 0 = not wished. */
	rank: number;
	free: number;
	/** Only where no seat is free: who would lose least by changing seats, best first. */
	exchanges: Exchange[];
}

const EXCHANGES = 3;

const rankOf = ({ wishes }: Sitter, workshop: string | null) => (workshop === null ? 0 : wishes.indexOf(workshop) + 1);

/** What a seat is worth to somebody, so that losses can be compared: a wish less than nothing wished, that less than no seat. */
function burden(sitter: Sitter, workshop: string | null): number {
	if (workshop === null) return sitter.wishes.length + 2;
	return rankOf(sitter, workshop) || sitter.wishes.length + 1;
}

/**
 * Every way to move somebody: a free seat costs nobody anything; a full workshop offers those who would lose least by an exchange.
 * Shape:  wished ones first, the best wish on top, the others in the order given; the present seat is none of the ways
 */
export function waysFor(mover: Sitter, everyone: readonly Sitter[], workshops: readonly { id: string; capacity: number }[]): Way[] {
	const ways = workshops
		.filter(({ id }) => id !== mover.workshop && !mover.elsewhere.includes(id))
		.map(({ id, capacity }) => {
			const there = everyone.filter(({ workshop, place }) => workshop === id && place !== mover.place);
			const free = Math.max(0, capacity - there.length);
			return { workshop: id, rank: rankOf(mover, id), free, exchanges: free > 0 ? [] : exchangesWith(mover, there, id) };
		})
		.sort((a, b) => (a.rank || Number.POSITIVE_INFINITY) - (b.rank || Number.POSITIVE_INFINITY) || 0);
	return mover.workshop === null ? ways : [...ways, { workshop: null, rank: 0, free: 1, exchanges: [] }];
}

function exchangesWith(mover: Sitter, there: readonly Sitter[], workshop: string): Exchange[] {
	const loss = (other: Sitter) => burden(other, mover.workshop) - burden(other, workshop);
	return there
		.filter(({ isFixed, elsewhere }) => !isFixed && !elsewhere.includes(mover.workshop ?? ''))
		.sort((a, b) => loss(a) - loss(b) || (a.place < b.place ? -1 : 1))
		.slice(0, EXCHANGES)
		.map((other) => ({ place: other.place, before: rankOf(other, workshop), after: rankOf(other, mover.workshop) }));
}
