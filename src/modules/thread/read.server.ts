import { sql } from 'kysely';
import type { Organiser } from '#modules/events/access.ts';
import { type Actor, type Coordinator, coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isSigned, keyFor, linkParts, sign } from '#platform/session/secret.ts';
import { dayOf } from '#platform/time/time.ts';
import { type Carer, carer } from './access.ts';
import type { Body } from './read-group.server.ts';
import { type Asking, dueDay, type Entry, isLate, type Kind, nextAsking, type Standing, standing } from './rules.ts';

/** Something that was said of a mandate, and by whom: the name of an account, or null for whoever takes care. */
export interface SaidEntry extends Entry {
	by: string | null;
	/** The meeting that asked what became of it, if one did. */
	meeting: { id: string; title: string } | null;
}

/** A mandate with everything that was said of it, the first first. */
export interface Mandate {
	id: string;
	title: string;
	/** The priority it comes from, if it does. */
	bundle: string | null;
	/** Where it was given. */
	meeting: { id: string; slug: string; title: string };
	carer: { name: string; email: string; hasLeft: boolean } | null;
	entries: SaidEntry[];
	standing: Standing;
	/** The day until which it is due: of the next meeting, where that is when and the meeting is known. */
	dueOn: string | null;
	/** The kind of meeting that asks what became of it, where that is not the one that gave it. */
	asking: { id: string; name: string } | null;
	/** Which body of the region is asked now, where it is one that the region knows. */
	body: Body;
	/** Everybody may read of it. */
	isPublic: boolean;
	/** The number of the link of whoever takes care. */
	link: number;
	/** Another one once something was said of it, or somebody else takes care. */
	stamp: string;
}

const mandates = (tx: Tx) =>
	tx
		.selectFrom('thread.mandate as mandate')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'mandate.region_id').onRef('meeting.id', '=', 'mandate.meeting_id'),
		)
		.leftJoin('thread.carer as carer', (join) =>
			join.onRef('carer.region_id', '=', 'mandate.region_id').onRef('carer.mandate_id', '=', 'mandate.id'),
		)
		.select([
			'mandate.id',
			'mandate.title',
			'mandate.bundle_id as bundle',
			'mandate.is_public as isPublic',
			'mandate.link_version as link',
			'meeting.id as meeting',
			'meeting.slug',
			'meeting.title as meetingTitle',
			'carer.name as carerName',
			'carer.email as carerEmail',
			'carer.left_at as leftAt',
		])
		.orderBy('meeting.starts_at')
		.orderBy('mandate.title')
		.orderBy('mandate.id');

const dayAt = (meeting: Asking | undefined): string | null => (meeting ? dayOf(meeting.startsAt) : null);

/** Meetings that are editions of a kind, published and not called off, by the time of their beginning: of a draft nobody is told when it is. */
async function askings(tx: Tx): Promise<Asking[]> {
	return tx
		.selectFrom('events.edition as edition')
		.innerJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'edition.region_id').onRef('meeting.id', '=', 'edition.meeting_id'),
		)
		.leftJoin('events.cancellation as off', (join) =>
			join.onRef('off.region_id', '=', 'meeting.region_id').onRef('off.meeting_id', '=', 'meeting.id'),
		)
		.innerJoin('events.publication as told', (join) =>
			join.onRef('told.region_id', '=', 'meeting.region_id').onRef('told.meeting_id', '=', 'meeting.id'),
		)
		.select(['meeting.id as meeting', 'edition.format_id as format', 'edition.area_id as area', 'meeting.starts_at as startsAt'])
		.where('off.meeting_id', 'is', null)
		.orderBy('meeting.starts_at')
		.execute();
}

