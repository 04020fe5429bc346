import { expect } from 'vitest';
import { Rejected } from '#platform/rejected.ts';

/** Expects that work is refused, and what a German is told. */
export async function refused(work: Promise<unknown>, sentence: RegExp): Promise<void> {
	const error = await work.then(
		() => null,
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(Rejected);
	expect((error as Rejected).say('de')).toMatch(sentence);
}
