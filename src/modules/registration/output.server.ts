import { appointment, timeLine, venueLine } from '#modules/events/output.server.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { regions } from '#modules/places/read.server.ts';
import { calendar } from '#platform/calendar/calendar.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Template } from '#platform/mail/mail.ts';
import type { Block, Message } from '#platform/mail/message.ts';
import { to } from '#platform/paths.ts';
import { type Place, personalTokenOf, placeById } from './read.server.ts';
import { words } from './words.ts';

/** Everything a mail about a registration can tell. */
export async function mailFacts(tx: Tx, region: number, placeId: string) {
	const place = await placeById(tx, placeId);
	const home = (await regions(tx)).find(({ id }) => id === region);
	const meeting = place && (await meetingById(tx, place.meeting));
	if (!place || !home || !meeting) return undefined;
	const link = home.origin + to(place.language, `/my-place/${await personalTokenOf(tx, region, place)}`);
	return { place, home, meeting, link };
}

type Kind = 'confirmed' | 'waiting' | 'movedUp' | 'link' | 'withdrawn' | 'changed' | 'cancelled';

// What a mail says must still be true when it is sent: whoever withdrew meanwhile gets no confirmation any more.
const stillTrue: Record<Kind, (place: Place) => boolean> = {
	confirmed: (place) => place.state === 'confirmed',
	waiting: (place) => place.state === 'waiting',
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
		const values = { title: meeting.title, name: place.name, reason: meeting.cancelReason };
		const isOver = kind === 'withdrawn' || kind === 'cancelled';
		const blocks: Block[] = [
			{ text: `${t('mail.greeting', values)}\n\n${t(`mail.${kind}.text`, values)}` },
			{
				facts: [
					[t('mail.when'), timeLine(meeting, language)],
					[t('mail.where'), venueLine(meeting, language)],
					[t('mail.your'), t(`state.${place.state}`)],
				],
			},
			...(kind === 'withdrawn' ? [] : [{ button: t('mail.button'), url: link }, { text: t('mail.keep') }]),
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
			subject: t(`mail.${kind}.subject`, values),
			language,
			blocks,
			...(kind === 'withdrawn' ? {} : { unsubscribe: link }),
			...(inCalendar
				? { calendar: { method, content: calendar([{ ...entry, sequence, cancelled: isOver, attendee }], method, now) } }
				: {}),
		};
	};

const kinds: Kind[] = ['confirmed', 'waiting', 'movedUp', 'link', 'withdrawn', 'changed', 'cancelled'];

/** The mails of this room, by the name the outbox knows them by. */
export const templates: Record<string, Template> = Object.fromEntries(kinds.map((kind) => [`registration.${kind}`, template(kind)]));
