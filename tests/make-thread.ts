// What follows from meetings, made for tests.
import { randomUUID } from 'node:crypto';
import type { Coordinator } from '#modules/people/access.ts';
import { guest, keeper, party, statementKeeper } from '#modules/thread/access.ts';
import { agreementOf, partyToken } from '#modules/thread/read-agreement.server.ts';
import { deciderToken, guestToken } from '#modules/thread/read-guest.server.ts';
import { recipientsOf, recipientToken } from '#modules/thread/read-minutes.server.ts';
import { present } from '#modules/thread/rules-agreement.ts';
import * as thread from '#modules/thread/write-agreement.server.ts';
import * as groups from '#modules/thread/write-group.server.ts';
import * as guests from '#modules/thread/write-guest.server.ts';
import { addMeasure, report } from '#modules/thread/write-measure.server.ts';
import * as minutes from '#modules/thread/write-minutes.server.ts';
import { signByLink, signOnPaper } from '#modules/thread/write-signature.server.ts';
import { sayStatement, showStatement } from '#modules/thread/write-statement.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { daysAfter } from '#platform/time/time.ts';
import type { Made } from './make.ts';

/**
 * An agreement of a meeting that is sent out: with a party that signs by its link, or has signed, one that signed on paper, one that is told, an annex
 * and a measure.
 */
export async function makeAgreement(tx: Tx, by: Made['organiser'], title = 'Zusammenarbeit', { isSigned = false } = {}) {
	const now = new Date();
	const id = await thread.begin(tx, by, { key: randomUUID(), title, template: 'blank', mandate: null }, now);
	const keeps = keeper(by, id);
	const parties = (['signatory', 'signatory', 'informed'] as const).map((role, at) => ({
		number: at + 1,
		id: '',
		name: ['Grundschule am Bach', 'Jugendamt', 'Kirchengemeinde'][at] as string,
		role,
		contactName: 'Kim Amsel',
		contactFunction: 'Leitung',
		contactEmail: `partei${at}@amt.example`,
	}));
	const text = {
		title,
		from: '2020-08-01',
		until: '',
		review: '2021-05-01',
		clauses: [{ heading: 'Ziele', text: 'Wir reden früh.' }],
		parties,
	};
	const pdf = new TextEncoder().encode('%PDF-1.7');
	await thread.saveText(tx, keeps, { seen: 1, people: '', anew: false, ...text }, now);
	await thread.addAnnex(tx, keeps, { seen: 2, anew: false, annexTitle: 'Stundenplan' }, pdf, now);
	await thread.offer(tx, keeps, now);
	const key = randomUUID();
	await addMeasure(tx, keeps, { key, measureTitle: 'Liste', asked: 'Jugendamt', due: '2021' }, now);
	await report(tx, keeps, { measure: key, percent: 60, note: 'Neun von fünfzehn', evidence: '' }, now);
	const { content, hash } = present((await agreementOf(tx, keeps)).versions);
	const [signs, onPaper, told] = content.parties.map((one) => one.id) as [string, string, string];
	await signOnPaper(tx, keeps, { party: onPaper, hash, signer: 'Petra Paul', function: '', on: '2020-08-03' }, pdf, now);
	if (isSigned)
		await signByLink(tx, party(by.region, { agreement: id, party: signs, link: 1 }), { hash, signer: 'Signe Geheim', function: '' }, now);
	return {
		id,
		by: keeps,
		measure: key,
		annex: content.annexes[0]?.id as string,
		onPaper,
		token: await partyToken(tx, by.region, signs),
		told: await partyToken(tx, by.region, told),
	};
}

/** Released minutes of a meeting with somebody on their list. */
export async function makeMinutes(tx: Tx, by: Made['organiser'], name = 'Geheime Gruppe') {
	const id = await minutes.beginMinutes(
		tx,
		by,
		{ key: randomUUID(), name },
		[{ heading: 'Ergebnisse', text: 'Wir reden früh.' }],
		new Date(),
	);
	await minutes.addRecipients(tx, by, id, [{ name: 'Kim Amsel', email: 'kim@amt.example' }]);
	await minutes.release(tx, by, id, 1, new Date());
	const [recipient] = await recipientsOf(tx, id);
	return { id, token: await recipientToken(tx, by.region, recipient?.id as string) };
}

/** A working group with somebody in it, a function that is missing, and a meeting. */
export async function makeGroup(tx: Tx, by: Coordinator, meeting: string, groupName = 'Geheime Arbeitsgruppe') {
	const [group, member] = [randomUUID(), randomUUID()];
	await groups.saveGroup(tx, by, { group, groupName, aim: 'Niemand fällt durch.', functions: ['Jugendhilfe', 'Schulaufsicht'] });
	const who = { memberName: 'Kim Amsel', organisation: 'Jugendamt', function: 'Jugendhilfe', memberEmail: 'kim@amt.example' };
	await groups.keepMember(tx, by, group, { member, ...who, since: '2026-01-01' });
	await groups.gatherAt(tx, by, group, [meeting]);
	return { id: group, member };
}

/** A conference that takes guests, somebody who asked, and the links of both. */
export async function makeSlot(tx: Tx, by: Coordinator) {
	const [slot, request] = [randomUUID(), randomUUID()];
	const startsAt = daysAfter(new Date(), 20, '14:00');
	const facts = {
		key: slot,
		host: 'Jugendamt',
		place: 'Geheimer Raum',
		seats: 2,
		deciderName: 'Dana Denk',
		deciderEmail: 'dana@amt.example',
	};
	const times = { startsAt, endsAt: daysAfter(startsAt, 0, '16:00'), closesAt: daysAfter(startsAt, -2, '23:59') };
	await guests.offerSlot(tx, by, { ...facts, ...times }, new Date());
	const wish = {
		key: request,
		name: 'Kim Amsel',
		email: 'kim@schule.example',
		organisation: 'Schule',
		profession: 'teaching',
		discreet: true,
	} as const;
	await guests.askForSeat(tx, by.region, slot, wish, new Date());
	await guests.confirmRequest(tx, guest(by.region, { slot, request }), new Date());
	return { slot, request, guest: await guestToken(tx, by.region, request), decider: await deciderToken(tx, by.region, slot) };
}

/** A quality standard that a meeting agreed to. */
export async function makeStatement(tx: Tx, by: Made['organiser'], title: string, isPublic: boolean): Promise<string> {
	const criteria = [{ dimension: 'process' as const, level: 'minimum' as const, addressee: 'Schule', text: 'Eine Person ist benannt' }];
	const said = {
		kind: 'standard' as const,
		seen: 0,
		title,
		wording: 'Jede Schule nennt eine Ansprechperson.',
		status: 'agreed' as const,
		on: '2026-03-01',
		criteria,
	};
	const id = await sayStatement(tx, by, { key: randomUUID(), ...said }, new Date());
	if (isPublic) await showStatement(tx, statementKeeper(by, id), true);
	return id;
}
