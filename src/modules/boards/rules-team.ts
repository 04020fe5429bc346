// What the team's device shows: the board as the server has it, with its own steps laid over it.
import type { SeenByTeam, SeenCard } from './rules-seen.ts';

/** A step of this device: it waits, was refused, or was sent and is not to be seen yet. */
interface Write {
	path: string;
	body: Record<string, unknown>;
	refused: string | null;
}

/** A bundle with its cards, as it is shown. */
export interface ShownBundle {
	id: string;
	title: string;
	cards: SeenCard[];
}

/** The cards that lie loose, and the bundles by title: as they will be once every step has arrived. */
export function shownBundles(seen: SeenByTeam, writes: readonly Write[]): { loose: SeenCard[]; bundles: ShownBundle[] } {
	const { cards, bundles } = seen;
	const place = new Map(cards.map(({ id, bundle }) => [id, bundle]));
	const titles = new Map(bundles.map(({ id, title }) => [id, title]));
	for (const write of writes) {
		// What has arrived may have been followed by somebody else's step.
		if (write.refused !== null || isDone(seen, write)) continue;
		const { body } = write;
		const bundle = body['bundle'] as string | null;
		if (body['what'] === 'assign') {
			for (const card of body['cards'] as string[]) if (place.has(card)) place.set(card, bundle);
			if (bundle && body['title'] && !titles.has(bundle)) titles.set(bundle, String(body['title']));
		}
		if (body['what'] === 'rename' && bundle) titles.set(bundle, String(body['title']));
	}
	const inside = Map.groupBy(cards, ({ id }) => place.get(id) ?? null);
	const made = [...titles].map(([id, title]) => ({ id, title, cards: inside.get(id) ?? [] })).filter((bundle) => bundle.cards.length > 0);
	return { loose: inside.get(null) ?? [], bundles: made.sort((a, b) => a.title.localeCompare(b.title, 'de') || (a.id < b.id ? -1 : 1)) };
}

/** Whether a step is to be seen by now. */
export function isDone({ acts }: SeenByTeam, { path, body }: Write): boolean {
	if (body['what'] === 'undo') return acts.some(({ id, isUndone }) => id === body['act'] && isUndone === body['isUndone']);
	return acts.some(({ id }) => path === `acts/${id}`);
}
