// How moments are shown, on the server and on a device alike; without what only the server needs.
import type { Language } from '../language/language.ts';

/** The time zone in which every date is read and shown. */
export const ZONE = 'Europe/Berlin';

const locale = { de: 'de-DE', en: 'en-GB' } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment as Intl writes it, in Germany's time. */
export function format(language: Language, options: Intl.DateTimeFormatOptions, at: Date): string {
	const key = language + JSON.stringify(options);
	const formatter = formats.get(key) ?? new Intl.DateTimeFormat(locale[language], { timeZone: ZONE, ...options });
	formats.set(key, formatter);
	return formatter.format(at);
}

/** "16.03.2027" */
export const shortDay = (language: Language, at: Date) => format(language, { day: '2-digit', month: '2-digit', year: 'numeric' }, at);

/** "09:30" */
export const clock = (language: Language, at: Date) => format(language, { hour: '2-digit', minute: '2-digit' }, at);
