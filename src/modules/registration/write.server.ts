import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import { organisationByName } from '#modules/organisations/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import * as mail from '#platform/mail/mail.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayOf, daysAfter } from '#platform/time/time.ts';
import type { OpenMeeting, Participant } from './access.ts';
import { keptOf, offerOf } from './read.server.ts';
import { counted, turnoutKinds } from './read-turnout.server.ts';
import { type Group, NEEDS_DAYS, type PlaceState, seatFor } from './rules.ts';
import type { ConsentsInput, OfferInput, PersonalInput, RegistrationInput } from './schema.ts';
import { words } from './words.ts';
import { type By, closed, giveSeatBack, type HeldOffer, hold, nextNumber, note, takeSeat } from './write-counter.server.ts';
import { offerNext } from './write-waiting.server.ts';

/** What a registration led to; a repeated one is answered as a new one would be. */
export interface Outcome {
	state: 'confirmed' | 'waiting';
	/** The new registration; null when the address was known already. */
	place: string | null;
}

/** Minutes in which one address is sent its link again only once, however often it is typed. */
const LINK_PAUSE_MIN = 20;

async function columns(tx: Tx, input: PersonalInput) {
	return {
		name: input.name,
		organisation_id: (await organisationByName(tx, input.organisation)) ?? null,
		organisation_name: input.organisation,
		function: input.function,
		profession: input.profession,
		area_id: input.area,
	};
}

const needsGoOn = (endsAt: Date): string => dayOf(daysAfter(endsAt, NEEDS_DAYS, '12:00'));

async function saveNeedsAndConsents(tx: Tx, region: number, place: string, endsAt: Date, input: PersonalInput): Promise<void> {
	const needs = (['dietary', 'access'] as const).filter((kind) => input[kind]);
	if (needs.length > 0) {
		await tx
			.insertInto('registration.need')
			.values(needs.map((kind) => ({ region_id: region, place_id: place, kind, note: input[kind], delete_on: needsGoOn(endsAt) })))
			.execute();
	}
	await saveConsents(tx, region, place, input);
}

async function saveConsents(tx: Tx, region: number, place: string, input: ConsentsInput): Promise<void> {
	const fields = { list: 'consentList', contact: 'consentContact', photo: 'consentPhoto', met: 'consentMet' } as const;
	const purposes = (Object.keys(fields) as (keyof typeof fields)[]).filter((purpose) => input[fields[purpose]]);
	if (purposes.length > 0)
		await tx
			.insertInto('registration.consent')
			.values(purposes.map((purpose) => ({ region_id: region, place_id: place, purpose })))
			.execute();
}

async function forgetNeedsAndConsents(tx: Tx, place: string): Promise<void> {
	await tx.deleteFrom('registration.need').where('place_id', '=', place).execute();
	await tx.deleteFrom('registration.consent').where('place_id', '=', place).execute();
}

async function forgetEverything(tx: Tx, place: string): Promise<void> {
	await forgetNeedsAndConsents(tx, place);
	await tx.deleteFrom('registration.answer').where('place_id', '=', place).execute();
	await tx.deleteFrom('registration.arrival').where('place_id', '=', place).execute();
	await tx.deleteFrom('registration.takeaway').where('place_id', '=', place).execute();
	await tx
		.updateTable('registration.certificate')
		.set({ replaced_at: sql`now()` })
		.where('place_id', '=', place)
		.where('replaced_at', 'is', null)
		.execute();
}

/** Who fills a form in for somebody else: the team, or a colleague with a name. */
interface OnBehalf {
	enteredBy?: Organiser | null;
	registrar?: string;
}

/** Somebody who is entered, and has neither a place nor a number yet. */
export interface Entered {
	place: string;
	group: Group;
	by: By;
	/** They withdrew earlier. */
	isBack: boolean;
}

/** What is written of somebody who registers, apart from their address. */
async function rowOf(tx: Tx, input: RegistrationInput, language: Language, { enteredBy, registrar }: OnBehalf) {
	await requireArea(tx, input.area);
	return {
		...(await columns(tx, input)),
		language,
		submission_key: input.key,
		entered_by: enteredBy?.person ?? null,
		registered_by_name: registrar ?? '',
	};
}

const actorOf = ({ enteredBy }: OnBehalf): By => (enteredBy ? { kind: 'organiser', person: enteredBy.person } : { kind: 'participant' });

