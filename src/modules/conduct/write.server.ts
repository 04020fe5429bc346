import type { Organiser } from '#modules/events/access.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { followersOf } from '#modules/events/read-follow.server.ts';
import { editionOf } from '#modules/events/read-format.server.ts';
import { differing } from '#modules/events/rules.ts';
import type { MeetingInput } from '#modules/events/schema.ts';
import { words } from '#modules/events/words.ts';
import * as events from '#modules/events/write.server.ts';
import * as after from '#modules/events/write-after.server.ts';
import { noteAttendance } from '#modules/events/write-attendance.server.ts';
import { digestOf } from '#modules/groups/read-plan.server.ts';
import * as groups from '#modules/groups/write.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { OpenMeeting, Participant } from '#modules/registration/access.ts';
import { detailsOf, offerOf, placeById } from '#modules/registration/read.server.ts';
import { headcount } from '#modules/registration/read-door.server.ts';
import type { ConsentsInput, OfferInput, PersonalInput, RegistrationInput } from '#modules/registration/schema.ts';
import type { Member } from '#modules/registration/schema-team.ts';
import { words as registrationWords } from '#modules/registration/words.ts';
import * as registration from '#modules/registration/write.server.ts';
import { hold } from '#modules/registration/write-counter.server.ts';
import { closeDoors } from '#modules/registration/write-door.server.ts';
import { moveQuestions } from '#modules/registration/write-question.server.ts';
import { moveReservations } from '#modules/registration/write-reservation.server.ts';
import * as waiting from '#modules/registration/write-waiting.server.ts';
import { requireDecided } from '#modules/thread/write.server.ts';
import { requireMinutes } from '#modules/thread/write-minutes.server.ts';
import { publicationOf, seats as seatsOf, topicsOf, workshops as workshopsOf } from '#modules/workshops/read.server.ts';
import { draftHead } from '#modules/workshops/read-draft.server.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import * as workshops from '#modules/workshops/write.server.ts';
import * as allocation from '#modules/workshops/write-allocation.server.ts';
import * as calculation from '#modules/workshops/write-calculation.server.ts';
import { type Decision, decide as decideAll } from '#modules/workshops/write-decision.server.ts';
import * as moves from '#modules/workshops/write-move.server.ts';
import { moveProgramme, release, requireReleased } from '#modules/workshops/write-release.server.ts';
import * as seats from '#modules/workshops/write-seats.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import * as mail from '#platform/mail/mail.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayOf, daysBetween } from '#platform/time/time.ts';

/** Begins a meeting with its places. */
export async function beginMeeting(tx: Tx, coordinator: Coordinator, input: MeetingInput, offer: OfferInput): Promise<Organiser> {
	const organiser = await events.beginMeeting(tx, coordinator, input);
	await registration.saveOffer(tx, organiser, offer);
	return organiser;
}

/**
 * Changes a meeting and its places. Whoever waits is offered the places that are added; everybody is told of another time or venue.
 * Shape:  the answer says how many people were told; null when nothing had to be told
 * Errors: Rejected when more places are taken than there would be, or the meeting was called off
 */
export async function changeMeeting(
	tx: Tx,
	organiser: Organiser,
	input: MeetingInput,
	offer: OfferInput,
	now: Date,
): Promise<number | null> {
	await hold(tx, organiser.meeting);
	const before = await meetingById(tx, organiser.meeting);
	const changes = await events.saveMeeting(tx, organiser, input);
	const [was, is] = differing({ ...(await registration.saveOffer(tx, organiser, offer)) }, { ...offer });
	if (Object.keys(is).length > 0) await events.note(tx, organiser, 'offerChanged', was, is);
	await registration.moveNeeds(tx, organiser.meeting, input.endsAt);
	if (before) await moveProgramme(tx, organiser, before.startsAt, input.startsAt);
	if (before) await moveQuestions(tx, organiser.meeting, daysBetween(before.endsAt, input.endsAt));
	await moveReservations(tx, organiser, input.startsAt);
	await waiting.moveOffers(tx, organiser, now);
	return changes.length > 0 ? registration.tellEveryone(tx, organiser, 'changed') : null;
}

