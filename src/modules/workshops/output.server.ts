import { timeLine, venueLine } from '#modules/events/output.server.ts';
import { mailFacts } from '#modules/registration/output.server.ts';
import { words as registrationWords } from '#modules/registration/words.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import { seatAndReason, type Workshop, workshops } from './read.server.ts';
import type { Reason } from './rules.ts';
import { words } from './words.ts';

/** A reason as one sentence, for the person themselves or about them. */
export function reasonSentence(
	language: Language,
	reason: Reason,
	all: readonly Pick<Workshop, 'id' | 'title'>[],
	who: 'me' | 'other',
): string {
	const t = words(language);
	if (reason.kind !== 'missed') return t(`reason.${reason.kind}`, { who });
	const workshop = all.find(({ id }) => id === reason.workshop)?.title ?? '';
	return t(`reason.missed.${reason.because}`, { wish: reason.wish, workshop });
}

/** The mail that tells somebody their workshop and why. */
const seat: Template = async (tx, region, about, now) => {
	const facts = await mailFacts(tx, region, about['place'] as string);
	if (facts?.place.state !== 'confirmed' || facts.meeting.endsAt < now || facts.meeting.state === 'cancelled') return null;
	const { place, meeting, link } = facts;
	const known = await seatAndReason(tx, { id: place.id, meeting: meeting.id });
	if (!known) return null;
	const { language } = place;
	const t = words(language);
	const r = registrationWords(language);
	const all = await workshops(tx, meeting.id);
	const workshop = all.find(({ id }) => id === known.seat?.workshop);
	return {
		to: { name: place.name, address: place.email },
		subject: workshop ? t('mail.subject', { title: workshop.title }) : t('mail.subjectNone', { title: meeting.title }),
		language,
		blocks: [
			{ text: `${r('mail.greeting', { name: place.name })}\n\n${t('mail.text')}${workshop ? '' : ` ${t('seat.none')}`}` },
			{
				facts: [
					...(workshop ? [[t('mail.seat'), workshop.title] as [string, string]] : []),
					...(workshop?.room ? [[t('mail.room'), workshop.room] as [string, string]] : []),
					[t('mail.reason'), reasonSentence(language, known.reason, all, 'me')],
					[r('mail.when'), timeLine(meeting, language)],
					[r('mail.where'), venueLine(meeting, language)],
				],
			},
			{ button: r('mail.button'), url: link },
			{ text: r('mail.keep') },
		],
		unsubscribe: link,
	};
};

export const templates: Record<string, Template> = { 'workshops.seat': seat };
