// What a phone shows: what the server has, with what waits on the phone laid over it.
import type { SeenByGuest, SeenCard } from './rules-seen.ts';

/** What a phone wrote: it waits, was refused, or was sent and is not to be seen yet. */
interface Write {
	path: string;
	body: Record<string, unknown>;
	refused: string | null;
	sentAt: number | null;
}

/** A card as its phone shows it. */
export interface ShownCard extends SeenCard {
	isMine: boolean;
	/** It has not arrived yet. */
	waits: boolean;
	/** Why the server did not take it. */
	refused: string | null;
}

/** The cards that a phone shows: as they will be once everything that waits has arrived. */
export function shownCards({ cards, mine, table }: SeenByGuest, writes: readonly Write[]): ShownCard[] {
	const own = new Set(mine);
	const known = new Map<string, ShownCard>(
		cards.map((card) => [card.id, { ...card, isMine: own.has(card.id), waits: false, refused: null }]),
	);
	for (const { path, body, refused, sentAt } of writes) {
		const [what, id = ''] = path.split('/');
		const card = known.get(id);
		if (what === 'chosen' && card && refused === null) known.set(id, { ...card, isChosen: body['isChosen'] === true });
		if (what === 'wording' && card && refused === null) known.set(id, { ...card, text: String(body['text']), rev: Number(body['rev']) });
		if (what !== 'cards') continue;
		const isTakenBack = body['text'] === '';
		if (isTakenBack && refused === null) known.delete(id);
		else if (isTakenBack) {
			if (card) known.set(id, { ...card, refused });
		} else
			known.set(id, {
				...(card ?? { id, table, isPaper: false, isCarried: false, isLate: false, isChosen: false, hiddenBecause: null, bundle: null }),
				text: String(body['text']),
				column: String(body['column']),
				rev: Number(body['rev']),
				pitfall: (body['pitfall'] ?? null) as string | null,
				interface: (body['interface'] ?? null) as string | null,
				isMine: true,
				waits: refused === null && sentAt === null,
				refused,
			});
	}
	return [...known.values()];
}

/** Whether what was written is to be seen by now. */
export function isThere({ cards, isReady, state }: SeenByGuest, { path, body }: Write): boolean {
	const [what, id] = path.split('/');
	const card = cards.find((one) => one.id === id);
	if (what === 'cards') return state === 'closed' || (card ? card.rev >= Number(body['rev']) : body['text'] === '');
	if (what === 'wording') return !card || card.rev >= Number(body['rev']);
	if (what === 'chosen') return !card || card.isChosen === body['isChosen'];
	return what !== 'ready' || isReady === body['isReady'];
}

/** Time left as people read it on a clock: "4:05"; null when it is over. */
export function left(until: string, at: number): string | null {
	const seconds = Math.ceil((Date.parse(until) - at) / 1000);
	return seconds <= 0 ? null : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
