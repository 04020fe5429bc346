// What a meeting that is over has seen: a door, tables in rounds, certificates, and what people took away.
import { randomUUID } from 'node:crypto';
import { mix } from '#algorithms/mixing/mix.ts';
import { readMixing } from '#algorithms/mixing/problem.ts';
import { bundler, type Facilitator, facilitator, guest } from '#modules/boards/access.ts';
import { cardsOf, columnsOf } from '#modules/boards/read.server.ts';
import type { Kind } from '#modules/boards/rules.ts';
import { chooseAt } from '#modules/boards/write.server.ts';
import * as boards from '#modules/boards/write-board.server.ts';
import { act } from '#modules/boards/write-bundle.server.ts';
import { handOver, showToAll } from '#modules/boards/write-handover.server.ts';
import { castBallot } from '#modules/boards/write-vote.server.ts';
import * as conduct from '#modules/conduct/write.server.ts';
import type { Organiser } from '#modules/events/access.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { addMaterial } from '#modules/events/write-after.server.ts';
import { groups } from '#modules/groups/read.server.ts';
import { seatingOf, toSeat } from '#modules/groups/read-plan.server.ts';
import { problemOf, usual } from '#modules/groups/rules.ts';
import * as seating from '#modules/groups/write.server.ts';
import type { Participant } from '#modules/registration/access.ts';
import { doorKeeperBy, doorToken, expected } from '#modules/registration/read-door.server.ts';
import type { Scan } from '#modules/registration/rules-door.ts';
import { certify, takeAway } from '#modules/registration/write-after.server.ts';
import { noteScans, openDoor } from '#modules/registration/write-door.server.ts';
import { carer, keeper, party } from '#modules/thread/access.ts';
import { mandatesOf } from '#modules/thread/read.server.ts';
import { agreementOf } from '#modules/thread/read-agreement.server.ts';
import { decidedLists } from '#modules/thread/read-priority.server.ts';
import { type PartyRole, present } from '#modules/thread/rules-agreement.ts';
import * as thread from '#modules/thread/write.server.ts';
import * as agreements from '#modules/thread/write-agreement.server.ts';
import { addMeasure, report } from '#modules/thread/write-measure.server.ts';
import { signByLink } from '#modules/thread/write-signature.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { dayOf } from '#platform/time/time.ts';

/** A board and what was written on it. */
export interface BoardStory {
	title: string;
	tables: number;
	columns: [kind: Kind, title: string, question: string][];
	cards: [kind: Kind, table: number, text: string, isChosen: boolean][];
	/** What the team put together, and how many of the ballots, in turn, gave each a dot. */
	bundles: [title: string, every: number, cards: string[]][];
	ballots: number;
	/** What becomes of the first of them; nobody = left open on purpose. */
	handed: [who: string, step: string, due: string][];
}

/** The story of a day, as story.json tells it. */
export interface Day {
	door: string;
	missing: number;
	walkIns: [name: string, organisation: string][];
	tables: number;
	rounds: number;
	minutes: number;
	questions: string[];
	materials: [title: string, url: string][];
	takeaways: string[];
	/** Who takes care of a priority, and what they have said since. */
	carers: [title: string, name: string, email: string, note: string][];
	/** What a mandate has become, and how far it is. */
	agreement: AgreementStory;
	board: BoardStory;
	certificate: { minutes: number; town: string; signer: string; signerFunction: string };
}

/** An agreement, who signs it, and how far its measures are. */
export interface AgreementStory {
	mandate: string;
	title: string;
	parties: [role: PartyRole, name: string, contact: string, what: string, email: string][];
	clauses: [heading: string, text: string][];
	measures: [title: string, asked: string, percent: number, note: string][];
}

const MINUTE = 60_000;
const DAY = 24 * 60;

/** The same key every time, so that the demonstration is the same. */
const keyOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A board of a meeting, ready to be joined. */
export async function prepareBoard(tx: Tx, by: Organiser, meeting: { endsAt: Date }, board: BoardStory, now: Date): Promise<Facilitator> {
	const columns = board.columns.map(([kind, title, question]) => ({ kind, title, question }));
	const id = await boards.addBoard(
		tx,
		by,
		meeting,
		{ title: board.title, tables: board.tables, choices: 3, dots: 5, dotsEach: 2, codes: 0, method: 'dots', columns },
		now,
	);
	return facilitator(by.region, id);
}