/** Shows a meeting to everybody, with the first version of its programme; whoever follows what it is about is told. */
export async function publishMeeting(tx: Tx, organiser: Organiser, now: Date): Promise<void> {
	await events.publishMeeting(tx, organiser);
	await release(tx, organiser, { note: '', now });
	const edition = await editionOf(tx, organiser.meeting);
	const topics = await topicsOf(tx, organiser.meeting);
	const followers = await followersOf(tx, { format: edition?.format ?? null, area: edition?.area ?? null, topics });
	const { region, meeting } = organiser;
	await mail.enqueue(tx, region, 'events.announced', ...followers.map((follower) => ({ follower, meeting })));
}

/**
 * Closes registration before its time; whoever is registered or waits keeps what they have.
 * Errors: Rejected when it is not open
 */
export async function closeRegistration(tx: Tx, organiser: Organiser, now: Date): Promise<void> {
	await hold(tx, organiser.meeting);
	const offer = await offerOf(tx, organiser.meeting);
	if (!offer || offer.opensAt >= now || offer.closesAt <= now)
		throw new Rejected((language) => registrationWords(language)('registrationClosed'));
	await registration.saveOffer(tx, organiser, { capacity: offer.capacity, opensAt: offer.opensAt, closesAt: now });
	await events.note(tx, organiser, 'offerChanged', { closesAt: offer.closesAt }, { closesAt: now });
}

/** Calls a meeting off and tells everybody; the answer says how many. */
export async function cancelMeeting(tx: Tx, organiser: Organiser, reason: string, now: Date): Promise<number> {
	await hold(tx, organiser.meeting);
	await events.cancelMeeting(tx, organiser, reason, now);
	return registration.tellEveryone(tx, organiser, 'cancelled');
}

/** Somebody who is to be registered, with their wishes. */
export interface Newcomer {
	input: RegistrationInput;
	wishes: readonly string[];
}

/**
 * Registers people in the order they are given; the address of whoever is known already gets its link again.
 * Shape:  an outcome for each; whoever calls gives free workshop seats afterwards
 * Errors: Rejected for wishes of another meeting or an area of another region
 */
export async function registerAll(
	tx: Tx,
	meeting: OpenMeeting,
	newcomers: readonly Newcomer[],
	language: Language,
	onBehalf: { enteredBy?: Organiser | null; registrar?: string } = {},
): Promise<registration.Outcome[]> {
	const entered = new Map<string, registration.Entered | null>();
	for (const { input, wishes } of [...newcomers].sort((a, b) => (a.input.email < b.input.email ? -1 : 1))) {
		await workshops.requireWishes(tx, meeting.meeting, wishes);
		const one = await registration.enter(tx, meeting, input, language, onBehalf);
		if (one) await workshops.saveWishes(tx, { ...meeting, place: one.place }, wishes, false);
		entered.set(input.email, one);
	}
	const comeBack = async (input: RegistrationInput) => {
		// Rows that were there before are touched only once the meeting is held.
		await hold(tx, meeting.meeting);
		return registration.comeBack(tx, meeting, input, language, onBehalf);
	};
	const outcomes: registration.Outcome[] = [];
	for (const { input, wishes } of newcomers) {
		const one = entered.get(input.email) ?? (await comeBack(input));
		if (one?.isBack) await workshops.saveWishes(tx, { ...meeting, place: one.place }, wishes, true);
		outcomes.push(one ? await registration.seat(tx, meeting, one) : await registration.answerKnown(tx, meeting, input));
	}
	return outcomes;
}

/**
 * Registers a person with their wishes; after places were made known, a free seat is given at once.
 * Errors: as registerAll
 */
export async function register(
	tx: Tx,
	meeting: OpenMeeting,
	input: RegistrationInput,
	wishes: readonly string[],
	language: Language,
	enteredBy: Organiser | null = null,
): Promise<registration.Outcome> {
	if (!enteredBy) await requireReleased(tx, meeting.meeting, wishes);
	const [outcome] = (await registerAll(tx, meeting, [{ input, wishes }], language, { enteredBy })) as [registration.Outcome];
	if (outcome.place && outcome.state === 'confirmed') await seatWhoeverIsNext(tx, meeting);
	return outcome;
}

/** Registers several people of one organisation, each on a place if there is one, each with a mail and a link of their own. */
export async function registerTeam(
	tx: Tx,
	meeting: OpenMeeting,
	team: { registrar: string; organisation: string; area: string | null; members: readonly Member[] },
	key: string | null,
	language: Language,
): Promise<void> {
	const { registrar, organisation, area } = team;
	const nothing = { dietary: '', access: '', consentList: false, consentContact: false, consentPhoto: false, consentMet: false };
	const newcomers = team.members.map((member) => ({ input: { ...nothing, ...member, organisation, area, key }, wishes: [] }));
	await registerAll(tx, meeting, newcomers, language, { registrar });
	await seatWhoeverIsNext(tx, meeting);
}

