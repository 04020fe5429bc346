// What a device keeps for itself; a browser that keeps nothing, as in a private window, goes on without.

const quietly = <T>(work: () => T): T | null => {
	try {
		return work();
	} catch {
		return null;
	}
};

/** What was kept under a name; null where there is nothing, or nothing that can be read. */
export const kept = <T>(storage: () => Storage, name: string): T | null =>
	quietly(() => JSON.parse(storage().getItem(name) ?? 'null') as T | null);

/** Keeps something under a name, as long as the storage does. */
export const keep = (storage: () => Storage, name: string, value: unknown): void => {
	quietly(() => storage().setItem(name, JSON.stringify(value)));
};

/** Where a phone keeps its ballot of a vote. Shape: number = 1 of whoever holds the phone, 2 of somebody beside them */
export const ballotName = (code: string, stage: number, number: 1 | 2): string =>
	[`ballot ${code} ${stage}`, ...(number === 1 ? [] : [number])].join(' ');

/** Forgets the ballots of every other board. */
export function forgetBallots(code: string): void {
	quietly(() => {
		for (const name of Object.keys(localStorage))
			if (name.startsWith('ballot ') && !name.startsWith(ballotName(code, 0, 1).slice(0, -1))) localStorage.removeItem(name);
	});
}