/** What the tables wrote and chose; nobody knows any more who. */
async function fillBoard(
	tx: Tx,
	by: Facilitator,
	{ cards, bundles, ballots, handed }: BoardStory,
	at: (minutes: number) => Date,
): Promise<void> {
	await boards.moveTo(tx, by, 'collecting', 10, 1, at(100));
	const columns = new Map((await columnsOf(tx, by.board)).map(({ kind, id }) => [kind, id]));
	for (const [kind, table, text] of cards)
		await boards.addPaper(tx, by, { key: randomUUID(), table, column: columns.get(kind) as string, lines: [text] });
	await boards.moveTo(tx, by, 'selecting', 5, 2, at(112));
	const known = new Map((await cardsOf(tx, by.board)).map(({ text, id }) => [text, id]));
	for (const [, table, text, isChosen] of cards) if (isChosen) await chooseAt(tx, by, table, known.get(text) as string, true);
	await boards.moveTo(tx, by, 'bundling', 10, 3, at(120));
	const ids = bundles.map(() => randomUUID() as string);
	for (const [number, [title, , texts]] of bundles.entries()) {
		const step = {
			what: 'assign',
			cards: texts.map((text) => known.get(text) as string),
			bundle: ids[number] as string,
			title,
			maker: '',
		} as const;
		await act(tx, bundler(by.region, by.board), randomUUID(), step);
	}
	await boards.moveTo(tx, by, 'voting', 5, 4, at(130));
	const voter = guest(by.region, { board: by.board, digest: '', table: null });
	for (let ballot = 0; ballot < ballots; ballot++) {
		const dots = Object.fromEntries(bundles.flatMap(([, every], number) => (ballot % every === 0 ? [[ids[number], 1]] : [])));
		await castBallot(tx, voter, 5, randomUUID(), { rev: 1, dots }, at(132));
	}
	await boards.moveTo(tx, by, 'counting', null, 5, at(135));
	await boards.moveTo(tx, by, 'result', null, 6, at(136));
	await boards.moveTo(tx, by, 'handover', 10, 7, at(137));
	for (const [number, [who, step, due]] of handed.entries()) await handOver(tx, by, { bundle: ids[number] as string, who, step, due });
	await boards.moveTo(tx, by, 'closed', null, 8, at(140));
}

