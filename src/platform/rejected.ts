import type { Language } from './language/language.ts';

/** Input that cannot be taken: a sentence for the person who gave it, and the field it belongs to. */
export class Rejected extends Error {
	readonly say: (language: Language) => string;
	readonly field: string | undefined;

	constructor(say: (language: Language) => string, field?: string) {
		super(say('en'));
		this.name = 'Rejected';
		this.say = say;
		this.field = field;
	}
}

// Something that was chosen is gone, or somebody else began to use what was to be removed.
const REFERS_TO_NOTHING = '23503';
// Somebody was faster to take what can be taken once: a name, a number.
const IS_TAKEN = '23505';
const taken = {
	de: 'Inzwischen hat jemand dasselbe eingetragen. Bitte laden Sie die Seite neu.',
	en: 'Somebody has entered the same meanwhile. Please reload the page.',
};
const gone = {
	de: 'Inzwischen hat sich etwas geändert, worauf sich diese Angabe bezieht. Bitte laden Sie die Seite neu.',
	en: 'Something this entry refers to has changed meanwhile. Please reload the page.',
};

/**
 * Turns a rejection into a value, so that a route can answer with the filled form.
 * Errors: everything that is not a Rejected passes through: it is a bug
 */
export async function answer<T>(work: Promise<T>): Promise<{ ok: true; value: T } | { ok: false; rejected: Rejected }> {
	try {
		return { ok: true, value: await work };
	} catch (error) {
		if (error instanceof Rejected) return { ok: false, rejected: error };
		if ((error as { code?: string }).code === IS_TAKEN) return { ok: false, rejected: new Rejected((language) => taken[language]) };
		if ((error as { code?: string }).code === REFERS_TO_NOTHING) return { ok: false, rejected: new Rejected((language) => gone[language]) };
		throw error;
	}
}
