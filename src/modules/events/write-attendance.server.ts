import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import type { Organiser } from './access.ts';
import type { AttendanceInput } from './schema.ts';
import { words } from './words.ts';
import { lockedMeeting, note } from './write.server.ts';

/**
 * Notes how many people came.
 * Errors: Rejected as long as the meeting has not begun
 */
export async function noteAttendance(tx: Tx, by: Organiser, input: AttendanceInput, now: Date): Promise<void> {
	const meeting = await lockedMeeting(tx, by);
	if (meeting.startsAt > now) throw new Rejected((language) => words(language)('attendance.early'), 'people');
	const values = { people: input.people, precision: input.precision, noted_at: now, noted_by: by.person };
	await tx
		.insertInto('events.attendance')
		.values({ region_id: by.region, meeting_id: by.meeting, ...values })
		.onConflict((conflict) => conflict.columns(['region_id', 'meeting_id']).doUpdateSet(values))
		.execute();
	await note(tx, by, 'attendanceNoted', null, { people: input.people });
}
