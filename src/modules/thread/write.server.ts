import { type Facilitator, facilitatorAs } from '#modules/boards/access.ts';
import { boardsOf } from '#modules/boards/read.server.ts';
import { isVoting } from '#modules/boards/rules.ts';
import { handOver } from '#modules/boards/write-handover.server.ts';
import type { Organiser } from '#modules/events/access.ts';
import { note } from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import * as mail from '#platform/mail/mail.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayOf, daysAfter } from '#platform/time/time.ts';
import type { Carer } from './access.ts';
import { everyMandate, type Mandate, mandateFor, mandateOf, mandatesOf } from './read.server.ts';
import { type Body, bodyNamed } from './read-group.server.ts';
import { decidedLists, undecided } from './read-priority.server.ts';
import { begunFrom, dueDay, type Kind, reminders, type Standing } from './rules.ts';
import type { Called, CorrectionInput, EndingInput, MandateInput, PostponementInput, ProgressInput, ShownInput } from './schema.ts';
import { words } from './words.ts';

type Key = Parameters<ReturnType<typeof words>>[0];

/** A refusal in the words of this room. */
export const reject = (key: Key, field?: string) => new Rejected((language) => words(language)(key), field);

/** Who says something of a mandate, and for which meeting that asks. */
interface Speaker {
	region: number;
	person: string | null;
	meeting: string | null;
}

interface Said extends Pick<Standing, 'asked' | 'step' | 'due'> {
	kind: Kind;
	note: string;
	body: Body;
	/** The kind of meeting that asks about it. */
	asking: string | null;
}

/** Adds what was said; whoever calls holds the mandate. */
async function append(tx: Tx, by: Speaker, mandate: string, number: number, { body, asking, ...said }: Said, now: Date): Promise<void> {
	await tx
		.insertInto('thread.entry')
		.values({
			region_id: by.region,
			mandate_id: mandate,
			number,
			at: now,
			actor_id: by.person,
			meeting_id: by.meeting,
			...said,
			group_id: body.group,
			organisation_id: body.organisation,
			asking_id: asking,
		})
		.execute();
}

/** A kind of meeting that somebody chose, or none. Errors: Rejected for one that there is not */
async function kindOf(tx: Tx, id: string | null): Promise<string | null> {
	if (id === null) return null;
	const known = await tx.selectFrom('events.format').select('id').where('id', '=', id).executeTakeFirst();
	if (!known) throw reject('unknownChoice', 'asking');
	return id;
}

const DAY_MS = 24 * 3600_000;

/** What whoever takes care may say by their link within a day. */
const MOST_A_DAY = 50;

/** Keeps a mandate from being spoken of by others until the transaction ends; 'gone' for one that the speaker has nothing to do with. */
async function held(tx: Tx, id: string, find: () => Promise<Mandate | undefined>): Promise<Mandate> {
	await tx.selectFrom('thread.mandate').select('id').where('id', '=', id).forUpdate().execute();
	return (await find()) ?? raise();
}

function raise(): never {
	throw reject('mandateGone');
}

async function remindOf(tx: Tx, region: number, mandate: string, day: string | null, now: Date): Promise<void> {
	for (const { days, on } of reminders(day, dayOf(now))) {
		const at = daysAfter(new Date(`${on}T12:00:00Z`), 0, '08:00');
		await enqueue(tx, 'mandate-reminder', { region, mandate, days }, { key: `mandate ${mandate} ${days}`, at });
	}
}

/** Ends the personal links of mandates: whoever takes care from now on gets another one. */
async function endLinks(tx: Tx, of: readonly string[]): Promise<void> {
	await tx
		.updateTable('thread.mandate')
		.set(({ eb }) => ({ link_version: eb('link_version', '+', 1) }))
		.where('id', 'in', of)
		.execute();
}

