import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import * as events from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayOf, daysAfter } from '#platform/time/time.ts';
import { LONGEST_DAYS } from './rules.ts';
import type { Answered, QuestionInput } from './schema-question.ts';
import { words } from './words.ts';

const MOST_QUESTIONS = 20;

const reject = (key: 'questionGone' | 'deleteOnWrong' | 'questionTooMany', field?: string) =>
	new Rejected((language) => words(language)(key, { days: LONGEST_DAYS, most: MOST_QUESTIONS }), field);

/**
 * Adds a question to the organiser's meeting.
 * Errors: Rejected when its answers would be deleted before the meeting or kept for too long, or there are too many
 */
export async function ask(tx: Tx, by: Organiser, input: QuestionInput): Promise<string> {
	const meeting = await events.lockedMeeting(tx, by);
	const last = dayOf(daysAfter(meeting.endsAt, LONGEST_DAYS, '12:00'));
	if (input.deleteOn < dayOf(meeting.endsAt) || input.deleteOn > last) throw reject('deleteOnWrong', 'goneDay');
	const { count } = await tx
		.selectFrom('registration.question')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('meeting_id', '=', by.meeting)
		.executeTakeFirstOrThrow();
	if (Number(count) >= MOST_QUESTIONS) throw reject('questionTooMany', 'label');
	const { deleteOn, ...facts } = input;
	const { id } = await tx
		.insertInto('registration.question')
		.values({ region_id: by.region, meeting_id: by.meeting, ...facts, delete_on: deleteOn, asked_by: by.person })
		.returning('id')
		.executeTakeFirstOrThrow();
	await events.note(tx, by, 'questionAdded', null, { title: input.label });
	return id;
}

/**
 * Takes a question back; what was answered is deleted with it.
 * Errors: Rejected when it is gone already
 */
export async function takeBack(tx: Tx, by: Organiser, id: string): Promise<void> {
	const done = await tx
		.deleteFrom('registration.question')
		.where('id', '=', id)
		.where('meeting_id', '=', by.meeting)
		.returning('label')
		.executeTakeFirst();
	if (!done) throw reject('questionGone');
	await events.note(tx, by, 'questionRemoved', { title: done.label });
}

/**
 * Keeps what somebody answered, in place of what they answered before.
 * Shape:  answers to questions that were taken back or outlived meanwhile are left out
 */
export async function saveAnswers(tx: Tx, region: number, place: string, answers: readonly Answered[]): Promise<void> {
	await tx.deleteFrom('registration.answer').where('place_id', '=', place).execute();
	if (answers.length === 0) return;
	const known = await tx
		.selectFrom('registration.question as question')
		.innerJoin('registration.place as person', (join) =>
			join.onRef('person.region_id', '=', 'question.region_id').onRef('person.meeting_id', '=', 'question.meeting_id'),
		)
		.select('question.id')
		.where('person.id', '=', place)
		.forShare('question')
		.execute();
	const rows = answers
		.filter(({ question }) => known.some(({ id }) => id === question))
		.map(({ question, answer }) => ({ region_id: region, place_id: place, question_id: question, answer }));
	if (rows.length > 0) await tx.insertInto('registration.answer').values(rows).execute();
}

/**
 * Moves the days on which answers are deleted along with their meeting.
 * Unit:   days = by how many the meeting moved
 */
export async function moveQuestions(tx: Tx, meeting: string, days: number): Promise<void> {
	await tx
		.updateTable('registration.question')
		.set({ delete_on: sql`delete_on + ${days}::integer` })
		.where('meeting_id', '=', meeting)
		.execute();
}

/**
 * Deletes the answers to questions whose day has come; the question stays.
 * Unit:   today = calendar day, "2027-03-16"
 */
export async function eraseAnswers(tx: Tx, today: string): Promise<void> {
	await tx
		.deleteFrom('registration.answer')
		.where('question_id', 'in', (eb) =>
			eb
				.selectFrom('registration.question')
				.select('id')
				.where('delete_on', '<=', today as never),
		)
		.execute();
}
