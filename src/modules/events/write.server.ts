import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayOf, fromParts, parts } from '#platform/time/time.ts';
import { type Organiser, organiser } from './access.ts';
import { guidingQuestions, type Meeting, meetingById, speakers } from './read.server.ts';
import { closedAt } from './read-after.server.ts';
import { changesToTell, differing, movedAlong, slugFor } from './rules.ts';
import type { AgendaItemInput, MeetingInput, SpeakerInput } from './schema.ts';
import { words } from './words.ts';

/** Appends a line to the history of the organiser's meeting. */
export async function note(
	tx: Tx,
	by: Pick<Organiser, 'region' | 'meeting'> & { person: string | null },
	what: string,
	before: unknown = null,
	after: unknown = null,
): Promise<void> {
	await tx
		.insertInto('events.change')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			actor_id: by.person,
			what,
			before: before === null ? null : JSON.stringify(before),
			after: after === null ? null : JSON.stringify(after),
		})
		.execute();
}

async function requireVenue(tx: Tx, input: MeetingInput): Promise<void> {
	if (input.venueKind !== 'organisation') return;
	const known = await tx.selectFrom('organisations.organisation').select('id').where('id', '=', input.venueOrganisation).executeTakeFirst();
	if (!known) throw new Rejected((language) => words(language)('unknownChoice'), 'venueOrganisation');
}

const columns = (input: MeetingInput) => ({
	title: input.title,
	motto: input.motto,
	objective: input.objective,
	description: input.description,
	starts_at: input.startsAt,
	ends_at: input.endsAt,
	venue_kind: input.venueKind,
	venue_organisation_id: input.venueKind === 'organisation' ? input.venueOrganisation : null,
	venue_name: input.venueKind === 'external' ? input.venueName : '',
	venue_address: input.venueKind === 'external' ? input.venueAddress : '',
	contact: input.contact,
});

/** Keeps the guiding questions; one that stays as it is keeps what hangs on it. */
async function saveGuidingQuestions(tx: Tx, region: number, meeting: string, texts: readonly string[]): Promise<void> {
	await tx
		.deleteFrom('events.guiding_question')
		.where('meeting_id', '=', meeting)
		.where('text', 'not in', texts.length > 0 ? [...texts] : [''])
		.execute();
	for (const [position, text] of texts.entries())
		await tx
			.insertInto('events.guiding_question')
			.values({ region_id: region, meeting_id: meeting, position, text })
			.onConflict((conflict) => conflict.columns(['region_id', 'meeting_id', 'text']).doUpdateSet({ position }))
			.execute();
}

async function saveJoinLink(tx: Tx, region: number, meeting: string, url: string): Promise<void> {
	await tx.deleteFrom('events.join_link').where('meeting_id', '=', meeting).execute();
	if (url) await tx.insertInto('events.join_link').values({ region_id: region, meeting_id: meeting, url }).execute();
}

/** Inserts a meeting under an address of its own; if somebody else takes that address meanwhile, under the next. */
async function insertMeeting(tx: Tx, { region }: Coordinator, input: MeetingInput): Promise<string> {
	for (;;) {
		const taken = await tx.selectFrom('events.meeting').select('slug').execute();
		const slug = slugFor(input.title, Number(dayOf(input.startsAt).slice(0, 4)), new Set(taken.map((row) => row.slug)));
		const added = await tx
			.insertInto('events.meeting')
			.values({ region_id: region, slug, ...columns(input) })
			.onConflict((conflict) => conflict.columns(['region_id', 'slug']).doNothing())
			.returning('id')
			.executeTakeFirst();
		if (added) return added.id;
	}
}

/**
 * Begins a meeting as a draft that only its organisers see.
 * Errors: Rejected when the venue is none of the region's organisations
 */
export async function beginMeeting(tx: Tx, coordinator: Coordinator, input: MeetingInput): Promise<Organiser> {
	await requireVenue(tx, input);
	const id = await insertMeeting(tx, coordinator, input);
	const by = organiser(coordinator, { id }) as Organiser;
	await saveJoinLink(tx, by.region, id, input.joinUrl);
	await saveGuidingQuestions(tx, by.region, id, input.questions);
	await tx
		.insertInto('events.lead')
		.values({ region_id: by.region, meeting_id: id, kind: 'lead', person_id: by.person, appointed_by: by.person })
		.execute();
	await note(tx, by, 'begun', null, { title: input.title });
	return by;
}

