// A census as mails show it, and what a school looks at.
import { regions } from '#modules/places/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import { to } from '#platform/paths.ts';
import type { Sheet } from '#platform/sheet/sheet.ts';
import { dayLine } from '#platform/time/partial.ts';
import { shortDay } from '#platform/time/time.ts';
import { standings } from './read.server.ts';
import { askedSchool, censusToken } from './read-census.server.ts';
import { fteText } from './rules.ts';
import { type Asked, type Row, replyOf, rowsAt, seenOf } from './rules-census.ts';
import { words } from './words.ts';

/** What a school is asked to look at, and what stands for it. */
export async function shownRows(tx: Tx, language: Language, region: number, organisation: string, day: string) {
	const rows = rowsAt(await standings(tx, { region }, { day, known: null }), organisation, day);
	const [names, employers] = await namesIn(tx, rows);
	const t = words(language);
	return {
		seen: seenOf(rows),
		rows: rows.map(({ position, number, employer, fte, people }) => ({
			id: position,
			number,
			fte: fteText(language, fte),
			employer: (employer && employers.get(employer)) || '',
			people: people.map((one) =>
				[
					names.get(one.specialist) || t('person.unnamed'),
					t('fte.amount', { fte: fteText(language, one.fte) }),
					one.isAbsent ? t('assignment.absent') : '',
				]
					.filter(Boolean)
					.join(', '),
			),
		})),
	};
}

async function namesIn(tx: Tx, rows: readonly Row[]): Promise<[Map<string, string>, Map<string, string>]> {
	const specialists = rows.flatMap(({ people }) => people.map(({ specialist }) => specialist));
	const employers = rows.flatMap(({ employer }) => employer ?? []);
	const named = (all: { id: string; name: string }[]) => new Map(all.map(({ id, name }) => [id, name]));
	return [
		specialists.length === 0
			? new Map()
			: named(await tx.selectFrom('positions.specialist').select(['id', 'name']).where('id', 'in', specialists).execute()),
		employers.length === 0
			? new Map()
			: named(await tx.selectFrom('organisations.organisation').select(['id', 'name']).where('id', 'in', employers).execute()),
	];
}

/** Who has answered a census, as a table to take away. */
export function censusSheet(language: Language, asked: readonly Asked[]): Sheet {
	const t = words(language);
	const day = (at: Date | null) => (at ? shortDay(language, at) : '');
	return {
		name: t('census.title'),
		headings: [
			t('column.school'),
			t('column.town'),
			t('census.reply'),
			t('census.answeredOn'),
			t('census.note'),
			t('census.askedOn'),
			t('census.remindedOn'),
		],
		rows: asked.map((one) => [
			one.name,
			one.town,
			t(`reply.${replyOf(one)}`),
			day(one.answeredAt),
			one.note,
			day(one.askedAt),
			day(one.remindedAt),
		]),
	};
}

const toSchool: Template = async (tx, region, about) => {
	const found = await askedSchool(tx, about['asked'] ?? '');
	const home = (await regions(tx)).find(({ id }) => id === region);
	if (!found?.asked.email || found.asked.answer !== null || found.census.endedAt || !home) return null;
	const { census, asked } = found;
	// Nobody knows the language of those who have no account.
	const language = 'de';
	const t = words(language);
	const values = { name: asked.name, region: home.name, day: dayLine(language, census.referenceOn), due: dayLine(language, census.dueOn) };
	return {
		to: { name: asked.name, address: asked.email },
		subject: t(asked.remindedAt ? 'mail.census.again' : 'mail.census.subject', values),
		language,
		blocks: [
			{ text: t('mail.census.text', values) },
			...(census.note ? [{ text: census.note }] : []),
			{ button: t('mail.census.button'), url: home.origin + to(language, `/census/${await censusToken(tx, region, asked)}`) },
			{ text: t('mail.census.keep') },
		],
	};
};

/** The mails of this room, by the name the outbox knows them by. */
export const positionMails: Record<string, Template> = { 'positions.census': toSchool };
