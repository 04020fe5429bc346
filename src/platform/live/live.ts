// What changes is told by the database to every process, and by each process to whoever looks at it just then.
import pg from 'pg';
import { frames, log } from '../log/log.ts';

/** Hears what other processes tell. */
export interface Listener {
	/** Calls back for a topic until it is ended; also when something may have been missed. */
	on(topic: string, changed: () => void): () => void;
	end(): Promise<void>;
}

/** The channel on which the database tells of what people look at. */
export const CHANNEL = 'augenhoehe_now';

/** What it says there of a region's thing. */
export const topicOf = (region: number, thing: string): string => `${region} ${thing}`;

const AGAIN_MS = 1_000;
const PULSE_MS = 30_000;

/**
 * Listens on a channel of the database with a connection of its own, which is made anew when it breaks.
 * Shape:  what is told on the channel is the topic
 */
export function listen(url: string, channel: string): Listener {
	const topics = new Map<string, Set<() => void>>();
	let client: pg.Client | undefined;
	let isEnded = false;

	const tell = (topic: string) => {
		for (const changed of topics.get(topic) ?? []) changed();
	};

	async function connect(): Promise<void> {
		if (isEnded) return;
		const fresh = new pg.Client({ connectionString: url, keepAlive: true });
		client = fresh;
		let isBroken = false;
		let pulse: NodeJS.Timeout | undefined;
		const again = () => {
			if (isBroken) return;
			isBroken = true;
			clearInterval(pulse);
			fresh.end().catch(() => {});
			if (!isEnded) setTimeout(() => void connect(), AGAIN_MS);
		};
		fresh.on('error', again);
		fresh.on('end', again);
		fresh.on('notification', ({ payload = '' }) => tell(payload));
		try {
			await fresh.connect();
			await fresh.query(`listen ${channel}`);
			// A connection that is only half open tells nothing and breaks nowhere: it is asked now and then.
			pulse = setInterval(() => fresh.query('select 1').catch(again), PULSE_MS);
			// Something may have changed while nobody listened.
			for (const topic of topics.keys()) tell(topic);
		} catch (error) {
			log.error({ live: 'listen', name: (error as Error).name, stack: frames(error) }, 'nobody listens to changes; it is tried again');
			again();
		}
	}
	void connect();

	return {
		on(topic, changed) {
			const known = topics.get(topic) ?? new Set();
			topics.set(topic, known.add(changed));
			return () => {
				known.delete(changed);
				if (known.size === 0) topics.delete(topic);
			};
		},
		async end() {
			isEnded = true;
			await client?.end().catch(() => {});
		},
	};
}