/** Mandates with what was said of them: three queries, however many there are. */
async function whole(tx: Tx, rows: Awaited<ReturnType<ReturnType<typeof mandates>['execute']>>): Promise<Mandate[]> {
	const said =
		rows.length === 0
			? []
			: await tx
					.selectFrom('thread.entry as entry')
					.leftJoin('people.person as person', (join) =>
						join.onRef('person.region_id', '=', 'entry.region_id').onRef('person.id', '=', 'entry.actor_id'),
					)
					.leftJoin('events.meeting as meeting', (join) =>
						join.onRef('meeting.region_id', '=', 'entry.region_id').onRef('meeting.id', '=', 'entry.meeting_id'),
					)
					.leftJoin('events.format as format', (join) =>
						join.onRef('format.region_id', '=', 'entry.region_id').onRef('format.id', '=', 'entry.asking_id'),
					)
					.select([
						'entry.mandate_id as mandate',
						'entry.number',
						'entry.kind',
						'entry.at',
						'entry.asked',
						'entry.step',
						'entry.due',
						'entry.note',
						'entry.group_id as group',
						'entry.organisation_id as organisation',
						'format.id as asking',
						'format.name as askingName',
						'person.name as by',
						'meeting.id as meeting',
						'meeting.title as meetingTitle',
					])
					.where(
						'entry.mandate_id',
						'in',
						rows.map(({ id }) => id),
					)
					.orderBy('entry.number')
					.execute();
	const byMandate = Map.groupBy(said, ({ mandate }) => mandate);
	const meetings = said.length === 0 ? [] : await askings(tx);
	return rows.map(({ id, title, bundle, isPublic, link, meeting, slug, meetingTitle, carerName, carerEmail, leftAt }) => {
		const own = byMandate.get(id) ?? [];
		const entries = own.map(({ number, kind, at, asked, step, due, note, by, meeting: asked_, meetingTitle: askedTitle, askingName }) => ({
			number,
			kind: kind as Kind,
			at,
			asked,
			step,
			due,
			note,
			by,
			meeting: asked_ === null ? null : { id: asked_, title: askedTitle ?? '' },
			asking: askingName ?? '',
		}));
		const { group = null, organisation = null, asking = null, askingName } = own.at(-1) ?? {};
		const stands = standing(entries);
		return {
			id,
			title,
			bundle,
			meeting: { id: meeting, slug, title: meetingTitle },
			carer: carerName === null ? null : { name: carerName, email: carerEmail ?? '', hasLeft: leftAt !== null },
			entries,
			standing: stands,
			dueOn: stands.due === 'next' ? dayAt(nextAsking(meetings, { meeting, asking, entries })) : dueDay(stands.due),
			body: { group, organisation },
			asking: asking === null ? null : { id: asking, name: askingName ?? '' },
			isPublic,
			link,
			stamp: `${entries.length}.${link}`,
		};
	});
}

/** The mandates that these meetings gave; a fixed number of queries. For those who may read of them only. */
export const mandatesAt = async (tx: Tx, meetings: readonly string[]): Promise<Mandate[]> =>
	meetings.length === 0 ? [] : whole(tx, await mandates(tx).where('mandate.meeting_id', 'in', meetings).execute());

