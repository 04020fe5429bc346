import { Temporal } from 'temporal-polyfill';
import type { Language } from '../language/language.ts';
import { format, shortDay } from './clock.ts';

export const seasons = ['spring', 'summer', 'autumn', 'winter'] as const;
export type Season = (typeof seasons)[number];

/**
 * A date as far as it is known: a year, a season, a month, a day, or a minute.
 * Shape:  year 1900..2200; a season or a month, never both; a day only with a month, a time "HH:MM" only with a day
 */
export interface PartialDate {
	year: number;
	season?: Season;
	month?: number;
	day?: number;
	time?: string;
}

const SEASON_ENDS: Record<Season, { month: number; years: number }> = {
	spring: { month: 5, years: 0 },
	summer: { month: 8, years: 0 },
	autumn: { month: 11, years: 0 },
	// The winter of a year begins in its December.
	winter: { month: 2, years: 1 },
};

/** How much is known, 0 = the year only. */
const precision = ({ season, month, day, time }: PartialDate): number => (time ? 4 : day ? 3 : month ? 2 : season ? 1 : 0);

/** The last day that may be meant, "2027-12-31" for a year. */
export function lastDay({ year, season, month, day }: PartialDate): string {
	const end = season ? SEASON_ENDS[season] : { month: month ?? 12, years: 0 };
	const first = Temporal.PlainDate.from({ year: year + end.years, month: end.month, day: 1 });
	return first.with({ day: day ?? first.daysInMonth }).toString();
}

/** The first day that may be meant, "2027-01-01" for a year. */
export function firstDay({ year, season, month, day }: PartialDate): string {
	const begin = season ? ((SEASON_ENDS[season].month + 9) % 12) + 1 : (month ?? 1);
	return Temporal.PlainDate.from({ year, month: begin, day: day ?? 1 }).toString();
}

/**
 * Orders partial dates as people speak of them: the vaguer, the later ("2027" after "Frühjahr 2027", never before it).
 * Source: domain.md §7, invariant 5
 */
export function compare(a: PartialDate, b: PartialDate): number {
	const [one, other] = [lastDay(a), lastDay(b)];
	if (one !== other) return one < other ? -1 : 1;
	return precision(b) - precision(a) || (a.time ?? '').localeCompare(b.time ?? '');
}

/** As it is stored: "2027", "2027-spring", "2027-03", "2027-03-16", "2027-03-16T18:00". */
export function encode({ year, season, month, day, time }: PartialDate): string {
	const two = (value: number) => String(value).padStart(2, '0');
	if (season) return `${year}-${season}`;
	return [year, ...(month ? [two(month)] : []), ...(day ? [two(day)] : [])].join('-') + (time ? `T${time}` : '');
}

/** Reads what encode wrote. */
export function decode(text: string): PartialDate {
	const [, year = '', season, month, day, time] = /^(\d{4})(?:-([a-z]+)|-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d))?)?)?$/.exec(text) ?? [];
	return {
		year: Number(year),
		...(season ? { season: season as Season } : {}),
		...(month ? { month: Number(month) } : {}),
		...(day ? { day: Number(day) } : {}),
		...(time ? { time } : {}),
	};
}

const MONTHS = {
	de: ['januar', 'februar', 'märz', 'april', 'mai', 'juni', 'juli', 'august', 'september', 'oktober', 'november', 'dezember'],
	en: ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'],
};
const SEASONS: Record<string, Season> = {
	frühjahr: 'spring',
	frühling: 'spring',
	spring: 'spring',
	sommer: 'summer',
	summer: 'summer',
	herbst: 'autumn',
	autumn: 'autumn',
	fall: 'autumn',
	winter: 'winter',
};

const monthCalled = (word: string): number => {
	const known = (names: string[]) =>
		names.findIndex((name) => name === word || (word.length >= 3 && name.startsWith(word.replace(/\.$/, ''))));
	return Math.max(known(MONTHS.de), known(MONTHS.en)) + 1;
};

