// What a device keeps for itself; a browser that keeps nothing, as in a private window, goes on without.

const orNull = <T>(work: () => T): T | null => {
	try {
		return work();
	} catch {
		return null;
	}
};

/** What was kept under a name; null where there is nothing, or nothing of this shape. */
export const kept = <T>(storage: () => Storage, name: string, isWhole: (found: Partial<T>) => boolean): T | null =>
	orNull(() => {
		const found = JSON.parse(storage().getItem(name) ?? 'null') as T | null;
		return found !== null && isWhole(found) ? found : null;
	});

/** Keeps something under a name, as long as the storage does. */
export const keep = (storage: () => Storage, name: string, value: unknown): void => {
	orNull(() => storage().setItem(name, JSON.stringify(value)));
};

/** A ballot as the phone that gave it keeps it. */
export interface KeptBallot {
	id: string;
	rev: number;
	dots: Record<string, number>;
	code: string;
}

/** Whether what was kept is a ballot. */
export const isBallot = ({ id, rev, dots }: Partial<KeptBallot>): boolean =>
	typeof id === 'string' && typeof rev === 'number' && typeof dots === 'object' && dots !== null;

/** Where a phone keeps its ballot of a vote. Shape: number = 1 of whoever holds the phone, 2 of somebody beside them */
export const ballotName = (code: string, stage: number, number: 1 | 2): string =>
	[`ballot ${code} ${stage}`, ...(number === 1 ? [] : [number])].join(' ');

/** Forgets the ballots of every other board. */
export function forgetBallots(code: string): void {
	orNull(() => {
		for (const name of Object.keys(localStorage))
			if (name.startsWith('ballot ') && !name.startsWith(ballotName(code, 0, 1).slice(0, -1))) localStorage.removeItem(name);
	});
}
