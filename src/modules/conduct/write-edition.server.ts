import type { Organiser } from '#modules/events/access.ts';
import { agenda, meetingById } from '#modules/events/read.server.ts';
import { team } from '#modules/events/read-team.server.ts';
import * as events from '#modules/events/write.server.ts';
import * as formats from '#modules/events/write-format.server.ts';
import { addTeamMember } from '#modules/events/write-team.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { isAskedThere } from '#modules/thread/read.server.ts';
import { reject } from '#modules/thread/write.server.ts';
import { workshops } from '#modules/workshops/read.server.ts';
import { addWorkshop } from '#modules/workshops/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { clockAfter, minutesBetween, parts } from '#platform/time/time.ts';

/**
 * Removes a format that never had an edition, and that no mandate names as the kind of meeting that asks about it.
 * Errors: as of the events room; Rejected where a mandate names it
 */
export async function removeFormat(tx: Tx, by: Coordinator, format: string): Promise<void> {
	await formats.holdFormat(tx, format);
	if (await isAskedThere(tx, by, format)) throw reject('formatAsks');
	await formats.removeFormat(tx, by, format);
}

/** What the next edition takes over from an earlier one: never people who speak, lead or take part, for they have not been asked. */
export interface TakenOver {
	agenda: boolean;
	/** In the phases of the programme if that is taken over too. */
	workshops: boolean;
	team: boolean;
}

/**
 * Takes over parts of an earlier meeting. The programme moves along with the hour at which the new one begins; where it would
 * run past midnight it keeps its own hours.
 */
export async function takeOver(tx: Tx, by: Organiser, from: Organiser, what: TakenOver): Promise<void> {
	const phases = what.agenda ? await takeAgenda(tx, by, from) : new Map<string, string>();
	if (what.workshops)
		for (const { title, description, topic, room, capacity, minimum, runs } of await workshops(tx, from.meeting))
			await addWorkshop(tx, by, {
				title,
				description,
				topic: topic ?? '',
				leader: null,
				room,
				capacity,
				minimum,
				phases: runs.flatMap(({ phase }) => phases.get(phase ?? '') ?? []),
			});
	if (what.team)
		for (const { name, email, function: memberFunction } of await team(tx, from))
			await addTeamMember(tx, by, { memberName: name, memberEmail: email, memberFunction });
}

/** The parts of the new programme by those of the old. */
async function takeAgenda(tx: Tx, by: Organiser, from: Organiser): Promise<Map<string, string>> {
	const [before, after] = [await meetingById(tx, from.meeting), await meetingById(tx, by.meeting)];
	const items = await agenda(tx, from.meeting);
	const shift = before && after ? minutesBetween(before.startsAt, after.startsAt) : 0;
	const moved = (at: Date, minutes: number) => clockAfter(parts(at).time, minutes);
	const isWithinDay = items.every(({ startsAt, endsAt }) => {
		const [start, end] = [moved(startsAt, shift), moved(endsAt, shift)];
		return start !== undefined && end !== undefined && start < end;
	});
	const taken = new Map<string, string>();
	for (const { id, kind, title, description, track, room, startsAt, endsAt } of items) {
		const minutes = isWithinDay ? shift : 0;
		const input = { kind, title, description, track, room, speaker: null };
		const [start, end] = [moved(startsAt, minutes) ?? '', moved(endsAt, minutes) ?? ''];
		taken.set(id, await events.addAgendaItem(tx, by, { ...input, start, end }));
	}
	return taken;
}
