/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value below which a share of the numbers lies. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Prints one line of the report. */
export const say = (what: string, ...values: (string | number)[]): void => {
	const shown = values.map((value) => (typeof value === 'number' ? String(Math.round(value * 100) / 100) : value));
	process.stdout.write(`${what.padEnd(52)} ${shown.join('  ')}\n`);
};