const YEAR = '((?:19|20|21)\\d\\d|2200)';
const TIME = '(?:,?\\s*(?:um\\s*)?(\\d{1,2})(?:[:.](\\d{2}))?\\s*(?:uhr|h)?)?';
const FORMS = {
	year: new RegExp(`^${YEAR}$`),
	season: new RegExp(`^(?:im\\s+)?(\\p{L}+)\\s+${YEAR}$`, 'u'),
	numbers: new RegExp(`^(?:(\\d{1,2})\\.\\s*)?(\\d{1,2})[./]\\s*${YEAR}${TIME}$`),
	words: new RegExp(`^(?:(?:\\p{L}+,?\\s+)?(?:den\\s+)?(\\d{1,2})\\.?\\s+)?(?:im\\s+)?(\\p{L}{3,}\\.?)\\s+${YEAR}${TIME}$`, 'u'),
	iso: new RegExp(`^${YEAR}-(\\d\\d)(?:-(\\d\\d))?$`),
};

/** A date that exists, or undefined. */
function checked(year: number, month: number, day?: number, hour?: string, minute?: string): PartialDate | undefined {
	if (month < 1 || month > 12) return undefined;
	if (day === undefined) return hour === undefined ? { year, month } : undefined;
	const first = Temporal.PlainDate.from({ year, month, day: 1 });
	if (day < 1 || day > first.daysInMonth) return undefined;
	if (hour === undefined) return { year, month, day };
	const [h, m] = [Number(hour), Number(minute ?? 0)];
	return h > 23 || m > 59 ? undefined : { year, month, day, time: `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}` };
}

/**
 * Reads a date as people write it: "2027", "Frühjahr 2027", "März 2027", "03/2027", "16.03.2027", "16. März 2027, 18 Uhr".
 * Errors: undefined for anything else, also for days that do not exist
 */
export function read(text: string): PartialDate | undefined {
	const plain = text.normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' ').slice(0, 60);
	const year = FORMS.year.exec(plain);
	if (year) return { year: Number(year[1]) };
	const season = FORMS.season.exec(plain);
	if (season && SEASONS[season[1] ?? '']) return { year: Number(season[2]), season: SEASONS[season[1] ?? ''] as Season };
	const iso = FORMS.iso.exec(plain);
	if (iso) return checked(Number(iso[1]), Number(iso[2]), iso[3] ? Number(iso[3]) : undefined);
	const numbers = FORMS.numbers.exec(plain);
	if (numbers) return checked(Number(numbers[3]), Number(numbers[2]), numbers[1] ? Number(numbers[1]) : undefined, numbers[4], numbers[5]);
	const words = FORMS.words.exec(plain);
	if (!words) return undefined;
	return checked(Number(words[3]), monthCalled(words[2] ?? ''), words[1] ? Number(words[1]) : undefined, words[4], words[5]);
}

const SAID: Record<Language, Record<Season, string>> = {
	de: { spring: 'Frühjahr', summer: 'Sommer', autumn: 'Herbst', winter: 'Winter' },
	en: { spring: 'spring', summer: 'summer', autumn: 'autumn', winter: 'winter' },
};

/** The date in words, never finer than it is known: "Frühjahr 2027", "März 2027", "16. März 2027, 18:00". */
export function say(language: Language, { year, season, month, day, time }: PartialDate): string {
	if (season) return `${SAID[language][season]} ${year}`;
	if (!month) return String(year);
	const at = new Date(Date.UTC(year, month - 1, day ?? 1, 12));
	const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', year: 'numeric', month: 'long', ...(day ? { day: 'numeric' } : {}) };
	return format(language, options, at) + (time ? `, ${time}` : '');
}

/** A date as it is stored, of what somebody typed; '' where that is none. A time of day is left away. */
export function dateOf(text: string): string {
	const { time: _, ...date } = read(text) ?? { year: 0 };
	return date.year ? encode(date) : '';
}

/** A day as tables show it, "16.03.2027"; '' stays ''. Shape: day = "2027-03-16" */
export const shortLine = (language: Language, day: string): string => (day === '' ? '' : shortDay(language, new Date(`${day}T12:00:00Z`)));

/** A day as people read it; '' stays ''. Shape: day = "2027-08-01", or as far as it is known */
export const dayLine = (language: Language, day: string): string => (day === '' ? '' : say(language, decode(day)));

const DAY_MS = 24 * 3600_000;

/** A day some days after another, or before it. Shape: days as "2027-03-16" */
export const dayAfter = (day: string, days = 1): string =>
	new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The same day some months later; the last of the month where it has no such day. */
export function monthsAfter(day: string, months: number): string {
	const at = new Date(`${day}T12:00:00Z`);
	const date = at.getUTCDate();
	at.setUTCDate(1);
	at.setUTCMonth(at.getUTCMonth() + months);
	const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
	at.setUTCDate(Math.min(date, last));
	return at.toISOString().slice(0, 10);
}