/**
 * Enters somebody whose address is new, without a place: their row is its lock. Whoever enters several does so in the order of
 * their addresses, and holds the meeting's counter only afterwards. A row that is there already is not touched: it belongs to
 * whoever holds the counter, and two orders would be a deadlock.
 * Shape:  null = the address is known
 * Errors: Rejected when the area is none of this region
 */
export async function enter(
	tx: Tx,
	meeting: OpenMeeting,
	input: RegistrationInput,
	language: Language,
	onBehalf: OnBehalf = {},
): Promise<Entered | null> {
	const row = await rowOf(tx, input, language, onBehalf);
	const entered = await tx
		.insertInto('registration.place')
		.values({ region_id: meeting.region, meeting_id: meeting.meeting, email: input.email, state: 'withdrawn', ...row })
		.onConflict((conflict) => conflict.columns(['region_id', 'meeting_id', 'email']).doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!entered) return null;
	await saveNeedsAndConsents(tx, meeting.region, entered.id, meeting.endsAt, personally(input, onBehalf));
	return { place: entered.id, group: row, by: actorOf(onBehalf), isBack: false };
}

/**
 * Enters somebody again who withdrew; everything from before is forgotten, and older links stay ended.
 * Shape:  the caller holds the meeting; null = the address has a registration that holds
 */
export async function comeBack(
	tx: Tx,
	meeting: OpenMeeting,
	input: RegistrationInput,
	language: Language,
	onBehalf: OnBehalf = {},
): Promise<Entered | null> {
	const row = await rowOf(tx, input, language, onBehalf);
	const back = await tx
		.updateTable('registration.place')
		.set({ ...row, registered_at: sql`now()`, link_version: sql`link_version + 1` })
		.where('meeting_id', '=', meeting.meeting)
		.where('email', '=', input.email)
		.where('state', '=', 'withdrawn')
		.returning('id')
		.executeTakeFirst();
	if (!back) return null;
	await forgetEverything(tx, back.id);
	await saveNeedsAndConsents(tx, meeting.region, back.id, meeting.endsAt, personally(input, onBehalf));
	return { place: back.id, group: row, by: actorOf(onBehalf), isBack: true };
}

/**
 * Gives somebody who is entered a place if one is free for them, otherwise the next number of the waiting list.
 * Errors: Rejected when the meeting was called off meanwhile
 */
export async function seat(tx: Tx, meeting: OpenMeeting, { place, group, by }: Entered): Promise<Outcome> {
	// Reading the count without the lock oversells: the negative control of this module's race test shows it.
	const offer = (await hold(tx, meeting.meeting)) as HeldOffer;
	// The gate looked before the counter was ours; only now nobody can call the meeting off any more.
	if (offer.isCancelled) throw closed();
	const taken = await takeSeat(tx, meeting.meeting, offer, await keptOf(tx, meeting.meeting, offer), group);
	const state = taken ? 'confirmed' : 'waiting';
	const queue_number = taken ? null : await nextNumber(tx, meeting.meeting);
	await tx
		.updateTable('registration.place')
		.set({ state, queue_number, reservation_id: taken?.reservation ?? null, passed_at: null })
		.where('id', '=', place)
		.execute();
	await note(tx, meeting.region, place, by, state);
	await mail.enqueue(tx, meeting.region, `registration.${state}`, { place });
	return { state, place };
}

/** What somebody else fills in carries no consent. */
const personally = (input: RegistrationInput, { enteredBy, registrar }: OnBehalf): RegistrationInput =>
	enteredBy || registrar ? { ...input, consentList: false, consentContact: false, consentPhoto: false, consentMet: false } : input;

async function requireArea(tx: Tx, area: string | null): Promise<void> {
	if (!area) return;
	const known = await tx.selectFrom('places.area').select('id').where('id', '=', area).executeTakeFirst();
	if (!known) throw new Rejected((language) => words(language)('unknownChoice'), 'area');
}

/**
 * Answers somebody whose address is known as a new one would be; nothing changes, and its link goes out by mail again.
 * Shape:  the same form sent again hears what it heard the first time
 */
