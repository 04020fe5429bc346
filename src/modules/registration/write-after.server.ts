import type { Organiser } from '#modules/events/access.ts';
import { lockedMeeting, note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import * as mail from '#platform/mail/mail.ts';
import { Rejected } from '#platform/rejected.ts';
import { linkEnds, type Participant } from './access.ts';
import { attendees, certificateCodes, certificateDigests } from './read-after.server.ts';
import { lengthOf } from './rules-after.ts';
import type { CertificatePlan, TakeawayInput } from './schema-after.ts';
import { words } from './words.ts';

/** Minutes in which nobody means to thank twice. */
const AGAIN_MIN = 10;

type Key = 'notBegun' | 'nobodyCame' | 'personGone' | 'thanks.justNow' | 'thanks.late' | 'certificate.tooLong';
const reject = (key: Key, field?: string) => new Rejected((language) => words(language)(key), field);

/**
 * Makes certificates out to everybody who came, by what is said of them now; those that say something else are replaced.
 * Shape:  the answer says how many there are now
 * Errors: Rejected before the meeting has begun, for more time than it took, and where nobody came
 */
export async function certify(tx: Tx, by: Organiser, plan: CertificatePlan, now: Date): Promise<number> {
	const meeting = await lockedMeeting(tx, by);
	if (meeting.startsAt > now) throw reject('notBegun');
	if (plan.minutes > Math.ceil(lengthOf(meeting) / 15) * 15) throw reject('certificate.tooLong', 'hours');
	const { signerFunction: signer_function, ...rest } = plan;
	const values = { ...rest, signer_function, made_by: by.person };
	await tx
		.insertInto('registration.certificate_plan')
		.values({ region_id: by.region, meeting_id: by.meeting, ...values })
		.onConflict((conflict) => conflict.columns(['region_id', 'meeting_id']).doUpdateSet(values))
		.execute();
	const people = await attendees(tx, by);
	if (people.length === 0) throw reject('nobodyCame');
	const codes = await certificateCodes(tx, by.region, people, plan.minutes);
	const rows = people.map(({ id, name }, at) => ({
		region_id: by.region,
		meeting_id: by.meeting,
		place_id: id,
		...certificateDigests(codes[at] ?? '', name),
	}));
	// Whatever holds and is not among these says something that is no longer so.
	await tx
		.updateTable('registration.certificate')
		.set({ replaced_at: now })
		.where('meeting_id', '=', by.meeting)
		.where('place_id', 'is not', null)
		.where('replaced_at', 'is', null)
		.where(
			'code_digest',
			'not in',
			rows.map(({ code_digest }) => code_digest),
		)
		.execute();
	await tx
		.insertInto('registration.certificate')
		.values(rows)
		.onConflict((conflict) => conflict.columns(['region_id', 'code_digest']).doUpdateSet({ replaced_at: null }))
		.execute();
	await note(tx, by, 'certified', null, { count: rows.length });
	return rows.length;
}

/**
 * Keeps what somebody takes away; with their name only where they want it.
 * Errors: Rejected before the meeting has begun
 */
export async function takeAway(tx: Tx, by: Participant, meeting: { startsAt: Date }, input: TakeawayInput, now: Date): Promise<void> {
	if (meeting.startsAt > now) throw reject('notBegun');
	const place = await tx.selectFrom('registration.place').select('state').where('id', '=', by.place).executeTakeFirst();
	if (place?.state !== 'confirmed') throw reject('personGone');
	await tx
		.insertInto('registration.takeaway')
		.values({ region_id: by.region, meeting_id: by.meeting, text: input.text, place_id: input.withName ? by.place : null })
		.execute();
}

/** Takes away what does not belong there. */
export async function removeTakeaway(tx: Tx, by: Organiser, id: string): Promise<void> {
	await tx.deleteFrom('registration.takeaway').where('id', '=', id).where('meeting_id', '=', by.meeting).execute();
}

/**
 * Thanks everybody who came by mail, with the way to everything that stays; the answer says how many.
 * Errors: Rejected before the meeting has begun, once personal links have ended, where nobody came who can be written to, and right after it was done
 */
export async function thank(tx: Tx, by: Organiser, text: string, now: Date): Promise<number> {
	const meeting = await lockedMeeting(tx, by);
	if (meeting.startsAt > now) throw reject('notBegun');
	if (linkEnds(meeting) <= now) throw reject('thanks.late');
	const people = (await attendees(tx, by)).filter(({ email }) => email);
	if (people.length === 0) throw reject('nobodyCame');
	const justNow = await tx
		.selectFrom('registration.mailing')
		.select('id')
		.where('meeting_id', '=', by.meeting)
		.where('kind', '=', 'thanks')
		.where('made_at', '>', new Date(now.getTime() - AGAIN_MIN * 60_000))
		.executeTakeFirst();
	if (justNow) throw reject('thanks.justNow');
	const { id: mailing } = await tx
		.insertInto('registration.mailing')
		.values({ region_id: by.region, meeting_id: by.meeting, kind: 'thanks', note: text, made_by: by.person })
		.returning('id')
		.executeTakeFirstOrThrow();
	await mail.enqueue(tx, by.region, 'registration.thanks', ...people.map(({ id: place }) => ({ place, mailing })));
	await note(tx, by, 'thanked', null, { count: people.length });
	return people.length;
}
