// Which positions somebody sees, and as of when, as the address says.

import type { Coordinator } from '#modules/people/access.ts';
import { type Listed, listed, type Names } from '#modules/positions/output.server.ts';
import { type AsOf, programmes, schoolsOn, specialistNames, standings, type Which } from '#modules/positions/read.server.ts';
import { statuses } from '#modules/positions/rules.ts';
import type { School, Standing } from '#modules/positions/rules-coverage.ts';
import { words } from '#modules/positions/words.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Form } from '#platform/form.ts';
import type { Language } from '#platform/language/language.ts';
import { plain } from '#platform/plain.ts';
import { dateOf, dayAfter, dayLine, read } from '#platform/time/partial.ts';
import { dayOf, fromParts } from '#platform/time/time.ts';

/** The moment at which a day is over here. */
function endOf(day: string): Date {
	const [year = '', month = '', date = ''] = dayAfter(day).split('-');
	return fromParts(date, month, year, '00:00') as Date;
}

/** A day in the address, whichever way it is written; undefined where it is none. */
const dayIn = (text: string): string | undefined => (read(text)?.day === undefined ? undefined : dateOf(text));

/** As of which day the address asks, and what was known by the end of which other; what is no day has its sentence, and today counts. */
export function asOfIn(url: URL, language: Language, now: Date): AsOf & { isOther: boolean; form: Form; query: Record<string, string> } {
	const today = dayOf(now);
	const [typed, typedKnown] = [url.searchParams.get('day') ?? '', url.searchParams.get('known') ?? ''].map((text) => text.slice(0, 40));
	const [day, known] = [dayIn(typed ?? ''), dayIn(typedKnown ?? '')];
	const errors: Record<string, string> = {};
	if (typed && !day) errors['day'] = words(language)('dayWrong');
	if (typedKnown && !known) errors['known'] = words(language)('dayWrong');
	// What is known tomorrow nobody knows today.
	const isPast = known !== undefined && known < today;
	return {
		day: day ?? today,
		known: isPast ? endOf(known) : null,
		isOther: (day ?? today) !== today || isPast,
		form: {
			values: { day: day ? dayLine(language, day) : (typed ?? ''), known: known ? dayLine(language, known) : (typedKnown ?? '') },
			errors,
		},
		query: { ...(day && day !== today ? { day } : {}), ...(isPast ? { known: known as string } : {}) },
	};
}

/** Everything the pages about positions look at, as of a day. */
export async function registerAt(
	tx: Tx,
	by: Coordinator,
	asOf: AsOf,
	which: Pick<Which, 'withOver' | 'isUnpaid'> = {},
): Promise<{ positions: Standing[]; schools: School[]; names: Names }> {
	const schools = await schoolsOn(tx, by, asOf.day, asOf.known);
	return {
		positions: (await standings(tx, by, asOf, which)).filter(({ states }) => !which.withOver || states.length > 0),
		schools,
		names: await namesOf(tx, by, schools),
	};
}

const namesOf = async (tx: Tx, by: Coordinator, schools: readonly School[]): Promise<Names> => ({
	schools: new Map(schools.map((one) => [one.id, one])),
	people: await specialistNames(tx, by),
	programmes: new Map((await programmes(tx)).map((one) => [one.id, one])),
});

/** What the ids in positions are called. */
export const namesNow = async (tx: Tx, by: Coordinator, day: string): Promise<Names> => namesOf(tx, by, await schoolsOn(tx, by, day));

/** What the address of the list asks for. */
export const positionFilter = (url: URL) => ({
	search: (url.searchParams.get('q') ?? '').slice(0, 100),
	status: statuses.find((one) => one === url.searchParams.get('status')) ?? '',
	programme: (url.searchParams.get('programme') ?? '').slice(0, 40),
	school: (url.searchParams.get('school') ?? '').slice(0, 40),
});

/** The positions that fit the address, by school and number; those that ended only where they are asked for. */
export function listedPositions(
	url: URL,
	language: Language,
	{ positions, names }: { positions: Standing[]; names: Names },
	day: string,
): Listed[] {
	const { search, status, programme, school } = positionFilter(url);
	const wanted = plain(search).split(/\s+/).filter(Boolean);
	const inOrder = new Intl.Collator(language).compare;
	return positions
		.filter((one) => programme === '' || one.fundings.some((entry) => entry.programme === programme))
		.filter((one) => school === '' || one.sites.some((entry) => entry.organisation === school))
		.map((one) => listed(one, names, day))
		.filter((one) => {
			const text = plain([one.number, one.employer, ...one.schools, ...one.people, ...one.programmes].join(' '));
			return (status === '' ? one.status !== 'ended' : one.status === status) && wanted.every((word) => text.includes(word));
		})
		.sort((x, y) => inOrder(x.schools[0] ?? '~', y.schools[0] ?? '~') || inOrder(x.number, y.number));
}

const A_PAGE = 100;

/** The rows of the page that the address asks for; one that there is not is the last. Shape: page = from 1 on */
export function pageOf<Row>(rows: readonly Row[], url: URL): { rows: Row[]; page: number; pages: number } {
	const pages = Math.max(1, Math.ceil(rows.length / A_PAGE));
	const page = Math.min(pages, Math.max(1, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1));
	return { rows: rows.slice((page - 1) * A_PAGE, page * A_PAGE), page, pages };
}
