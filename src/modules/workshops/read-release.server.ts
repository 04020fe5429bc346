import { createHash } from 'node:crypto';
import type { Organiser } from '#modules/events/access.ts';
import { type AgendaItem, agenda } from '#modules/events/read.server.ts';
import type { AgendaKind } from '#modules/events/rules.ts';
import type { Tx } from '#platform/db/database.ts';
import { publicationOf, seats, type Workshop, wishesByPlace, workshops } from './read.server.ts';
import { changesBetween, concerning, type Programme, type ProgrammeChange } from './rules-release.ts';

/** The programme as it is being worked on. */
export async function programmeNow(tx: Tx, meeting: string): Promise<Programme> {
	return {
		items: (await agenda(tx, meeting)).map(({ speaker: _, startsAt, endsAt, ...item }) => ({
			...item,
			startsAt: startsAt.toISOString(),
			endsAt: endsAt.toISOString(),
		})),
		workshops: (await workshops(tx, meeting)).map(({ id, title, description, topic, leaderId, room, runs }) => ({
			id,
			title,
			description,
			topic,
			leaderId,
			room,
			phases: runs.map(({ phase }) => phase),
		})),
	};
}

/** A version of a programme, without the programme itself. */
export interface Release {
	number: number;
	note: string;
	changes: ProgrammeChange[];
	told: number;
	at: Date;
	by: string | null;
}

/** The versions of a meeting's programme, the latest first. */
export async function releases(tx: Tx, by: Organiser): Promise<Release[]> {
	const rows = await tx
		.selectFrom('workshops.release as release')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'release.region_id').onRef('person.id', '=', 'release.released_by'),
		)
		.select(['release.number', 'release.note', 'release.changes', 'release.told', 'release.released_at as at', 'person.name as by'])
		.where('release.meeting_id', '=', by.meeting)
		.orderBy('release.number', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, changes: row.changes as unknown as ProgrammeChange[] }));
}

/** The version that everybody sees; undefined where none was released. */
export async function lastRelease(tx: Tx, meeting: string): Promise<{ number: number; programme: Programme; at: Date } | undefined> {
	const row = await tx
		.selectFrom('workshops.release')
		.select(['number', 'programme', 'released_at as at'])
		.where('meeting_id', '=', meeting)
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row && { ...row, programme: row.programme as unknown as Programme };
}

/** One version's changes and note. */
export async function releaseOf(tx: Tx, meeting: string, number: number): Promise<Pick<Release, 'note' | 'changes'> | undefined> {
	const row = await tx
		.selectFrom('workshops.release')
		.select(['note', 'changes'])
		.where('meeting_id', '=', meeting)
		.where('number', '=', number)
		.executeTakeFirst();
	return row && { note: row.note, changes: row.changes as unknown as ProgrammeChange[] };
}

/** What is worked on and not released yet; null where nothing was ever released, or nothing changed. */
export async function unreleased(tx: Tx, meeting: string): Promise<ProgrammeChange[] | null> {
	const last = await lastRelease(tx, meeting);
	if (!last) return null;
	const changes = changesBetween(last.programme, await programmeNow(tx, meeting));
	return changes.length > 0 ? changes : null;
}

/** What tells one list of changes from another. */
export const digestOf = (changes: readonly ProgrammeChange[]): string =>
	createHash('sha256').update(JSON.stringify(changes)).digest('base64url').slice(0, 22);

/** Somebody whom changes concern, with the workshops through which they do. */
export interface Concerned {
	place: string;
	workshops: string[];
}

/** Whom changes concern: who sits in a workshop or, as long as places are not known, wishes it; everybody with a place for the rest. */
export async function concerned(tx: Tx, by: Organiser, changes: readonly ProgrammeChange[]): Promise<Concerned[]> {
	const people = await tx
		.selectFrom('registration.place')
		.select('id')
		.where('meeting_id', '=', by.meeting)
		.where('state', 'in', ['confirmed', 'offered'])
		.orderBy('id')
		.execute();
	const theirs = new Map<string, string[]>();
	if (await publicationOf(tx, by.meeting)) {
		for (const { place, workshop } of await seats(tx, by.meeting))
			if (workshop) theirs.set(place, [...(theirs.get(place) ?? []), workshop]);
	} else for (const [place, wished] of await wishesByPlace(tx, by)) theirs.set(place, wished);
	const changed = new Set(changes.flatMap(({ concerns }) => concerns ?? []));
	return people
		.map(({ id }) => ({ place: id, workshops: (theirs.get(id) ?? []).filter((one) => changed.has(one)) }))
		.filter(({ workshops: mine }) => concerning(changes, new Set(mine)).length > 0);
}

/** A programme as everybody sees it. */
export interface Shown {
	items: AgendaItem[];
	workshops: Workshop[];
	version: { number: number; at: Date } | null;
}

/**
 * The programme that everybody sees: the version that was released last, with seats, cancellations and consents of this moment;
 * what is worked on where nothing was released.
 */
export async function shownProgramme(tx: Tx, meeting: string): Promise<Shown> {
	const all = await workshops(tx, meeting);
	const last = await lastRelease(tx, meeting);
	if (!last) return { items: await agenda(tx, meeting), workshops: all, version: null };
	const { programme, number, at } = last;
	const named = new Set([...programme.items.map(({ speakerId }) => speakerId), ...programme.workshops.map(({ leaderId }) => leaderId)]);
	const speakers = await speakersOf(
		tx,
		[...named].filter((id) => id !== null),
	);
	const live = new Map(all.map((one) => [one.id, one]));
	const times = new Map(programme.items.map((item) => [item.id, item]));
	return {
		version: { number, at },
		items: programme.items.map(({ kind, startsAt, endsAt, speakerId, ...item }) => ({
			...item,
			kind: kind as AgendaKind,
			startsAt: new Date(startsAt),
			endsAt: new Date(endsAt),
			speakerId,
			speaker: speakerId ? (speakers.get(speakerId) ?? null) : null,
		})),
		workshops: programme.workshops.flatMap(({ id, title, description, topic, leaderId, room, phases }) => {
			const now = live.get(id);
			if (!now) return [];
			const leader = leaderId ? speakers.get(leaderId) : undefined;
			return [
				{
					...now,
					title,
					description,
					topic,
					leaderId,
					leader: leader ? { name: leader.name, affiliation: leader.affiliation } : null,
					room,
					runs: phases.map((phase) => {
						const run = now.runs.find((one) => one.phase === phase);
						const item = phase === null ? undefined : times.get(phase);
						return {
							id: run?.id ?? '',
							phase,
							phaseTitle: item?.title ?? '',
							startsAt: item ? new Date(item.startsAt) : null,
							endsAt: item ? new Date(item.endsAt) : null,
							taken: run?.taken ?? 0,
							isCancelled: run?.isCancelled ?? false,
						};
					}),
				},
			];
		}),
	};
}

async function speakersOf(tx: Tx, ids: readonly string[]) {
	if (ids.length === 0) return new Map<string, { name: string | null; affiliation: string; about: string }>();
	const rows = await tx
		.selectFrom('events.speaker')
		.select(['id', 'name', 'affiliation', 'about', 'name_consent_at'])
		.where('id', 'in', [...ids])
		.execute();
	return new Map(rows.map(({ id, name, name_consent_at, ...rest }) => [id, { ...rest, name: name_consent_at ? name : null }]));
}
