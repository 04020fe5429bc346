// A census as mails show it, and what a school looks at.
import { regions } from '#modules/places/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import { to } from '#platform/paths.ts';
import type { Sheet } from '#platform/sheet/sheet.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf, shortDay } from '#platform/time/time.ts';
import { askedSchool, censusToken, rowsOf } from './read-census.server.ts';
import { fteText } from './rules.ts';
import { type Asked, replyOf } from './rules-census.ts';
import { words } from './words.ts';

/** What a school is asked to look at, and what stands for it. */
export async function shownRows(tx: Tx, language: Language, region: number, organisation: string, day: string) {
	const { rows, seen } = await rowsOf(tx, region, organisation, day);
	const t = words(language);
	return {
		seen,
		rows: rows.map(({ position, number, fte, people, employerName, names }) => ({
			id: position,
			number,
			fte: fteText(language, fte),
			employer: employerName,
			people: people.map((one, at) =>
				[names[at] || t('person.unnamed'), t('fte.amount', { fte: fteText(language, one.fte) }), one.isAbsent ? t('assignment.absent') : '']
					.filter(Boolean)
					.join(', '),
			),
		})),
	};
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

const toSchool: Template = async (tx, region, about, now) => {
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
			{ text: t(census.dueOn < dayOf(now) ? 'mail.census.late' : 'mail.census.text', values) },
			...(census.note ? [{ text: census.note }] : []),
			{ button: t('mail.census.button'), url: home.origin + to(language, `/census/${await censusToken(tx, region, asked)}`) },
			{ text: t('mail.census.keep') },
		],
	};
};

/** The mails of this room, by the name the outbox knows them by. */
export const positionMails: Record<string, Template> = { 'positions.census': toSchool };