export async function answerKnown(tx: Tx, meeting: OpenMeeting, input: RegistrationInput): Promise<Outcome> {
	const known = await tx
		.selectFrom('registration.place')
		.select(['id', 'state', 'submission_key'])
		.where('meeting_id', '=', meeting.meeting)
		.where('email', '=', input.email)
		.executeTakeFirstOrThrow();
	if (input.key && known.submission_key === input.key) return { state: known.state === 'confirmed' ? 'confirmed' : 'waiting', place: null };
	if (!(await mail.wasAsked(tx, 'registration.link', { place: known.id }, LINK_PAUSE_MIN)))
		await mail.enqueue(tx, meeting.region, 'registration.link', { place: known.id });
	const offer = await offerOf(tx, meeting.meeting);
	const group = { profession: input.profession, area_id: input.area };
	const isFree = offer && seatFor(offer, await keptOf(tx, meeting.meeting, offer), group) !== null;
	return { state: isFree ? 'confirmed' : 'waiting', place: null };
}

/** Changes what somebody said about themselves; whoever waits and now belongs to a group with a kept place is offered it. */
export async function changeDetails(tx: Tx, by: Participant, input: PersonalInput, now: Date): Promise<void> {
	await hold(tx, by.meeting);
	await requireArea(tx, input.area);
	const values = await columns(tx, input);
	const known = await tx
		.selectFrom('registration.place')
		.select(['state', 'name', 'organisation_name', 'function', 'profession', 'area_id'])
		.where('id', '=', by.place)
		.executeTakeFirstOrThrow();
	// Whoever withdrew a moment ago has given everything back, and gets none of it again.
	if (known.state === 'withdrawn') throw new Rejected((language) => words(language)('personGone'));
	await tx.updateTable('registration.place').set(values).where('id', '=', by.place).execute();
	await forgetNeedsAndConsents(tx, by.place);
	await saveNeedsAndConsents(tx, by.region, by.place, by.endsAt, input);
	// Which facts changed, not what they say: the history needs no second copy of personal data.
	const fields = (Object.keys(values) as (keyof typeof values)[]).filter(
		(field) => field in known && known[field as keyof typeof known] !== values[field],
	);
	await note(tx, by.region, by.place, { kind: 'participant' }, 'changed', null, { fields });
	if (fields.includes('profession') || fields.includes('area_id')) await offerNext(tx, by, now);
}

/**
 * Changes what somebody allows, as long as their link is good: also when the meeting is over.
 * Errors: Rejected when they withdrew
 */
export async function changeConsents(tx: Tx, by: Participant, input: ConsentsInput): Promise<void> {
	await hold(tx, by.meeting);
	const known = await tx.selectFrom('registration.place').select('state').where('id', '=', by.place).executeTakeFirst();
	if (!known || known.state === 'withdrawn') throw new Rejected((language) => words(language)('personGone'));
	await tx.deleteFrom('registration.consent').where('place_id', '=', by.place).execute();
	await saveConsents(tx, by.region, by.place, input);
	await note(tx, by.region, by.place, { kind: 'participant' }, 'changed', null, { fields: ['consents'] });
}

/**
 * Gives a place or a place in the queue back; needs and consents are forgotten, older links end.
 * Shape:  the answer is what it was before; null when there was nothing left to give back
 */
export async function withdraw(
	tx: Tx,
	by: { region: number; meeting: string; place: string },
	who: { kind: 'participant' } | { kind: 'organiser'; person: string },
): Promise<PlaceState | null> {
	await hold(tx, by.meeting);
	const before = await tx
		.selectFrom('registration.place')
		.select(['state', 'reservation_id'])
		.where('id', '=', by.place)
		.where('meeting_id', '=', by.meeting)
		.forNoKeyUpdate()
		.executeTakeFirst();
	if (!before || before.state === 'withdrawn') return null;
	await tx
		.updateTable('registration.place')
		.set((eb) => ({
			state: 'withdrawn',
			queue_number: null,
			offered_until: null,
			reservation_id: null,
			link_version: eb('link_version', '+', 1),
		}))
		.where('id', '=', by.place)
		.execute();
	if (before.state !== 'waiting') await giveSeatBack(tx, by.meeting, before.reservation_id);
	await forgetEverything(tx, by.place);
	await note(tx, by.region, by.place, who, 'withdrawn', { state: before.state });
	await mail.enqueue(tx, by.region, 'registration.withdrawn', { place: by.place, was: before.state });
	return before.state as PlaceState;
}

