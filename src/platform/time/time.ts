import { Temporal } from 'temporal-polyfill';
import type { Language } from '../language/language.ts';
import { clock, format, shortDay, ZONE } from './clock.ts';

export { clock, shortDay, ZONE } from './clock.ts';

/** "Dienstag, 16. März 2027" */
export const longDay = (language: Language, at: Date) =>
	format(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, at);

/** "Dienstag" */
export const weekday = (language: Language, at: Date) => format(language, { weekday: 'long' }, at);

/** "16.03.2027, 09:30" */
export const moment = (language: Language, at: Date) => `${shortDay(language, at)}, ${clock(language, at)}`;

/** The wall-clock parts of a moment, for filling a form. */
export function parts(at: Date): { day: string; month: string; year: string; time: string } {
	const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(ZONE);
	const two = (value: number) => String(value).padStart(2, '0');
	return { day: String(local.day), month: String(local.month), year: String(local.year), time: `${two(local.hour)}:${two(local.minute)}` };
}

/**
 * The moment that a wall clock in Germany shows; undefined where there is no such day or time.
 * Shape:  time = "9:30", "09.30" or "9"
 * Errors: an hour skipped in spring counts as the hour after, one that comes twice in autumn as the first
 */
export function fromParts(day: string, month: string, year: string, time: string): Date | undefined {
	const clockParts = /^(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:Uhr|h))?$/i.exec(time.trim());
	if (!clockParts || !/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return undefined;
	try {
		const local = Temporal.PlainDateTime.from(
			{ year: Number(year), month: Number(month), day: Number(day), hour: Number(clockParts[1]), minute: Number(clockParts[2] ?? 0) },
			{ overflow: 'reject' },
		);
		if (local.year < 1900 || local.year > 2200) return undefined;
		return new Date(local.toZonedDateTime(ZONE).epochMilliseconds);
	} catch {
		return undefined;
	}
}

/** The German calendar day of a moment, "2027-03-16". */
export const dayOf = (at: Date): string =>
	Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(ZONE).toPlainDate().toString();

/**
 * A German calendar day so many days after a moment, at a wall-clock time.
 * Unit:   days may be negative; time "HH:MM"
 */
export function daysAfter(at: Date, days: number, time: string): Date {
	const date = Temporal.PlainDate.from(dayOf(at)).add({ days });
	return new Date(date.toZonedDateTime({ timeZone: ZONE, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds);
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** How many minutes later in its day the second moment is, by the wall clock; whatever day. */
export const minutesBetween = (a: Date, b: Date): number => minutesOf(parts(b).time) - minutesOf(parts(a).time);

/**
 * A wall-clock time so many minutes later; undefined beyond the day.
 * Shape:  time = "HH:MM"
 */
export function clockAfter(time: string, minutes: number): string | undefined {
	const at = minutesOf(time) + minutes;
	if (at < 0 || at >= 24 * 60) return undefined;
	return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
}

/** Calendar days from one moment to another, in Germany's time; negative where the second comes first. */
export const daysBetween = (a: Date, b: Date): number => Math.round((Date.parse(dayOf(b)) - Date.parse(dayOf(a))) / (24 * 3600_000));
