import { timeLine, venueLine } from '#modules/events/output.server.ts';
import { mailFacts } from '#modules/registration/output.server.ts';
import { words as registrationWords } from '#modules/registration/words.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import { clock } from '#platform/time/time.ts';
import { type Workshop, workshops } from './read.server.ts';
import { seatsAndReasons, type Told } from './read-draft.server.ts';
import type { Reason } from './rules.ts';
import type { Round } from './rules-round.ts';
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
	return t(`reason.missed.${reason.because}`, { wish: reason.wish, workshop, full: reason.full });
}

/** When a round is, on one line: "Runde 1, 10:00 bis 11:00"; empty for workshops that are not planned yet. */
export function roundLine(language: Language, { phaseTitle, startsAt, endsAt }: Pick<Round, 'phaseTitle' | 'startsAt' | 'endsAt'>): string {
	if (!startsAt || !endsAt) return '';
	return words(language)('round.line', { title: phaseTitle, from: clock(language, startsAt), until: clock(language, endsAt) });
}

/** What somebody is told of their rounds, line by line. */
export interface SeatLine {
	when: string;
	/** Null = no workshop. */
	title: string | null;
	room: string;
	why: string;
	/** They named no wishes, so nothing was refused. */
	isWishless: boolean;
}

/** What somebody is told of their rounds, in words for themselves. */
export function seatLines(language: Language, told: readonly Told[], all: readonly Workshop[]): SeatLine[] {
	return told.map(({ at, workshop, reason }) => {
		const seated = all.find(({ id }) => id === workshop);
		return {
			when: roundLine(language, at),
			title: seated?.title ?? null,
			room: seated?.room ?? '',
			why: reasonSentence(language, reason, all, 'me'),
			isWishless: reason.kind === 'noWishes',
		};
	});
}

/** The mail that tells somebody their workshops and why. */
const seat: Template = async (tx, region, about, now) => {
	const facts = await mailFacts(tx, region, about['place'] as string);
	if (facts?.place.state !== 'confirmed' || facts.meeting.endsAt < now || facts.meeting.state === 'cancelled') return null;
	const { place, meeting, link } = facts;
	const told = await seatsAndReasons(tx, { id: place.id, meeting: meeting.id });
	if (!told) return null;
	const { language } = place;
	const t = words(language);
	const r = registrationWords(language);
	const lines = seatLines(language, told, await workshops(tx, meeting.id));
	const [first] = lines.filter(({ title }) => title !== null);
	const isOne = lines.length === 1;
	return {
		to: { name: place.name, address: place.email },
		subject: isOne && first?.title ? t('mail.subject', { title: first.title }) : t('mail.subjectNone', { title: meeting.title }),
		language,
		blocks: [
			{
				text: `${r('mail.greeting', { name: place.name })}\n\n${t('mail.text')}${first ? '' : ` ${t(lines.every(({ isWishless }) => isWishless) ? 'seat.noWishes' : 'seat.none')}`}`,
			},
			...lines.map((line) => ({
				facts: [
					...(!line.when ? [] : [[t('mail.round'), line.when] as [string, string]]),
					...(line.title || !isOne ? [[t('mail.seat'), line.title ?? t('change.none')] as [string, string]] : []),
					...(line.room ? [[t('mail.room'), line.room] as [string, string]] : []),
					[t('mail.reason'), line.why] as [string, string],
				],
			})),
			{
				facts: [
					[r('mail.when'), timeLine(meeting, language)] as [string, string],
					[r('mail.where'), venueLine(meeting, language)] as [string, string],
				],
			},
			{ button: r('mail.button'), url: link },
			{ text: r('mail.keep') },
		],
		unsubscribe: link,
	};
};

export const templates: Record<string, Template> = { 'workshops.seat': seat };