/** Withdraws somebody: their place goes to the waiting list, their workshop seat to whoever is next. */
export async function withdraw(
	tx: Tx,
	by: Pick<Participant, 'region' | 'meeting' | 'place'>,
	now: Date,
	who: { kind: 'participant' } | { kind: 'organiser'; person: string } = { kind: 'participant' },
	afterwards: () => Promise<void> = async () => {},
): Promise<boolean> {
	const before = await registration.withdraw(tx, by, who);
	if (before === null) return false;
	// Before anything is given to whoever is next.
	await afterwards();
	await seats.free(
		tx,
		(await seatsOf(tx, by.meeting, by.place)).map(({ id }) => id),
	);
	await groups.leave(tx, by);
	const meeting = await meetingById(tx, by.meeting);
	if (meeting?.state === 'published' && meeting.startsAt > now) await seatWhoeverIsNext(tx, by);
	await waiting.offerNext(tx, by, now);
	return true;
}

/**
 * Closes a meeting that is over: how many came is no longer about but exact, where a door was kept; who met is remembered of those
 * who agreed; doors end.
 * Errors: Rejected as long as it goes on, when it was called off or closed before, and while a priority is neither a mandate nor open on purpose,
 *         or minutes are missing that its kind asks for
 */
export async function closeMeeting(tx: Tx, organiser: Organiser, now: Date): Promise<void> {
	// Whoever takes a consent back holds the same: they come before this or after it.
	await hold(tx, organiser.meeting);
	await requireDecided(tx, organiser);
	await requireMinutes(tx, organiser);
	await after.close(tx, organiser, now);
	const meeting = await meetingById(tx, organiser.meeting);
	const { here } = await headcount(tx, organiser);
	if (here > 0) await noteAttendance(tx, organiser, { people: here, precision: 'exact' }, now);
	if (meeting) await groups.rememberMet(tx, organiser, dayOf(meeting.startsAt));
	await closeDoors(tx, organiser, now);
}

async function forgetMetOf(tx: Tx, by: Pick<Participant, 'region' | 'place'>): Promise<void> {
	const email = (await placeById(tx, by.place))?.email;
	if (email) await groups.forgetMet(tx, (await digestOf(tx, by.region))(email));
}

const allowsMet = async (tx: Tx, by: Participant) => (await detailsOf(tx, by)).consents.includes('met');

/** Changes what somebody said about themselves; whoever allowed that it is remembered whom they met, and no longer does, has met nobody. */
export async function changeDetails(tx: Tx, by: Participant, input: PersonalInput, now: Date): Promise<void> {
	const takesBack = !input.consentMet && (await allowsMet(tx, by));
	await registration.changeDetails(tx, by, input, now);
	if (takesBack) await forgetMetOf(tx, by);
}

/** Changes what somebody allows; whoever allowed that it is remembered whom they met, and no longer does, has met nobody. */
export async function changeConsents(tx: Tx, by: Participant, input: ConsentsInput): Promise<void> {
	const takesBack = !input.consentMet && (await allowsMet(tx, by));
	await registration.changeConsents(tx, by, input);
	if (takesBack) await forgetMetOf(tx, by);
}

/** Takes the place that is held for somebody of the waiting list, or a free one; where places are known, with a workshop seat. */
export async function takeOffered(tx: Tx, by: Participant, now: Date): Promise<void> {
	if (await waiting.takeOffered(tx, by, now)) await seatWhoeverIsNext(tx, by, [by.place]);
}

/** Gives free workshop seats to whoever is next and tells them, and those who have a place at the meeting only now. */
export async function seatWhoeverIsNext(tx: Tx, by: { region: number; meeting: string }, movedUp: readonly string[] = []): Promise<void> {
	if (!(await publicationOf(tx, by.meeting))) return;
	const seated = await seats.fill(tx, by);
	await mail.enqueue(tx, by.region, 'workshops.seat', ...[...new Set([...seated, ...movedUp])].map((place) => ({ place })));
}

