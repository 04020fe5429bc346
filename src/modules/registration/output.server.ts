import { appointment, timeLine, venueLine } from '#modules/events/output.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { words as organisationWords } from '#modules/organisations/words.ts';
import { regions } from '#modules/places/read.server.ts';
import { calendar } from '#platform/calendar/calendar.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import type { Block, Message } from '#platform/mail/message.ts';
import { to } from '#platform/paths.ts';
import { moment, shortDay } from '#platform/time/time.ts';
import { type Place, personalTokenOf, placeById, type Reservation } from './read.server.ts';
import { badgeCodes } from './read-door.server.ts';
import { mailTextOf } from './read-invitation.server.ts';
import type { Question } from './read-question.server.ts';
import { fillIn } from './rules-invitation.ts';
import { words } from './words.ts';

/** Everything a mail about a registration can tell; undefined for whoever has no address. */
export async function mailFacts(tx: Tx, region: number, placeId: string) {
	const place = await placeById(tx, placeId);
	const home = (await regions(tx)).find(({ id }) => id === region);
	const meeting = place && (await meetingById(tx, place.meeting));
	if (!place?.email || !home || !meeting) return undefined;
	const link = home.origin + to(place.language, `/my-place/${await personalTokenOf(tx, region, place)}`);
	return { place, home, meeting, link };
}

/** Questions as a form asks them: with the day on which their answers go. */
export const asked = (language: Language, all: readonly Question[]) =>
	all.map((question) => ({ ...question, gone: shortDay(language, new Date(`${question.deleteOn}T12:00:00Z`)) }));

/** What is kept for groups and not taken yet, as everybody may read it; empty where there is nothing. */
export function keptLine(language: Language, all: readonly Reservation[]): string {
	const t = words(language);
	const open = all.filter(({ releasedAt, seats, used }) => !releasedAt && used < seats);
	const list = open.map(({ seats, used, releaseAt, ...group }) =>
		t('kept.public.one', { count: seats - used, group: groupName(language, group), date: shortDay(language, releaseAt) }),
	);
	return list.length > 0 ? t('kept.public', { list: new Intl.ListFormat(language, { type: 'conjunction' }).format(list) }) : '';
}

/** The name of a group for which places are kept: "Schulleitung, Planungsraum Nord". */
export const groupName = (language: Language, { profession, area }: Pick<Reservation, 'profession' | 'area'>): string =>
	[profession && organisationWords(language)(`profession.${profession}`), area].filter(Boolean).join(', ');

type Kind = 'confirmed' | 'waiting' | 'offered' | 'offerPassed' | 'movedUp' | 'link' | 'withdrawn' | 'changed' | 'cancelled';

// What a mail says must still be true when it is sent: whoever withdrew meanwhile gets no confirmation any more.
const stillTrue: Record<Kind, (place: Place) => boolean> = {
	confirmed: (place) => place.state === 'confirmed',
	waiting: (place) => place.state === 'waiting',
	offered: (place) => place.state === 'offered',
	offerPassed: (place) => place.state === 'waiting',
	movedUp: (place) => place.state === 'confirmed',
	link: (place) => place.state !== 'withdrawn',
	withdrawn: (place) => place.state === 'withdrawn',
	changed: (place) => place.state !== 'withdrawn',
	cancelled: (place) => place.state !== 'withdrawn',
};

const template =
	(kind: Kind): Template =>
	async (tx, region, about, now): Promise<Message | null> => {
		const facts = await mailFacts(tx, region, about['place'] as string);
		if (!facts || !stillTrue[kind](facts.place)) return null;
		if ((facts.meeting.state === 'cancelled') !== (kind === 'cancelled') && kind !== 'withdrawn') return null;
		const { place, home, meeting, link } = facts;
		if (meeting.endsAt < now) return null;
		const { language } = place;
		const t = words(language);
		const until = place.offeredUntil ? moment(language, place.offeredUntil) : '';
		const values = { title: meeting.title, name: place.name, reason: meeting.cancelReason, until };
		const isOver = kind === 'withdrawn' || kind === 'cancelled';
		const text = await mailTextOf(tx, kind, language);
		const isByOther = place.registrar && (kind === 'confirmed' || kind === 'waiting');
		const blocks: Block[] = [
			{ text: `${t('mail.greeting', values)}\n\n${fillIn(text.body, values)}` },
			...(isByOther ? [{ text: t('mail.byOther', { registrar: place.registrar }) }] : []),
			{
				facts: [
					[t('mail.when'), timeLine(meeting, language)],
					[t('mail.where'), venueLine(meeting, language)],
					[t('mail.your'), until ? t('state.offeredUntil', { until }) : t(`state.${place.state}`)],
				],
			},
			...(place.state === 'confirmed' && !isOver
				? [{ code: (await badgeCodes(tx, region, [place.id]))[0] ?? '', label: t('mail.code') }]
				: []),
			...(kind === 'withdrawn'
				? []
				: [{ button: t(kind === 'offered' ? 'mail.offered.button' : 'mail.button'), url: link }, { text: t('mail.keep') }]),
		];
		// Who only waited never had the appointment.
		const inCalendar = place.state === 'confirmed' || (kind === 'withdrawn' && about['was'] === 'confirmed');
		const entry = appointment(meeting, home, language);
		const attendee = { name: place.name, address: place.email };
		const method = isOver ? 'CANCEL' : 'REQUEST';
		// Withdrawing and coming back count as changes too: each raises the version of the link.
		const sequence = meeting.sequence + place.linkVersion - 1;
		return {
			to: attendee,
			subject: fillIn(text.subject, values),
			language,
			blocks,
			...(kind === 'withdrawn' ? {} : { unsubscribe: link }),
			...(inCalendar
				? { calendar: { method, content: calendar([{ ...entry, sequence, cancelled: isOver, attendee }], method, now) } }
				: {}),
		};
	};

const kinds = Object.keys(stillTrue) as Kind[];

/** The mails of this room, by the name the outbox knows them by. */
export const templates: Record<string, Template> = Object.fromEntries(kinds.map((kind) => [`registration.${kind}`, template(kind)]));