/** Lets a meeting have happened, from the door to its end. */
export async function holdMeeting(tx: Tx, by: Organiser, day: Day): Promise<void> {
	const meeting = await meetingById(tx, by.meeting);
	if (!meeting) throw new Error('the demonstration holds a meeting that is there');
	const at = (minutes: number) => new Date(meeting.startsAt.getTime() + minutes * MINUTE);

	const token = await doorToken(tx, by.region, await openDoor(tx, by, day.door, at(-60)));
	const keeper = await doorKeeperBy(tx, by.region, token, at(-30));
	if (!keeper) throw new Error('the door of the demonstration is open');
	const people = await expected(tx, keeper);
	const blank = { code: '', name: '', organisation: '', anyway: false, agoSeconds: 0 };
	const arrivals = people
		.slice(0, people.length - day.missing)
		.map(({ id }, number): Scan => ({ ...blank, key: keyOf(number), kind: 'arrive', place: id }));
	const walkIns = day.walkIns.map(
		([name, organisation], number): Scan => ({ ...blank, key: keyOf(1000 + number), kind: 'walkIn', place: null, name, organisation }),
	);
	for (const [number, scan] of [...arrivals, ...walkIns].entries())
		await noteScans(tx, keeper, [scan], { now: at(-25 + number / 2), language: 'de' });

	const input = { tables: { count: day.tables }, rounds: day.rounds, minutes: day.minutes, people: 'arrived', weights: usual } as const;
	await seating.savePlan(tx, by, input, 1);
	for (const [number, { id }] of (await groups(tx, by)).entries())
		await seating.saveGroup(tx, by, { group: id, topic: day.questions[number % day.questions.length] ?? '', room: '', moderator: null });
	const basis = await seatingOf(tx, by);
	if (!basis) throw new Error('the demonstration has a plan');
	const { budgetMs: _, ...problem } = problemOf(toSeat(basis, false), 1);
	const { rounds } = mix(readMixing({ ...problem, steps: 20_000 }), performance);
	await seating.saveSeating(tx, by, basis, rounds, at(30));
	for (let round = 1; round <= day.rounds; round++)
		await seating.beginRound(tx, by, round, day.minutes, at(40 + round * (day.minutes + 5)));
	await seating.endRound(tx, by, day.rounds, at(150));

	const board = await prepareBoard(tx, by, meeting, day.board, at(-30));
	await fillBoard(tx, board, day.board, at);
	await showToAll(tx, { ...by, ...board } as Organiser & Facilitator, true);
	// Who said that they would take care of something has a mandate; everything else stays open on purpose.
	await thread.giveHanded(tx, by, at(160));
	const open = (await decidedLists(tx, by)).flatMap(({ list }) => list).filter(({ decision }) => decision === 'undecided');
	await thread.leaveOpen(
		tx,
		by,
		open.map(({ bundle }) => bundle),
	);
	for (const { id: mandate, title, standing } of await mandatesOf(tx, by)) {
		const [, carerName = '', carerEmail = '', note = ''] = day.carers.find(([about]) => about === title) ?? [];
		await thread.correct(tx, by, { mandate, ...standing, carerName, carerEmail, asking: null, seen: '' }, at(170));
		await thread.showMandate(tx, by, { mandate, isPublic: true });
		if (note) await thread.report(tx, carer(by.region, mandate, 1), { mandate, note }, at(60 * 24 * 7));
	}
	await agree(tx, by, day.agreement, at);
	for (const [title, url] of day.materials) await addMaterial(tx, by, { title, url }, null);
	await certify(tx, by, day.certificate, at(185));
	for (const [number, text] of day.takeaways.entries()) {
		const guest = { region: by.region, meeting: by.meeting, place: people[number]?.id } as Participant;
		await takeAway(tx, guest, meeting, { text, withName: number % 3 === 0 }, at(190));
	}
	await conduct.closeMeeting(tx, by, at(240)).catch((error) => {
		throw error instanceof Rejected ? new Error(error.say('de')) : error;
	});
}

/**
 * A mandate that has become an agreement which all who sign have signed, with how far it is.
 * Shape:  first = the first number of its keys; review = days after the meeting at which it is looked at again
 */
export async function agree(
	tx: Tx,
	by: Organiser,
	story: AgreementStory,
	at: (minutes: number) => Date,
	{ first = 900, review = 180 } = {},
): Promise<string> {
	const mandate = (await mandatesOf(tx, by)).find(({ title }) => title === story.mandate);
	const id = await agreements.begin(
		tx,
		by,
		{ key: keyOf(first), title: story.title, template: 'blank', mandate: mandate?.id ?? null },
		at(3 * DAY),
	);
	const keeps = keeper(by, id);
	const parties = story.parties.map(([role, name, contactName, contactFunction, contactEmail], number) => ({
		...{ number, id: '', role, name, contactName, contactFunction, contactEmail },
	}));
	const text = { clauses: story.clauses.map(([heading, body]) => ({ heading, text: body })), parties, until: '' };
	const day = (days: number) => dayOf(at(days * DAY));
	await agreements.saveText(
		tx,
		keeps,
		{ seen: 1, people: '', anew: false, title: story.title, from: day(5), review: day(review), ...text },
		at(3 * DAY),
	);
	await agreements.showAgreement(tx, keeps, true);
	await agreements.offer(tx, keeps, at(3 * DAY));
	const { content, hash } = present((await agreementOf(tx, keeps)).versions);
	for (const [number, one] of content.parties.entries()) {
		const [, , signer = '', what = ''] = story.parties[number] ?? [];
		const signs = party(by.region, { agreement: id, party: one.id, link: 1 });
		if (one.role === 'signatory') await signByLink(tx, signs, { hash, signer, function: what }, at((4 + number) * DAY));
	}
	for (const [number, [measureTitle, asked, percent, text_]] of story.measures.entries()) {
		const key = keyOf(first + 10 + number);
		await addMeasure(tx, keeps, { key, measureTitle, asked, due: '' }, at(10 * DAY));
		await report(tx, keeps, { measure: key, percent, note: text_, evidence: '' }, at(10 * DAY));
	}
	return id;
}