/** Notes who takes care, and tells them; somebody else's link ends. */
async function appoint(
	tx: Tx,
	region: number,
	mandate: string,
	before: Mandate['carer'],
	{ carerName: name, carerEmail: email }: Pick<MandateInput, 'carerName' | 'carerEmail'>,
): Promise<void> {
	const isSame = before !== null && !before.hasLeft && before.name === name && before.email === email;
	if (isSame || (name === '' && (before === null || before.hasLeft))) return;
	// The same person by another spelling keeps the link; another address is somebody else.
	if (before !== null && before.email !== email) await endLinks(tx, [mandate]);
	if (name === '') {
		await tx.deleteFrom('thread.carer').where('mandate_id', '=', mandate).execute();
		return;
	}
	await tx
		.insertInto('thread.carer')
		.values({ region_id: region, mandate_id: mandate, name, email })
		.onConflict((conflict) => conflict.columns(['region_id', 'mandate_id']).doUpdateSet({ name, email, left_at: null }))
		.execute();
	// Another spelling of the name is no news to the same address.
	if (email && (before === null || before.hasLeft || before.email !== email)) await mail.enqueue(tx, region, 'thread.mandate', { mandate });
}

/**
 * Gives a mandate, from a priority of the meeting or without one; whoever takes care is told. The same again changes nothing.
 * Shape:  key = random, made with the form
 * Errors: Rejected for a priority of another meeting or without a result, and for one that is a mandate already
 */
