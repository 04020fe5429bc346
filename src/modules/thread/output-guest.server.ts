// Guest seats as pages and mails show them.
import { timeLine } from '#modules/events/output.server.ts';
import { regions } from '#modules/places/read.server.ts';
import { calendar } from '#platform/calendar/calendar.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import type { Message } from '#platform/mail/message.ts';
import { to } from '#platform/paths.ts';
import { longDay } from '#platform/time/time.ts';
import { deciderToken, type GuestRequest, type GuestSlot, guestToken, slotFor } from './read-guest.server.ts';
import { freeSeats, slotState, undecided } from './rules-guest.ts';
import type { ShownSlot } from './rules-shown.ts';
import { words } from './words.ts';

/** A slot as everybody sees it: when, with whom, how many seats are free; not where, and nobody who asked. */
export function shownSlot(language: Language, slot: GuestSlot, now: Date): ShownSlot {
	return {
		id: slot.id,
		host: slot.host,
		time: timeLine(slot, language),
		closes: words(language)('guest.closes', { day: longDay(language, slot.closesAt) }),
		seats: slot.seats,
		free: freeSeats(slot, slot.requests),
		state: slotState(slot, slot.requests, now),
	};
}

// Nobody knows the language of those who have no account.
const language = 'de';

const greeting = (name: string) => words(language)('mail.greeting', { name });

/** What a mail to somebody who asked says, by how their request stands when it is sent. */
function mailKind({ isConfirmed, decision }: GuestRequest, wasGranted: boolean) {
	if (!isConfirmed) return 'confirm';
	if (decision === 'declined' && wasGranted) return 'takenBack';
	return decision ?? 'asked';
}

/** Tells somebody how their wish stands. */
const toGuest: Template = async (tx, region, about, now) => {
	const id = about['request'] ?? '';
	const row = await tx.selectFrom('thread.guest_request').select('slot_id as slot').where('id', '=', id).executeTakeFirst();
	const slot = row && (await slotFor(tx, row.slot));
	const request = slot?.requests.find((one) => one.id === id);
	const home = await homeOf(tx, region);
	if (!slot || !request || !home || slot.endsAt <= now) return null;
	// Whoever took their wish back hears only of what was typed since.
	if (request.decision === 'withdrawn' && (about['again'] !== 'yes' || slot.cancelledAt)) return null;
	const kind = slot.cancelledAt ? 'cancelled' : mailKind(request, about['was'] === 'granted');
	const t = words(language);
	const values = { host: slot.host, time: timeLine(slot, language) };
	const facts: [string, string][] = [
		[t('guest.when'), values.time],
		[t('guest.host'), slot.host],
	];
	if (kind === 'granted') facts.push([t('guest.place'), slot.place]);
	const blocks: Message['blocks'] = [{ text: `${greeting(request.name)}\n\n${t(`mail.guest.${kind}.text`, values)}` }, { facts }];
	if (kind !== 'cancelled')
		blocks.push({
			button: t(kind === 'confirm' ? 'guest.confirm' : 'mail.guest.button'),
			url: home.origin + to(language, `/guest/${await guestToken(tx, region, id)}`),
		});
	const hadIt = kind === 'granted' || about['was'] === 'granted';
	const attendee = { name: request.name, address: request.email };
	const entry = {
		uid: `${request.id}@augenhoehe`,
		sequence: slot.sequence,
		cancelled: kind !== 'granted',
		starts: slot.startsAt,
		ends: slot.endsAt,
		title: t('guest.entry', values),
		description: '',
		location: slot.place,
		url: home.origin,
		organizer: { name: home.operatorName, address: home.operatorEmail },
		attendee,
	};
	const method = entry.cancelled ? 'CANCEL' : 'REQUEST';
	return {
		to: attendee,
		subject: t(`mail.guest.${kind}.subject`, values),
		language,
		blocks,
		...(hadIt ? { calendar: { method, content: calendar([entry], method, now) } } : {}),
	};
};

/** Tells whoever decides that somebody asked; where nobody is named, the coordination's own address. */
const toDecider: Template = async (tx, region, about, now) => {
	const slot = await slotFor(tx, about['slot'] ?? '');
	const home = await homeOf(tx, region);
	const open = undecided(slot?.requests ?? []).length;
	if (!slot || !home || slot.cancelledAt || slot.startsAt <= now || open === 0) return null;
	const t = words(language);
	const values = { host: slot.host, time: timeLine(slot, language), count: open };
	const own = slot.deciderEmail !== '';
	const path = own ? `/guest-requests/${await deciderToken(tx, region, slot.id)}` : `/desk/guest-seats/${slot.id}`;
	const receiver = own ? { name: slot.deciderName, address: slot.deciderEmail } : { name: home.operatorName, address: home.operatorEmail };
	return {
		to: receiver,
		subject: t('mail.guestAsked.subject', values),
		language,
		blocks: [
			{ text: `${greeting(receiver.name)}\n\n${t('mail.guestAsked.text', values)}` },
			{ button: t('mail.guestAsked.button'), url: home.origin + to(language, path) },
			...(own ? [{ text: t('link.keep') }] : []),
		],
	};
};

const homeOf = async (tx: Tx, region: number) => (await regions(tx)).find(({ id }) => id === region);

/** The mails about guest seats, by the name the outbox knows them by. */
export const guestMails: Record<string, Template> = { 'thread.guest': toGuest, 'thread.guestAsked': toDecider };