/** Begins to work out the fairest way to give out the places; the answer names the calculation. */
export async function allocate(tx: Tx, organiser: Organiser, choice: Parameters<typeof calculation.begin>[2]): Promise<string> {
	await hold(tx, organiser.meeting);
	return calculation.begin(tx, organiser, choice);
}

/** Makes the workshop places known, all or none. */
export async function publishPlaces(tx: Tx, organiser: Organiser, draft: string): Promise<void> {
	await hold(tx, organiser.meeting);
	await allocation.publish(tx, organiser, draft);
}

/** Moves somebody to another workshop by hand: in the draft, or among places that are known. */
export async function moveByHand(tx: Tx, organiser: Organiser, move: moves.Move): Promise<void> {
	await hold(tx, organiser.meeting);
	const draft = await moves.openDraft(tx, organiser);
	if (draft) return moves.moveInDraft(tx, organiser, draft, move);
	const known = await publicationOf(tx, organiser.meeting);
	const published = known && (await draftHead(tx, organiser, known.draft));
	if (!published) throw new Rejected((language) => workshopWords(language)('noDraft'));
	await moves.moveSeat(tx, organiser, published, move);
	await seatWhoeverIsNext(tx, organiser);
}

/**
 * Takes the last move by hand back, as long as places are not known.
 * Errors: Rejected when nothing is left to take back
 */
export async function undoMove(tx: Tx, organiser: Organiser): Promise<void> {
	await hold(tx, organiser.meeting);
	const draft = await moves.openDraft(tx, organiser);
	if (!draft) throw new Rejected((language) => workshopWords(language)('nothingToUndo'));
	await moves.undoMove(tx, organiser, draft);
}

/** Plans somebody firmly for a workshop and begins to give out the places anew, by the same measure and lot. */
export async function fixAndAllocate(tx: Tx, organiser: Organiser, place: string, workshop: string): Promise<string> {
	await hold(tx, organiser.meeting);
	await workshops.setRule(tx, organiser, place, workshop, 'fixed');
	return calculation.beginAgain(tx, organiser);
}

/** Throws a draft away that was not made known. */
export async function discardDraft(tx: Tx, organiser: Organiser, draft: string): Promise<void> {
	await hold(tx, organiser.meeting);
	await calculation.discard(tx, organiser, draft);
}

/** Changes somebody's wishes by their own hand, as long as places are not known. */
export async function changeWishes(tx: Tx, by: Participant, wishes: readonly string[]): Promise<void> {
	await hold(tx, by.meeting);
	await requireReleased(tx, by.meeting, wishes);
	await workshops.changeWishes(tx, by, wishes);
}

/** Changes a workshop; added seats go to whoever is next. */
export async function changeWorkshop(
	tx: Tx,
	organiser: Organiser,
	id: string,
	input: Parameters<typeof workshops.changeWorkshop>[3],
): Promise<void> {
	await hold(tx, organiser.meeting);
	await workshops.changeWorkshop(tx, organiser, id, input);
	await seatWhoeverIsNext(tx, organiser);
}

/**
 * Takes a part out of the programme.
 * Errors: Rejected as long as workshops hang on it
 */
export async function removeAgendaItem(tx: Tx, organiser: Organiser, item: string): Promise<void> {
	const isUsed = (await workshopsOf(tx, organiser.meeting)).some(({ runs }) => runs.some(({ phase }) => phase === item));
	if (isUsed || (await seatsOf(tx, organiser.meeting)).some(({ phase }) => phase === item))
		throw new Rejected((language) => words(language)('itemUsed'));
	await events.removeAgendaItem(tx, organiser, item);
}

/**
 * Decides what was thought of in "what if"; seats that are added go to whoever is next. The answer counts the workshops it changed.
 * Errors: Rejected when more people sit in a workshop than it would have seats
 */
export async function decide(tx: Tx, organiser: Organiser, decisions: readonly Decision[]): Promise<number> {
	await hold(tx, organiser.meeting);
	const decided = await decideAll(tx, organiser, decisions);
	await seatWhoeverIsNext(tx, organiser);
	return decided;
}

/** Says that one run of a workshop does not take place, or does after all; what became free goes to whoever is next. */
export async function setCancelled(tx: Tx, organiser: Organiser, run: string, isCancelled: boolean): Promise<void> {
	await hold(tx, organiser.meeting);
	await workshops.setCancelled(tx, organiser, run, isCancelled);
	if (!isCancelled) await seatWhoeverIsNext(tx, organiser);
}