/** The mandates that the organiser's meeting gave. A fixed number of queries. */
export const mandatesOf = async (tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Mandate[]> =>
	whole(tx, await mandates(tx).where('mandate.meeting_id', '=', by.meeting).execute());

/** What began at no meeting, or at one that was published and not called off: of others, nothing is told to everybody. */
export const isTold = (meeting: 'statement.meeting_id' | 'agreement.meeting_id') =>
	sql<boolean>`(${sql.ref(meeting)} is null or exists (select from events.publication as told where told.meeting_id = ${sql.ref(meeting)})
		and not exists (select from events.cancellation as off where off.meeting_id = ${sql.ref(meeting)}))`;

/** Earlier meetings of the same kind and area, as a query of their ids; none for a meeting that is no edition of a format. */
export const earlierMeetings = (tx: Tx, meeting: string) =>
	tx
		.selectFrom('events.edition as now')
		.innerJoin('events.meeting as this', (join) =>
			join.onRef('this.region_id', '=', 'now.region_id').onRef('this.id', '=', 'now.meeting_id'),
		)
		.innerJoin('events.edition as before', (join) =>
			join
				.onRef('before.region_id', '=', 'now.region_id')
				.onRef('before.format_id', '=', 'now.format_id')
				.on((eb) => eb('before.area_id', 'is not distinct from', eb.ref('now.area_id'))),
		)
		.innerJoin('events.meeting as held', (join) =>
			join.onRef('held.region_id', '=', 'before.region_id').onRef('held.id', '=', 'before.meeting_id'),
		)
		.select('held.id')
		.where('now.meeting_id', '=', meeting)
		.whereRef('held.starts_at', '<', 'this.starts_at');

/** Mandates of earlier meetings that a meeting of this one's kind was ever to ask about, in its area or where there is none. */
const sentHere = (tx: Tx, meeting: string) =>
	tx
		.selectFrom('events.edition as now')
		.innerJoin('events.meeting as this', (join) =>
			join.onRef('this.region_id', '=', 'now.region_id').onRef('this.id', '=', 'now.meeting_id'),
		)
		.innerJoin('thread.entry as entry', (join) =>
			join.onRef('entry.region_id', '=', 'now.region_id').onRef('entry.asking_id', '=', 'now.format_id'),
		)
		.innerJoin('thread.mandate as sent', (join) =>
			join.onRef('sent.region_id', '=', 'entry.region_id').onRef('sent.id', '=', 'entry.mandate_id'),
		)
		.innerJoin('events.meeting as gave', (join) =>
			join.onRef('gave.region_id', '=', 'sent.region_id').onRef('gave.id', '=', 'sent.meeting_id'),
		)
		.leftJoin('events.edition as given', (join) =>
			join.onRef('given.region_id', '=', 'sent.region_id').onRef('given.meeting_id', '=', 'sent.meeting_id'),
		)
		.select('sent.id')
		.where('now.meeting_id', '=', meeting)
		.whereRef('gave.starts_at', '<', 'this.starts_at')
		.where((eb) =>
			eb.or([eb('now.area_id', 'is', null), eb('given.area_id', 'is', null), eb('now.area_id', '=', eb.ref('given.area_id'))]),
		);

/**
 * What this meeting asks about: what earlier ones of its kind and area asked for, and what those of other kinds sent to it; what is open, and what was ended
 * here.
 * Shape:  nothing for a meeting that is no edition of a format
 */
export async function carriedTo(tx: Tx, by: Pick<Organiser, 'meeting'>): Promise<Mandate[]> {
	const kind = await tx.selectFrom('events.edition').select('format_id as format').where('meeting_id', '=', by.meeting).executeTakeFirst();
	if (!kind) return [];
	const [own, sent] = [earlierMeetings(tx, by.meeting), sentHere(tx, by.meeting)];
	const rows = await mandates(tx)
		.select((eb) => eb('mandate.meeting_id', 'in', own).as('isOwn'))
		.where((eb) => eb.or([eb('mandate.meeting_id', 'in', own), eb('mandate.id', 'in', sent)]))
		.execute();
	const isOwn = new Set(rows.flatMap((row) => (row.isOwn ? row.id : [])));
	const all = (await whole(tx, rows)).filter(({ id, asking }) => (asking === null ? isOwn.has(id) : asking.id === kind.format));
	return all.filter(({ standing: { state }, entries }) => state === 'open' || entries.at(-1)?.meeting?.id === by.meeting);
}

/** One mandate that the organiser's meeting gave or asks about; undefined for any other. */
export async function mandateFor(tx: Tx, by: Pick<Organiser, 'meeting'>, id: string): Promise<Mandate | undefined> {
	const own = await whole(tx, await mandates(tx).where('mandate.id', '=', id).where('mandate.meeting_id', '=', by.meeting).execute());
	return own[0] ?? (await carriedTo(tx, by)).find((one) => one.id === id);
}

/** The mandate that a carer's link is about. */
export async function mandateOf(tx: Tx, by: Pick<Carer, 'mandate'>): Promise<Mandate | undefined> {
	return (await whole(tx, await mandates(tx).where('mandate.id', '=', by.mandate).execute()))[0];
}

/** All mandates of the region, by meeting; for jobs, and for those who may read of all. A fixed number of queries. */
export const everyMandate = async (tx: Tx): Promise<Mandate[]> => whole(tx, await mandates(tx).execute());

/** Mandates of all meetings of the region, or of those that somebody prepares, by meeting. A fixed number of queries. */
export async function allMandates(tx: Tx, by: Actor): Promise<Mandate[]> {
	return coordinator(by) ? everyMandate(tx) : mandatesAt(tx, by.teams);
}

/** Whether a kind of meeting was ever named as the one that asks about a mandate. */
export async function isAskedThere(tx: Tx, _by: Coordinator, format: string): Promise<boolean> {
	const row = await tx.selectFrom('thread.entry').select('mandate_id').where('asking_id', '=', format).limit(1).executeTakeFirst();
	return row !== undefined;
}

/** Those of all mandates that should be done by now. Shape: today = "2026-11-25" */
export const lateMandates = async (tx: Tx, by: Actor, today: string): Promise<Mandate[]> =>
	(await allMandates(tx, by)).filter((one) => isLate(one.standing, one.dueOn, today));

/** How many open mandates ask each body that the region knows. Shape: by the id of a working group or an organisation */
export async function openAskedOf(tx: Tx, _by: Coordinator): Promise<Record<string, number>> {
	const open: Record<string, number> = {};
	for (const { body, standing: how } of await everyMandate(tx)) {
		const id = body.group ?? body.organisation;
		if (id && how.state === 'open') open[id] = (open[id] ?? 0) + 1;
	}
	return open;
}

/** What a working group is asked to do, and was. */
export async function mandatesAskedOf(tx: Tx, _by: Coordinator, group: string): Promise<Mandate[]> {
	const ever = tx.selectFrom('thread.entry').select('mandate_id').where('group_id', '=', group);
	return (await whole(tx, await mandates(tx).where('mandate.id', 'in', ever).execute())).filter(({ body }) => body.group === group);
}

const PURPOSE = 'mandate link';
const signed = (id: string, version: number) => `mandate ${id} ${version}`;

/** The token of whoever takes care; never stored, and another one once somebody else does. */
export async function carerToken(tx: Tx, region: number, id: string): Promise<string> {
	const { link_version: version } = await tx
		.selectFrom('thread.mandate')
		.select('link_version')
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	return `${id}.${sign(await keyFor(tx, region, PURPOSE), signed(id, version))}`;
}

/** The proof that somebody came by the link of whoever takes care; undefined otherwise. */
export async function carerBy(tx: Tx, region: number, token: string): Promise<Carer | undefined> {
	const [id, signature] = linkParts(token);
	const row = id ? await tx.selectFrom('thread.mandate').select('link_version').where('id', '=', id).executeTakeFirst() : undefined;
	if (!row || !isSigned(await keyFor(tx, region, PURPOSE), signed(id, row.link_version), signature)) return undefined;
	return carer(region, id, row.link_version);
}
