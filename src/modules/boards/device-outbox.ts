// What a phone wrote and the server does not have yet: kept before anything else happens, sent until it is answered.
import { createStore, del, entries, set } from 'idb-keyval';

/** A write as it waits: the last one of its address counts. */
export interface Waiting {
	/** Below the address of whoever wrote it. */
	path: string;
	/** That address: a card belongs to the table at which it was written. */
	base: string;
	body: Record<string, unknown>;
	/** Tells one write of an address from the next. */
	write: string;
	/** Why the server did not take it, in words for whoever wrote it. */
	refused: string | null;
	/** When it was written, in milliseconds: they are sent in this order. */
	at: number;
	/** When the server took it, in milliseconds; what it shows may be older than that. */
	sentAt: number | null;
}

/** What was made of writes that wait. */
export interface Outbox {
	/** Keeps a write in place of an earlier one of the same address; it is safe when the promise is fulfilled. */
	put(path: string, body: Record<string, unknown>): Promise<void>;
	/** Forgets a write that was refused. */
	drop(path: string): Promise<void>;
	/** Forgets what was sent and is to be seen by now; after a while also what is not, for somebody else may have changed it. */
	seen(isThere: (write: Waiting) => boolean): void;
	/** What waits, was refused, or was sent and is not to be seen yet. */
	writes(): readonly Waiting[];
}

const TIMEOUT_MS = 8_000;
const SOONEST_MS = 500;
const LATEST_MS = 10_000;
const FORGET_MS = 10_000;

/**
 * Opens the outbox of a device at a board; it sends by itself.
 * Shape:  board = what it is called on the device, the same at each table; base = the address of whoever writes; changed is called whenever something else waits
 * Errors: none; a connection that fails is tried again for as long as the page is open, and when it is opened again
 */
export async function openOutbox(board: string, base: string, changed: () => void): Promise<Outbox> {
	const store = createStore(`board ${board}`, 'writes');
	// A browser that keeps nothing, as in a private window, still sends.
	const kept = await entries<string, Waiting>(store).catch(() => []);
	const known = new Map(kept.sort(([, one], [, other]) => one.at - other.at));
	let isSending = false;
	let failures = 0;
	let timer: ReturnType<typeof setTimeout> | undefined;

	/** Settles a write unless another one of its address has come meanwhile, here or in another window. */
	async function settle(sent: Waiting, refused: string | null): Promise<void> {
		const { path, write } = sent;
		if (known.get(path)?.write === write) {
			known.set(path, { ...sent, refused, sentAt: refused === null ? Date.now() : null });
		}
		await store('readwrite', (kept) => {
			const asked = kept.get(path);
			asked.onsuccess = () => {
				if ((asked.result as Waiting | undefined)?.write !== write) return;
				if (refused === null) kept.delete(path);
				else kept.put({ ...sent, refused }, path);
			};
		}).catch(() => {});
	}

	/** Sends one write; false where the server could not be reached. */
	async function sendOne(write: Waiting): Promise<boolean> {
		const response = await fetch(`${write.base}/${write.path}`, {
			method: 'PUT',
			headers: { 'content-type': 'application/json', accept: 'application/json' },
			body: JSON.stringify(write.body),
			signal: AbortSignal.timeout(TIMEOUT_MS),
		}).catch(() => null);
		if (!response || response.status >= 500 || response.status === 429) return false;
		const answer = (await response.json().catch(() => null)) as { message?: string } | null;
		// Whatever is not from us, such as the page of a Wi-Fi that wants a password, is no answer.
		if (answer === null) return false;
		if (response.ok) await settle(write, null);
		else await settle(write, answer?.message ?? String(response.status));
		return true;
	}

	async function send(): Promise<void> {
		if (isSending) return;
		isSending = true;
		clearTimeout(timer);
		for (;;) {
			const next = [...known.values()].find(({ refused, sentAt }) => refused === null && sentAt === null);
			if (!next) break;
			if (!(await sendOne(next))) {
				failures++;
				timer = setTimeout(() => void send(), Math.min(LATEST_MS, SOONEST_MS * 2 ** failures) * (0.5 + Math.random()));
				break;
			}
			failures = 0;
			changed();
		}
		isSending = false;
	}

	addEventListener('online', () => void send());
	document.addEventListener('visibilitychange', () => void send());
	void send();

	return {
		writes: () => [...known.values()],
		seen(isThere) {
			for (const write of known.values())
				if (write.sentAt !== null && (isThere(write) || Date.now() - write.sentAt > FORGET_MS)) known.delete(write.path);
			changed();
		},
		async put(path, body) {
			const waits = { path, base, body, write: crypto.randomUUID(), refused: null, at: Date.now(), sentAt: null };
			// Written anew it goes to the end: what it needs may have been written in between.
			known.delete(path);
			known.set(path, waits);
			changed();
			await set(path, waits, store).catch(() => {});
			void send();
		},
		async drop(path) {
			known.delete(path);
			changed();
			await del(path, store).catch(() => {});
		},
	};
}