/** The organiser's meeting, locked until the end of the transaction. */
export async function lockedMeeting(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Meeting> {
	await tx.selectFrom('events.meeting').select('id').where('id', '=', by.meeting).forNoKeyUpdate().executeTakeFirstOrThrow();
	return (await meetingById(tx, by.meeting)) as Meeting;
}

/**
 * The organiser's meeting, locked until the end of the transaction, as long as it may go on.
 * Errors: Rejected when it was closed or called off
 */
export async function goingOn(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Meeting> {
	const meeting = await lockedMeeting(tx, by);
	if (meeting.state === 'cancelled') throw new Rejected((language) => words(language)('goingOn.cancelled'));
	if ((await closedAt(tx, by)) !== null) throw new Rejected((language) => words(language)('goingOn.closed'));
	return meeting;
}

const told = (meeting: Meeting) => ({
	startsAt: meeting.startsAt,
	endsAt: meeting.endsAt,
	venue: [meeting.venueKind, meeting.venueName, meeting.venueAddress].join('\n'),
});

const facts = (meeting: Meeting) => ({
	title: meeting.title,
	motto: meeting.motto,
	objective: meeting.objective,
	description: meeting.description,
	contact: meeting.contact,
	...told(meeting),
});

/**
 * Changes a meeting's facts. When the day moves, the programme moves with it.
 * Errors: Rejected when the meeting was called off
 * Shape:  the answer names what participants must be told; the calendar sequence has been raised for it
 */
export async function saveMeeting(tx: Tx, by: Organiser, input: MeetingInput): Promise<('time' | 'venue')[]> {
	const before = await lockedMeeting(tx, by);
	await requireVenue(tx, input);
	if (before.state === 'cancelled') throw new Rejected((language) => words(language)('isCancelled'));
	await tx.updateTable('events.meeting').set(columns(input)).where('id', '=', by.meeting).execute();
	await saveJoinLink(tx, by.region, by.meeting, input.joinUrl);
	const asked = await guidingQuestions(tx, by.meeting);
	await saveGuidingQuestions(tx, by.region, by.meeting, input.questions);
	const after = (await meetingById(tx, by.meeting)) as Meeting;
	const changes = changesToTell(told(before), told(after));
	const shift = after.startsAt.getTime() - before.startsAt.getTime();
	if (shift !== 0) await moveAgenda(tx, by, before, after);
	if (changes.length > 0)
		await tx
			.updateTable('events.meeting')
			.set((eb) => ({ sequence: eb('sequence', '+', 1) }))
			.where('id', '=', by.meeting)
			.execute();
	const [was, is] = differing(
		{ ...facts(before), questions: asked.join('\n') },
		{ ...facts(after), questions: input.questions.join('\n') },
	);
	if (Object.keys(is).length > 0) await note(tx, by, 'changed', was, is);
	return before.published ? changes : [];
}

async function moveAgenda(tx: Tx, by: Organiser, before: Meeting, after: Meeting): Promise<void> {
	const items = await tx
		.selectFrom('events.agenda_item')
		.select(['id', 'starts_at', 'ends_at'])
		.where('meeting_id', '=', by.meeting)
		.execute();
	const moved = movedAlong(before.startsAt, after.startsAt);
	for (const item of items)
		await tx
			.updateTable('events.agenda_item')
			.set({ starts_at: moved(item.starts_at), ends_at: moved(item.ends_at) })
			.where('id', '=', item.id)
			.execute();
}

/**
 * Shows a meeting to everybody.
 * Errors: Rejected when it is published already or was cancelled
 */
export async function publishMeeting(tx: Tx, by: Organiser): Promise<void> {
	const meeting = await lockedMeeting(tx, by);
	if (meeting.state !== 'draft') throw new Rejected((language) => words(language)('alreadyPublished'));
	await tx.insertInto('events.publication').values({ region_id: by.region, meeting_id: by.meeting, published_by: by.person }).execute();
	await note(tx, by, 'published');
}

/**
 * Calls a published meeting off, for good.
 * Errors: Rejected when it is a draft, cancelled already or over
 */
export async function cancelMeeting(tx: Tx, by: Organiser, reason: string, now: Date): Promise<void> {
	const meeting = await lockedMeeting(tx, by);
	if (meeting.state !== 'published') throw new Rejected((language) => words(language)('notPublished'));
	if (meeting.endsAt < now) throw new Rejected((language) => words(language)('cancelledTooLate'));
	await tx
		.insertInto('events.cancellation')
		.values({ region_id: by.region, meeting_id: by.meeting, reason, cancelled_by: by.person })
		.execute();
	await tx
		.updateTable('events.meeting')
		.set((eb) => ({ sequence: eb('sequence', '+', 1) }))
		.where('id', '=', by.meeting)
		.execute();
	await note(tx, by, 'cancelled', null, { reason });
}

async function agendaColumns(tx: Tx, by: Organiser, input: AgendaItemInput) {
	const meeting = await lockedMeeting(tx, by);
	if (input.speaker && !(await speakers(tx, by)).some(({ id }) => id === input.speaker))
		throw new Rejected((language) => words(language)('unknownChoice'), 'speaker');
	const { day, month, year } = parts(meeting.startsAt);
	const starts_at = fromParts(day, month, year, input.start);
	const ends_at = fromParts(day, month, year, input.end);
	if (!starts_at || !ends_at) throw new Rejected((language) => words(language)('timeWrong'), starts_at ? 'end' : 'start');
	if (ends_at <= starts_at) throw new Rejected((language) => words(language)('endBeforeStart'), 'end');
	const { kind, title, description, track, room } = input;
	return { kind, title, description, track, room, speaker_id: input.speaker, starts_at, ends_at };
}

/**
 * Adds a part to the programme.
 * Errors: Rejected when the times are no times of that day
 */
export async function addAgendaItem(tx: Tx, by: Organiser, input: AgendaItemInput): Promise<string> {
	const values = await agendaColumns(tx, by, input);
	const { id } = await tx
		.insertInto('events.agenda_item')
		.values({ region_id: by.region, meeting_id: by.meeting, ...values })
		.returning('id')
		.executeTakeFirstOrThrow();
	await note(tx, by, 'agendaAdded', null, { title: input.title });
	return id;
}

/**
 * Changes a part of the programme.
 * Errors: Rejected when the times are no times of that day, or the part is gone
 */
export async function changeAgendaItem(tx: Tx, by: Organiser, item: string, input: AgendaItemInput): Promise<void> {
	const values = await agendaColumns(tx, by, input);
	const before = await tx
		.selectFrom('events.agenda_item')
		.select(['title', 'description', 'track', 'room', 'starts_at', 'ends_at'])
		.where('id', '=', item)
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirst();
	if (!before) throw new Rejected((language) => words(language)('itemGone'));
	await tx.updateTable('events.agenda_item').set(values).where('id', '=', item).execute();
	const told = ({ title, description, track, room, starts_at, ends_at }: typeof before) => ({
		name: title,
		title,
		description,
		track,
		room,
		startsAt: starts_at,
		endsAt: ends_at,
	});
	await note(tx, by, 'agendaChanged', ...differing(told(before), told(values), ['name']));
}

/**
 * Takes a part out of the programme.
 * Errors: Rejected when it is gone already
 */
export async function removeAgendaItem(tx: Tx, by: Organiser, item: string): Promise<void> {
	const done = await tx
		.deleteFrom('events.agenda_item')
		.where('id', '=', item)
		.where('meeting_id', '=', by.meeting)
		.returning('title')
		.executeTakeFirst();
	if (!done) throw new Rejected((language) => words(language)('itemGone'));
	await note(tx, by, 'agendaRemoved', { title: done.title });
}

/** Enters somebody who contributes; without consent the name stays with the organisers. */
export async function addSpeaker(tx: Tx, by: Organiser, input: SpeakerInput, now: Date): Promise<string> {
	const { id } = await tx
		.insertInto('events.speaker')
		.values({
			region_id: by.region,
			name: input.speakerName,
			affiliation: input.affiliation,
			about: input.about,
			name_consent_at: input.nameConsent ? now : null,
			entered_for: by.meeting,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

/** Notes or withdraws the consent to be named of somebody who was entered for this meeting; a coordinator may for all. */
export async function setSpeakerConsent(tx: Tx, by: Organiser, speaker: string, consents: boolean, now: Date): Promise<void> {
	const one = tx
		.updateTable('events.speaker')
		.set({ name_consent_at: consents ? now : null })
		.where('id', '=', speaker);
	const done = await (by.isCoordinator ? one : one.where('entered_for', '=', by.meeting)).returning('id').executeTakeFirst();
	if (!done) throw new Rejected((language) => words(language)('unknownChoice'));
	await note(tx, by, consents ? 'speakerConsented' : 'speakerWithdrew');
}

/** Adds a topic that workshops can carry; a known name is the same topic. */
export async function addTopic(tx: Tx, by: { region: number }, name: string): Promise<string> {
	const { id } = await tx
		.insertInto('events.topic')
		.values({ region_id: by.region, name })
		.onConflict((conflict) => conflict.columns(['region_id', 'name']).doUpdateSet((eb) => ({ name: eb.ref('excluded.name') })))
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}
