// Acts that wait on a device until the server has them: kept before anything else happens, sent until they are answered.
import type { Vault } from './device-vault.ts';
import type { Scan, Scanned } from './rules-door.ts';

/** An act as it waits, with the device's time at which it happened. */
export type Waiting = Omit<Scan, 'agoSeconds'> & { at: number };

/** How the last attempt to reach the server ended. */
export type Reached = 'sent' | 'offline' | 'gone';

/** Acts under way to the server. */
export interface Outbox {
	/** Keeps an act; it is safe when the promise is fulfilled. */
	add(act: Waiting): Promise<void>;
	/** Sends what waits; answered acts are told and forgotten. */
	send(): Promise<Reached>;
	waiting(): readonly Waiting[];
}

const TIMEOUT_MS = 8_000;
const AT_ONCE = 100;

/**
 * Opens the outbox of a door.
 * Shape:  told = what the server says about each act, once
 * Errors: none; a connection that fails is a value
 */
export async function openOutbox(
	vault: Vault,
	address: string,
	told: (act: Waiting, answer: Scanned | 'unreadable') => Promise<void> | void,
): Promise<Outbox> {
	const acts = (await vault.get<Waiting[]>('acts')) ?? [];
	const keep = async () => {
		// What waits must not be lost with its key, however early the page was opened.
		if (acts.length > 0) vault.renew();
		await vault.set('acts', acts);
	};
	let sending: Promise<Reached> | null = null;

	async function settle(key: string, answer: Scanned | 'unreadable') {
		const at = acts.findIndex((act) => act.key === key);
		const act = acts[at];
		if (!act) return;
		await told(act, answer);
		acts.splice(acts.indexOf(act), 1);
	}

	async function sendAll(): Promise<Reached> {
		while (acts.length > 0) {
			const batch = acts.slice(0, AT_ONCE);
			const body = JSON.stringify(batch.map(({ at, ...act }) => ({ ...act, agoSeconds: Math.max(0, (Date.now() - at) / 1000) })));
			const response = await fetch(address, {
				method: 'POST',
				headers: { 'content-type': 'application/json', accept: 'application/json' },
				body,
				signal: AbortSignal.timeout(TIMEOUT_MS),
			}).catch(() => null);
			if (response?.status === 404) return 'gone';
			if (!response?.ok) return 'offline';
			const answer = (await response.json().catch(() => null)) as { done: Scanned[]; unreadable: string[] } | null;
			if (!answer) return 'offline';
			for (const one of answer.done) await settle(one.key, one);
			for (const key of answer.unreadable) await settle(key, 'unreadable');
			await keep();
		}
		return 'sent';
	}

	return {
		waiting: () => acts,
		async add(act) {
			acts.push(act);
			await keep();
		},
		// One after the other: two requests at once would only wait for each other.
		send() {
			sending ??= sendAll().finally(() => {
				sending = null;
			});
			return sending;
		},
	};
}
