// What a device at a door keeps: sealed with a key that lives in a cookie, so that the names are gone when the cookie is.
import { DEVICE_HOURS } from './rules-door.ts';

const COOKIE = 'door-key';
const IV_BYTES = 12;

const inText = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const inBytes = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function keyInCookie(): Uint8Array<ArrayBuffer> | null {
	const found = document.cookie.split('; ').find((one) => one.startsWith(`${COOKIE}=`));
	return found ? inBytes(decodeURIComponent(found.slice(COOKIE.length + 1))) : null;
}

/** A place on this device for a few hours. */
export interface Vault {
	get<T>(name: string): Promise<T | null>;
	set(name: string, value: unknown): Promise<void>;
	/** Keeps the key for as long again as at the beginning. */
	renew(): void;
}

/**
 * Opens the device's vault for one door. Where the browser cannot seal anything it keeps nothing beyond the page.
 * Shape:  path = the door's address; also the path of the key's cookie
 */
export async function openVault(path: string): Promise<Vault> {
	if (!globalThis.crypto?.subtle) return { get: async () => null, set: async () => {}, renew: () => {} };
	const known = keyInCookie();
	const bytes = known ?? crypto.getRandomValues(new Uint8Array(32));
	if (!known) {
		// A new key opens nothing that was kept under an older one.
		for (const name of Object.keys(localStorage)) if (name.startsWith(path)) localStorage.removeItem(name);
	}
	const renew = () => {
		const secure = location.protocol === 'https:' ? '; secure' : '';
		const value = encodeURIComponent(inText(bytes));
		// biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not everywhere yet
		document.cookie = `${COOKIE}=${value}; path=${path}; max-age=${DEVICE_HOURS * 3600}; samesite=strict${secure}`;
	};
	if (!known) renew();
	const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
	return {
		renew,
		async get<T>(name: string): Promise<T | null> {
			const kept = localStorage.getItem(`${path} ${name}`);
			if (!kept) return null;
			try {
				const sealed = inBytes(kept);
				const open = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.slice(0, IV_BYTES) }, key, sealed.slice(IV_BYTES));
				return JSON.parse(new TextDecoder().decode(open)) as T;
			} catch {
				return null;
			}
		},
		async set(name, value) {
			const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
			const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(value)));
			localStorage.setItem(`${path} ${name}`, inText(new Uint8Array([...iv, ...new Uint8Array(sealed)])));
		},
	};
}