/**
 * Sets how many places a meeting has and when they can be booked.
 * Shape:  the answer is what it was before; undefined for a new offer
 * Errors: Rejected when more places are taken than there would be
 */
export async function saveOffer(tx: Tx, by: Organiser, input: OfferInput): Promise<OfferInput | undefined> {
	const known = await hold(tx, by.meeting);
	if (known && known.taken + known.held > input.capacity)
		throw new Rejected((language) => words(language)('capacityBelowTaken', { taken: known.taken, held: known.held }), 'capacity');
	const values = { capacity: input.capacity, opens_at: input.opensAt, closes_at: input.closesAt };
	await tx
		.insertInto('registration.offer')
		.values({ region_id: by.region, meeting_id: by.meeting, ...values })
		.onConflict((conflict) => conflict.columns(['region_id', 'meeting_id']).doUpdateSet(values))
		.execute();
	return known && { capacity: known.capacity, opensAt: known.opens_at, closesAt: known.closes_at };
}

/**
 * Makes every older personal link of a registration worthless and mails a new one.
 * Errors: Rejected when the person is not registered
 */
export async function renewLink(tx: Tx, by: Organiser, place: string): Promise<void> {
	const done = await tx
		.updateTable('registration.place')
		.set((eb) => ({ link_version: eb('link_version', '+', 1) }))
		.where('id', '=', place)
		.where('meeting_id', '=', by.meeting)
		.where('state', '<>', 'withdrawn')
		.returning('id')
		.executeTakeFirst();
	if (!done) throw new Rejected((language) => words(language)('personGone'));
	await note(tx, by.region, place, { kind: 'organiser', person: by.person }, 'linkRenewed');
	await mail.enqueue(tx, by.region, 'registration.link', { place });
}

/** Tells everybody with a place or waiting that the meeting changed or was called off. */
export async function tellEveryone(tx: Tx, by: Organiser, template: 'changed' | 'cancelled'): Promise<number> {
	const rows = await tx
		.selectFrom('registration.place')
		.select('id')
		.where('meeting_id', '=', by.meeting)
		.where('state', '<>', 'withdrawn')
		.execute();
	await mail.enqueue(tx, by.region, `registration.${template}`, ...rows.map(({ id: place }) => ({ place })));
	return rows.length;
}

/** Moves the day on which needs are deleted along with their meeting. */
export async function moveNeeds(tx: Tx, meeting: string, endsAt: Date): Promise<void> {
	await tx
		.updateTable('registration.need')
		.set({ delete_on: needsGoOn(endsAt) })
		.where('place_id', 'in', (eb) => eb.selectFrom('registration.place').select('id').where('meeting_id', '=', meeting))
		.execute();
}

/**
 * Deletes needs whose day has come.
 * Unit:   today = calendar day, "2027-03-16"
 */
export async function eraseNeeds(tx: Tx, today: string): Promise<number> {
	const result = await tx.deleteFrom('registration.need').where('delete_on', '<=', today).executeTakeFirst();
	return Number(result.numDeletedRows);
}

/** Fewer people than this of a kind are counted without it once their registrations go. */
const FEWEST = 3;

/** Deletes the registrations of meetings that ended before a moment; what is counted of them stays known. */
export async function erasePlaces(tx: Tx, before: Date): Promise<void> {
	const rows = await tx
		.selectFrom('registration.place as place')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'place.region_id').onRef('meeting.id', '=', 'place.meeting_id'),
		)
		.select('meeting.id')
		.distinct()
		.where('meeting.ends_at', '<', before)
		.execute();
	if (rows.length === 0) return;
	const due = rows.map(({ id }) => id);
	for (const kind of turnoutKinds)
		await tx
			.insertInto('registration.turnout')
			.columns(['region_id', 'meeting_id', 'kind', 'value', 'people'])
			.expression(
				tx
					.selectFrom(counted(tx, kind, due).as('counted'))
					.select((eb) => [
						'region_id',
						'meeting_id',
						'kind',
						// One or two of a kind could still be somebody.
						eb.case().when('people', '<', FEWEST).then('').else(eb.ref('value')).end().as('value'),
						sql<number>`sum(people)::int`.as('people'),
					])
					.groupBy(['region_id', 'meeting_id', 'kind', sql`4`]),
			)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	await tx.deleteFrom('registration.place').where('meeting_id', 'in', due).execute();
}
