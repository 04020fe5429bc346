// Everybody in this process who looks at the same thing: told together, from one look at the database.
import { frames, log } from '../log/log.ts';
import { type Listener, topicOf } from './live.ts';
import type { Viewer } from './stream.ts';

/** Somebody who looks, and by what right. */
export interface Looker<Eye> {
	eye: Eye;
	viewer: Viewer;
}

/** Lets people look at things of a region as long as they may; what it returns is to be called when they go. */
export type Look<Eye> = (region: number, thing: string, eye: Eye, viewer: Viewer) => () => void;

interface Audience<Eye> {
	lookers: Set<Looker<Eye>>;
	/** Nobody new is left waiting for the next change. */
	fresh: Set<Looker<Eye>>;
	isAsked: boolean;
	isWorking: boolean;
	/** Somebody has left since all were told. */
	isFewer: boolean;
	leave: () => void;
}

const AGAIN_MS = 1_000;
const LEFT_MS = 5_000;

/** Pages that one link may have open at once; another one takes the place of the oldest. */
const MOST_PAGES = 6;

/**
 * Gathers who looks at what in this process.
 * Shape:  tell sends each looker what they see, or ends them; isCounted = others see how many look, so they are told when somebody leaves; keyOf names their link, '' = a link that everybody shares
 * Unit:   together = milliseconds in which changes that come together are told together
 */
export function audiences<Eye>(
	listener: Listener,
	together: number,
	keyOf: (eye: Eye) => string,
	tell: (region: number, thing: string, lookers: readonly Looker<Eye>[], all: ReadonlySet<Looker<Eye>>) => Promise<void>,
	isCounted = false,
): Look<Eye> {
	const all = new Map<string, Audience<Eye>>();

	async function work(region: number, thing: string, audience: Audience<Eye>): Promise<void> {
		if (audience.isWorking) return;
		audience.isWorking = true;
		while (audience.lookers.size > 0 && (audience.isAsked || audience.fresh.size > 0)) {
			await new Promise((done) => setTimeout(done, together));
			const lookers = [...(audience.isAsked ? audience.lookers : audience.fresh)];
			audience.isAsked = false;
			audience.fresh.clear();
			try {
				await tell(region, thing, lookers, audience.lookers);
			} catch (error) {
				log.error(
					{ live: 'tell', name: (error as Error).name, stack: frames(error) },
					'people who look could not be told; it is tried again',
				);
				audience.isAsked = true;
				await new Promise((done) => setTimeout(done, AGAIN_MS));
			}
		}
		audience.isWorking = false;
	}

	/** Tells the others after a while, once for everybody who left by then. */
	function fewer(region: number, thing: string, audience: Audience<Eye>): void {
		if (audience.isFewer) return;
		audience.isFewer = true;
		setTimeout(() => {
			audience.isFewer = false;
			audience.isAsked = true;
			void work(region, thing, audience);
		}, LEFT_MS).unref();
	}

	function audienceOf(region: number, thing: string): Audience<Eye> {
		const topic = topicOf(region, thing);
		const known = all.get(topic);
		if (known) return known;
		const made: Audience<Eye> = { lookers: new Set(), fresh: new Set(), isAsked: false, isWorking: false, isFewer: false, leave: () => {} };
		const leave = listener.on(topic, () => {
			made.isAsked = true;
			void work(region, thing, made);
		});
		made.leave = () => {
			leave();
			if (all.get(topic) === made) all.delete(topic);
		};
		all.set(topic, made);
		return made;
	}

	return (region, thing, eye, viewer) => {
		const audience = audienceOf(region, thing);
		const looker = { eye, viewer };
		const key = keyOf(eye);
		const same = key ? [...audience.lookers].filter((one) => keyOf(one.eye) === key) : [];
		if (same.length >= MOST_PAGES) same[0]?.viewer.end();
		audience.lookers.add(looker);
		audience.fresh.add(looker);
		void work(region, thing, audience);
		return () => {
			audience.lookers.delete(looker);
			audience.fresh.delete(looker);
			if (audience.lookers.size === 0) audience.leave();
			else if (isCounted) fewer(region, thing, audience);
		};
	};
}
