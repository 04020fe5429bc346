// Minutes as drafts, mails and documents.
import { becomesSaid } from '#modules/boards/rules-said.ts';
import type { Organiser } from '#modules/events/access.ts';
import { editionName } from '#modules/events/output-format.server.ts';
import { agenda, guidingQuestions, type Meeting } from '#modules/events/read.server.ts';
import { attendances } from '#modules/events/read-attendance.server.ts';
import { editionAfter } from '#modules/events/read-format.server.ts';
import { words as eventWords } from '#modules/events/words.ts';
import { regions } from '#modules/places/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import { to } from '#platform/paths.ts';
import { say } from '#platform/time/partial.ts';
import { clock, longDay } from '#platform/time/time.ts';
import { dueLine } from './output.server.ts';
import { mandatesOf } from './read.server.ts';
import { type Minutes, recipientToken, releasedTo } from './read-minutes.server.ts';
import { decidedLists } from './read-priority.server.ts';
import { type MinutesSection, withText } from './rules-minutes.ts';
import { words } from './words.ts';

type Draft = Omit<MinutesSection, 'id'>[];

/** Characters that a drafted section has at most: whoever saves it unchanged is not told that it is too long. */
const MOST_DRAFTED = 11_000;

/** Lines under a heading, in as many sections as they need. */
function filling(heading: string, lines: readonly string[]): Draft {
	const sections: Draft = [{ heading, text: '' }];
	for (const one of lines) {
		const last = sections.at(-1) as Draft[0];
		if (last.text !== '' && last.text.length + one.length >= MOST_DRAFTED) sections.push({ heading, text: one });
		else last.text = last.text === '' ? one : `${last.text}\n${one}`;
	}
	return sections;
}

/** What a meeting already knows of itself, as a draft of its minutes; of a group, the questions it had. */
export async function draftOf(tx: Tx, by: Organiser, meeting: Meeting, name: string, language: Language): Promise<Draft> {
	const t = words(language);
	const questions = (await guidingQuestions(tx, meeting.id)).map((heading) => ({ heading, text: '' }));
	if (name !== '') return [...questions, { heading: t('minutes.results'), text: '' }];
	const programme = (await agenda(tx, meeting.id)).map(({ startsAt, title, speaker }) =>
		[`${clock(language, startsAt)} ${title}`, speaker?.name].filter(Boolean).join(' · '),
	);
	const lists = (await decidedLists(tx, by)).flatMap(({ title, list }) =>
		filling(
			t('minutes.list', { title }),
			list
				.filter(({ voters }) => voters > 0)
				.map(({ rank, title: what, handed }) =>
					[`${rank}. ${what}`, handed ? becomesSaid(language, handed) : ''].filter(Boolean).join(': '),
				),
		),
	);
	// What became of a priority stands beside it.
	const alone = (await mandatesOf(tx, by)).filter(({ bundle }) => bundle === null);
	const mandates = alone.map(({ title, standing }) =>
		[title, standing.asked, standing.step, dueLine(language, standing.due)].filter(Boolean).join(' · '),
	);
	const came = (await attendances(tx, [meeting.id])).get(meeting.id);
	const next = await editionAfter(tx, meeting.slug);
	return [
		{ heading: t('minutes.present'), text: came ? eventWords(language)(`people.${came.precision}`, { count: came.people }) : '' },
		...filling(t('minutes.programme'), programme),
		...questions,
		...lists,
		...(mandates.length > 0 ? filling(t('title'), mandates) : []),
		{
			heading: t('minutes.next'),
			text: next ? `${editionName(language, next.format, next.edition)}: ${say(language, next.edition.date)}` : '',
		},
	];
}

/** How minutes are called: by their group, or by what they are. */
export const minutesTitle = (language: Language, { name, meeting }: Pick<Minutes, 'name' | 'meeting'>): string =>
	words(language)(name === '' ? 'minutes.of' : 'minutes.ofGroup', { meeting: meeting.title, name });

const letter: Template = async (tx, region, about) => {
	const id = about['recipient'] ?? '';
	const row = await tx.selectFrom('thread.minutes_recipient').select(['name', 'email']).where('id', '=', id).executeTakeFirst();
	const home = (await regions(tx)).find((one) => one.id === region);
	const found = row && (await releasedTo(tx, id));
	if (!row || !found || !home) return null;
	// Whoever gets them has no account, so that nobody knows their language.
	const language = 'de';
	const t = words(language);
	const values = { name: row.name, title: minutesTitle(language, found.minutes), number: found.release.number };
	return {
		to: { name: row.name, address: row.email },
		subject: t('mail.minutes.subject', values),
		language,
		blocks: [
			{ text: `${t('mail.greeting', values)}\n\n${t('mail.minutes.text', values)}` },
			{ button: t('mail.minutes.button'), url: home.origin + to(language, `/minutes/${await recipientToken(tx, region, id)}`) },
		],
	};
};

/** The mail with minutes, by the name the outbox knows it by. */
export const minutesMails: Record<string, Template> = { 'thread.minutes': letter };

/** Minutes as a document. Shape: release null = a draft */
export function minutesDocument(
	language: Language,
	minutes: Pick<Minutes, 'name' | 'meeting'>,
	sections: readonly MinutesSection[],
	release: { number: number; at: Date } | null,
): { template: string; data: unknown } {
	const t = words(language);
	return {
		template: '#modules/thread/output-minutes.typ',
		data: {
			title: minutesTitle(language, minutes),
			lang: language,
			words: {},
			day: longDay(language, minutes.meeting.startsAt),
			version: release ? t('minutes.release', { number: release.number, at: longDay(language, release.at) }) : t('minutes.draft'),
			sections: withText(sections).map(({ heading, text }) => ({ heading, text })),
		},
	};
}
