import type { Organiser } from '#modules/events/access.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Participant } from './access.ts';
import type { Answered, QuestionKind } from './schema-question.ts';

/** A question that a meeting asks. */
export interface Question {
	id: string;
	label: string;
	purpose: string;
	kind: QuestionKind;
	options: string[];
	required: boolean;
	/** Calendar day on which answers are deleted, "2027-03-16" */
	deleteOn: string;
}

/** The questions of a meeting, in the order they were thought of. */
export async function questions(tx: Tx, meeting: string): Promise<Question[]> {
	const rows = await tx
		.selectFrom('registration.question')
		.select(['id', 'label', 'purpose', 'kind', 'options', 'required', 'delete_on as deleteOn'])
		.where('meeting_id', '=', meeting)
		.orderBy('asked_at')
		.orderBy('id')
		.execute();
	return rows.map((row) => ({ ...row, kind: row.kind as QuestionKind, deleteOn: String(row.deleteOn) }));
}

/** What somebody answered. */
export async function answersOf(tx: Tx, by: Pick<Participant, 'place'>): Promise<Answered[]> {
	return tx.selectFrom('registration.answer').select(['question_id as question', 'answer']).where('place_id', '=', by.place).execute();
}

/** What the people of the organiser's meeting answered, by person. One query. */
export async function answersByPlace(tx: Tx, by: Organiser): Promise<Map<string, Map<string, string>>> {
	const rows = await tx
		.selectFrom('registration.answer as answer')
		.innerJoin('registration.question as question', (join) =>
			join.onRef('question.region_id', '=', 'answer.region_id').onRef('question.id', '=', 'answer.question_id'),
		)
		.select(['answer.place_id as place', 'answer.question_id as question', 'answer.answer'])
		.where('question.meeting_id', '=', by.meeting)
		.execute();
	return new Map(
		[...Map.groupBy(rows, ({ place }) => place)].map(([place, all]) => [place, new Map(all.map((one) => [one.question, one.answer]))]),
	);
}

/** Somebody who allowed others to see their name, or their address as well. */
export interface Other {
	name: string;
	organisation: string;
	/** Only between two who both allowed it. */
	email: string | null;
}

/**
 * The others who come, as far as they want to be seen: on the list those who agreed to it, with their address those who share
 * contacts, and only for somebody who does so as well.
 */
export async function others(tx: Tx, by: Pick<Participant, 'meeting' | 'place'>): Promise<Other[]> {
	const consent = (purpose: 'list' | 'contact') => (place: 'place.id' | 'own.id') =>
		tx
			.selectFrom('registration.consent as consent')
			.select('consent.purpose')
			.whereRef('consent.place_id', '=', place as never)
			.where('consent.purpose', '=', purpose);
	const shares = (await tx.selectFrom('registration.consent').select('purpose').where('place_id', '=', by.place).execute()).some(
		({ purpose }) => purpose === 'contact',
	);
	const rows = await tx
		.selectFrom('registration.place as place')
		.select((eb) => [
			'place.name',
			'place.organisation_name as organisation',
			'place.email',
			eb.exists(consent('contact')('place.id')).as('isShared'),
			eb.exists(consent('list')('place.id')).as('isListed'),
		])
		.where('place.meeting_id', '=', by.meeting)
		.where('place.state', '=', 'confirmed')
		.where('place.id', '<>', by.place)
		.execute();
	const byName = new Intl.Collator('de');
	return rows
		.map(({ isShared, isListed, email, ...row }) => ({ ...row, isListed, email: shares && isShared ? email : null }))
		.filter(({ isListed, email }) => isListed || email)
		.map(({ isListed: _, ...one }) => one)
		.sort((a, b) => byName.compare(a.name, b.name));
}
