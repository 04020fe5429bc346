import { timeLine } from '#modules/events/output.server.ts';
import { editionName } from '#modules/events/output-format.server.ts';
import { type HeldFilter, heldMeetings, type Meeting } from '#modules/events/read.server.ts';
import { type Attendance, attendances } from '#modules/events/read-attendance.server.ts';
import { formats } from '#modules/events/read-format.server.ts';
import { municipalities } from '#modules/places/read.server.ts';
import { offers } from '#modules/registration/read.server.ts';
import { type Turnout, turnouts } from '#modules/registration/read-turnout.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';

/** A meeting that took place, with what is known of who came. */
export interface Held {
	slug: string;
	title: string;
	state: Meeting['state'];
	time: string;
	edition: string;
	/** Places that were taken. */
	registered: number;
	attendance: Attendance | undefined;
	turnout: Turnout | undefined;
	/** Municipalities from which somebody had a place, and how many the region has. */
	covered: number;
	of: number;
}

/** The archive holds so many years on one page; whoever looks further back chooses a year. */
const MOST = 200;

const knownPlaces = (turnout: Turnout | undefined): number => turnout?.municipality.filter(({ value }) => value !== '').length ?? 0;

/** The meetings that took place, the latest first, with who came as far as is known. A fixed number of queries. */
export async function archive(tx: Tx, ids: readonly string[] | null, now: Date, filter: HeldFilter, language: Language): Promise<Held[]> {
	const meetings = await heldMeetings(tx, ids, now, MOST, filter);
	const all = meetings.map(({ id }) => id);
	const known = await offers(tx, all);
	const came = await attendances(tx, all);
	const mixes = await turnouts(tx, all);
	const { length: of } = await municipalities(tx);
	const names = new Map(
		(await formats(tx)).flatMap((format) =>
			format.editions.flatMap((edition) =>
				edition.meeting ? [[edition.meeting.slug, editionName(language, format, edition)] as const] : [],
			),
		),
	);
	return meetings.map((meeting) => ({
		slug: meeting.slug,
		title: meeting.title,
		state: meeting.state,
		time: timeLine(meeting, language),
		edition: names.get(meeting.slug) ?? '',
		registered: known.get(meeting.id)?.taken ?? 0,
		attendance: came.get(meeting.id),
		turnout: mixes.get(meeting.id),
		covered: knownPlaces(mixes.get(meeting.id)),
		of,
	}));
}