export async function give(tx: Tx, by: Organiser, input: MandateInput, now: Date): Promise<string> {
	const { asked, step, due } = input;
	const asking = await kindOf(tx, input.asking);
	if (input.bundle !== null) {
		const leads = await ownBundle(tx, by, input.bundle);
		const said = await tx.selectFrom('boards.handover').select('who').where('bundle_id', '=', input.bundle).executeTakeFirst();
		// Where it was open on purpose, or nothing was said, the list of priorities says so no longer.
		if (!said?.who) await handOver(tx, leads, { bundle: input.bundle, who: asked, step, due: '' });
	}
	const added = await tx
		.insertInto('thread.mandate')
		.values({
			region_id: by.region,
			meeting_id: by.meeting,
			bundle_id: input.bundle,
			title: input.title,
			...(input.key === null ? {} : { id: input.key }),
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!added && input.bundle === null && input.key !== null) {
		const there = (await mandatesOf(tx, by)).find(({ id }) => id === input.key);
		if (there?.title !== input.title) throw reject('unknownChoice');
		return input.key;
	}
	if (!added) throw reject('mandateThere');
	await append(
		tx,
		{ ...by, meeting: null },
		added.id,
		1,
		{ kind: 'given', asked, step, due, note: '', body: await bodyNamed(tx, asked), asking },
		now,
	);
	await appoint(tx, by.region, added.id, null, input);
	await remindOf(tx, by.region, added.id, dueDay(due), now);
	await note(tx, by, 'mandateGiven', null, { title: input.title });
	return added.id;
}

/** Makes mandates of all priorities for which the room named somebody. */
export async function giveHanded(tx: Tx, by: Organiser, now: Date): Promise<void> {
	const named = (await decidedLists(tx, by))
		.flatMap(({ list }) => list)
		.filter(({ decision, handed }) => decision === 'undecided' && handed?.who);
	for (const { bundle, title, handed } of named)
		await give(tx, by, { key: null, bundle, title, ...begunFrom(handed), carerName: '', carerEmail: '', asking: null }, now);
}

/** The proof that a priority is of the organiser's meeting, for its board. */
async function ownBundle(tx: Tx, by: Organiser, bundle: string): Promise<Organiser & Facilitator> {
	const row = await tx
		.selectFrom('boards.bundle as bundle')
		.innerJoin('boards.board as board', (join) =>
			join.onRef('board.region_id', '=', 'bundle.region_id').onRef('board.id', '=', 'bundle.board_id'),
		)
		.select('board.id')
		.where('bundle.id', '=', bundle)
		.where('board.meeting_id', '=', by.meeting)
		// One decides about a priority after the other.
		.forUpdate('bundle')
		.executeTakeFirst();
	const leads = row && facilitatorAs(by, { id: row.id, meeting: by.meeting });
	if (!leads) throw reject('unknownChoice', 'bundle');
	return { ...by, ...leads } as Organiser & Facilitator;
}

/**
 * Leaves priorities of the meeting open on purpose.
 * Errors: Rejected for a priority of another meeting, and for one that is a mandate
 */
export async function leaveOpen(tx: Tx, by: Organiser, bundles: readonly string[]): Promise<void> {
	for (const bundle of bundles) {
		const leads = await ownBundle(tx, by, bundle);
		const taken = await tx.selectFrom('thread.mandate').select('id').where('bundle_id', '=', bundle).executeTakeFirst();
		if (taken) throw reject('mandateThere');
		await handOver(tx, leads, { bundle, who: '', step: '', due: '' });
	}
}

/**
 * Sees that nothing is forgotten before a meeting is closed.
 * Errors: Rejected while people vote, and while a priority is neither a mandate nor left open on purpose
 */
export async function requireDecided(tx: Tx, by: Organiser): Promise<void> {
	if ((await boardsOf(tx, by)).some(({ state }) => isVoting(state))) throw reject('stillVoting');
	const count = await undecided(tx, by);
	if (count > 0) throw new Rejected((language) => words(language)('prioritiesUndecided', { count }));
}

const asOrganiser = (tx: Tx, by: Organiser, id: string) => held(tx, id, () => mandateFor(tx, by, id));
const speaker = (by: Organiser, { meeting }: Mandate): Speaker => ({
	region: by.region,
	person: by.person,
	meeting: meeting.id === by.meeting ? null : by.meeting,
});

/**
 * Puts right who is asked, for what, until when, and who takes care.
 * Errors: Rejected for a foreign mandate, and once it has ended
 */
export async function correct(tx: Tx, by: Organiser, { mandate: id, ...input }: CorrectionInput, now: Date): Promise<void> {
	const mandate = await asOrganiser(tx, by, id);
	const { state, ...before } = mandate.standing;
	if (input.seen !== '' && input.seen !== mandate.stamp) throw reject('mandateChanged');
	if (state !== 'open') throw reject('mandateEnded');
	const { asked, step, due } = input;
	// A body that was renamed since is still the one that was asked.
	const body = asked === before.asked ? mandate.body : await bodyNamed(tx, asked);
	const asking = await kindOf(tx, input.asking);
	if (asked !== before.asked || step !== before.step || due !== before.due || asking !== (mandate.asking?.id ?? null))
		await append(
			tx,
			speaker(by, mandate),
			id,
			mandate.entries.length + 1,
			{ kind: 'corrected', asked, step, due, note: '', body, asking },
			now,
		);
	await appoint(tx, by.region, id, mandate.carer, input);
	await remindOf(tx, by.region, id, dueDay(due), now);
}

/** Says something of a mandate that is open, or that is not any more. */
async function say(
	tx: Tx,
	by: Speaker,
	{ id, entries, standing, body, asking }: Mandate,
	said: Pick<Said, 'kind' | 'note'> & { due?: string },
	now: Date,
): Promise<void> {
	if ((standing.state === 'open') === (said.kind === 'reopened')) throw reject(standing.state === 'open' ? 'mandateOpen' : 'mandateEnded');
	const { asked, step, due } = standing;
	await append(tx, by, id, entries.length + 1, { asked, step, due, body, asking: asking?.id ?? null, ...said }, now);
	if (said.due !== undefined) await remindOf(tx, by.region, id, dueDay(said.due), now);
}

/** Says how a mandate goes. Errors: Rejected for a foreign mandate, and once it has ended */
export async function report(tx: Tx, by: Organiser | Carer, { mandate, note: text }: ProgressInput, now: Date): Promise<void> {
	await spoken(tx, by, mandate, { kind: 'progress', note: text }, now);
}

/** Puts a mandate off, and says why. Errors: as report */
export async function postpone(tx: Tx, by: Organiser | Carer, { mandate, ...input }: PostponementInput, now: Date): Promise<void> {
	await spoken(tx, by, mandate, { kind: 'postponed', ...input }, now);
}

/** Ends a mandate, and says what came of it. Errors: as report */
export async function end(tx: Tx, by: Organiser | Carer, { mandate, ...input }: EndingInput, now: Date): Promise<void> {
	await spoken(tx, by, mandate, input, now);
}

/** Takes a mandate up again that had ended. Errors: Rejected for a foreign mandate, and for one that is open */
export async function reopen(tx: Tx, by: Organiser, { mandate }: Called, now: Date): Promise<void> {
	await spoken(tx, by, mandate, { kind: 'reopened', note: '' }, now);
}

async function spoken(
	tx: Tx,
	by: Organiser | Carer,
	id: string,
	said: Pick<Said, 'kind' | 'note'> & { due?: string },
	now: Date,
): Promise<void> {
	if ('mandate' in by) {
		if (by.mandate !== id) raise();
		const mandate = await held(tx, id, () => mandateOf(tx, by));
		if (mandate.link !== by.link) throw reject('linkEnded');
		const since = now.getTime() - DAY_MS;
		if (mandate.entries.filter(({ by: who, at }) => who === null && at.getTime() > since).length >= MOST_A_DAY)
			throw reject('reportsTooMany');
		await say(tx, { region: by.region, person: null, meeting: null }, mandate, said, now);
	} else {
		const mandate = await asOrganiser(tx, by, id);
		await say(tx, speaker(by, mandate), mandate, said, now);
	}
}

/** Lets everybody read what a mandate is, how it stands and what came of it, or no longer; nobody is named. Errors: Rejected for a foreign mandate */
export async function showMandate(tx: Tx, by: Organiser, { mandate: id, isPublic }: ShownInput): Promise<void> {
	await asOrganiser(tx, by, id);
	await tx.updateTable('thread.mandate').set({ is_public: isPublic }).where('id', '=', id).execute();
}

/** Notes that whoever took care is not there any more: their link ends, the mandate stays. Errors: Rejected for a foreign mandate */
export async function leave(tx: Tx, by: Organiser, { mandate: id }: Called, now: Date): Promise<void> {
	await asOrganiser(tx, by, id);
	const left = await tx
		.updateTable('thread.carer')
		.set({ left_at: now, email: '' })
		.where('mandate_id', '=', id)
		.where('left_at', 'is', null)
		.returning('mandate_id')
		.executeTakeFirst();
	if (left) await endLinks(tx, [id]);
}

/** Reminds whoever takes care, unless the mandate has ended or its date has moved since. Unit: days before it is due */
export async function remind(tx: Tx, region: number, id: string, days: number, now: Date): Promise<void> {
	const mandate = await mandateOf(tx, { mandate: id });
	const due = mandate?.dueOn;
	if (!mandate || !due || mandate.standing.state !== 'open' || dayOf(daysAfter(now, days, '12:00')) < due) return;
	// The date has come nearer: another reminder has told already. A day late is still in time.
	if (dayOf(daysAfter(now, days - 1, '12:00')) > due) return;
	await mail.enqueue(tx, region, 'thread.reminder', { mandate: id });
}

/** Plans the reminders of mandates that are due at a next meeting, as its day is known by now; again and again, for meetings move. */
export async function planReminders(tx: Tx, region: number, now: Date): Promise<void> {
	for (const { id, standing, dueOn, carer } of await everyMandate(tx))
		if (standing.state === 'open' && standing.due === 'next' && carer?.email) await remindOf(tx, region, id, dueOn, now);
}

/** Forgets who took care of mandates that ended before a moment. */
export async function eraseCarers(tx: Tx, before: Date): Promise<void> {
	const ended = tx
		.selectFrom('thread.entry as entry')
		.select('entry.mandate_id')
		.where('entry.kind', 'in', ['done', 'dropped'])
		.where('entry.at', '<', before)
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('thread.entry as later')
						.select('later.number')
						.whereRef('later.region_id', '=', 'entry.region_id')
						.whereRef('later.mandate_id', '=', 'entry.mandate_id')
						.whereRef('later.number', '>', 'entry.number'),
				),
			),
		);
	const gone = await tx.deleteFrom('thread.carer').where('mandate_id', 'in', ended).returning('mandate_id as mandate').execute();
	// Their links end with them, also should the mandate be taken up again.
	if (gone.length > 0)
		await endLinks(
			tx,
			gone.map(({ mandate }) => mandate),
		);
}
