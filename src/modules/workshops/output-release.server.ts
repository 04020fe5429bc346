import { timeLine, venueLine } from '#modules/events/output.server.ts';
import { mailFacts } from '#modules/registration/output.server.ts';
import { words as registrationWords } from '#modules/registration/words.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import { releaseOf } from './read-release.server.ts';
import { concerning, type ProgrammeChange } from './rules-release.ts';
import { words } from './words.ts';

/** A change of the programme as one line: "Geändert: Workshop „Innere Stärke“ (Raum, Leitung)". */
export function changeLine(language: Language, { what, of, title, facts }: ProgrammeChange): string {
	const t = words(language);
	const which = facts.map((fact) => t(`release.fact.${fact}`)).join(', ');
	return t(`release.${what}`, { what: t(`release.${of}`, { title }), facts: which });
}

/** The mail about a new version of the programme: the organisers' note, and what concerns this person. */
const programme: Template = async (tx, region, about, now) => {
	const facts = await mailFacts(tx, region, about['place'] as string);
	if (!facts || facts.meeting.state === 'cancelled' || facts.meeting.endsAt < now) return null;
	const { place, meeting, link } = facts;
	if (place.state !== 'confirmed' && place.state !== 'offered') return null;
	const version = await releaseOf(tx, meeting.id, Number(about['number']));
	const mine = version && concerning(version.changes, new Set((about['workshops'] ?? '').split(',')));
	if (!version || !mine || mine.length === 0) return null;
	const { language } = place;
	const t = words(language);
	const r = registrationWords(language);
	return {
		to: { name: place.name, address: place.email },
		subject: t('release.subject', { title: meeting.title }),
		language,
		blocks: [
			{ text: `${r('mail.greeting', { name: place.name })}\n\n${t('release.text')}` },
			...(version.note ? [{ text: version.note }] : []),
			{ text: mine.map((change) => `– ${changeLine(language, change)}`).join('\n') },
			{
				facts: [
					[r('mail.when'), timeLine(meeting, language)],
					[r('mail.where'), venueLine(meeting, language)],
				],
			},
			{ button: r('mail.button'), url: link },
		],
		unsubscribe: link,
	};
};

/** The mails about versions of the programme, by the name the outbox knows them by. */
export const templates: Record<string, Template> = { 'workshops.programme': programme };
