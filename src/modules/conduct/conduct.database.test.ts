import { expect, test } from 'vitest';
import { verify } from '#algorithms/allocation/verify.ts';
import { meetingById } from '#modules/events/read.server.ts';
import { closedBecause, type Participant } from '#modules/registration/access.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import { calculating } from '#modules/workshops/job.server.ts';
import * as workshopReads from '#modules/workshops/read.server.ts';
import * as drafts from '#modules/workshops/read-draft.server.ts';
import { tooFew } from '#modules/workshops/read-problem.server.ts';
import * as workshops from '#modules/workshops/write.server.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { type Made, makeDraft, makeMeeting, makeRegion, meetingInput, person } from '../../../tests/make.ts';
import * as conduct from './write.server.ts';

const { database: db, truth } = await database(20);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const now = new Date();

const make = (facts: Parameters<typeof makeMeeting>[2]) => db.within([1], (tx) => makeMeeting(tx, coordinator, facts));

/** Registers people with these wishes (numbers of workshops) and gives their ids. */
async function register(made: Made, ...wishes: number[][]): Promise<string[]> {
	const ids: string[] = [];
	for (const [at, list] of wishes.entries()) {
		const somebody = person(`${made.meeting.id}-${at}-${Math.random()}`);
		const wished = list.map((number) => made.workshops[number] as string);
		const { place } = await db.within([1], (tx) => conduct.register(tx, made.open, somebody, wished, 'de'));
		ids.push(place as string);
	}
	return ids;
}

const allocate = (made: Made) => db.within([1], (tx) => makeDraft(tx, made.organiser, { objective: 'generous', seed: 5 }));
const publish = (made: Made, draft: string) => db.within([1], (tx) => conduct.publishPlaces(tx, made.organiser, draft));
const move = (made: Made, place: string, workshop: number | null, exchange: string | null = null) =>
	db.within([1], (tx) =>
		conduct.moveByHand(tx, made.organiser, {
			place,
			phase: null,
			workshop: workshop === null ? null : (made.workshops[workshop] as string),
			exchange,
		}),
	);
const withdraw = (made: Made, place: string) =>
	db.within([1], (tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place }, now));

async function seated(made: Made): Promise<Record<string, number | null>> {
	const seats = await db.within([1], (tx) => workshopReads.seats(tx, made.meeting.id));
	return Object.fromEntries(seats.map(({ place, workshop }) => [place, workshop === null ? null : made.workshops.indexOf(workshop)]));
}

async function countersAgree(made: Made): Promise<void> {
	const { rows } = await truth.query(
		'select r.taken, r.capacity, (select count(*)::int from workshops.seat s where s.run_id = r.id) as seats from workshops.run r join workshops.workshop w on w.id = r.workshop_id where meeting_id = $1',
		[made.meeting.id],
	);
	expect(rows.filter(({ taken, seats, capacity }) => taken !== seats || taken > capacity)).toEqual([]);
}

test('what is published is what was shown: hand moves stay, and nobody drafted moves by the way', async () => {
	const made = await make({ workshops: [1, 1, 1] });
	const [a = '', b = ''] = await register(made, [0, 2], [0, 1]);
	const draft = await allocate(made);
	const first = (await db.within([1], (tx) => drafts.draftOf(tx, made.organiser)))?.allocation.placements.find(
		({ rank }) => rank === 1,
	)?.participant;
	const [winner, loser] = first === a ? [a, b] : [b, a];
	const loserSits = winner === a ? 1 : 2;
	// The winner is moved away by hand; the loser would like the seat that is free now, but was shown another.
	await move(made, winner, winner === a ? 2 : 1);
	await publish(made, draft);
	expect(await seated(made)).toEqual({ [winner]: winner === a ? 2 : 1, [loser]: loserSits });
	await countersAgree(made);
});

async function drafted(made: Made): Promise<Record<string, number | null>> {
	const draft = (await db.within([1], (tx) => drafts.draftOf(tx, made.organiser))) as drafts.Draft;
	return Object.fromEntries(
		[...drafts.seatsOfDraft(draft)].map(([place, [seat]]) => [place, seat?.workshop ? made.workshops.indexOf(seat.workshop) : null]),
	);
}

test('two people change seats in a draft as one act, which is taken back as one', async () => {
	const made = await make({ workshops: [1, 1] });
	const [a = '', b = ''] = await register(made, [0], [1]);
	await allocate(made);
	await expect(move(made, a, 1)).rejects.toThrow(Rejected);
	await move(made, a, 1, b);
	expect(await drafted(made)).toEqual({ [a]: 1, [b]: 0 });
	// Whom she saw there sits elsewhere by now.
	await expect(move(made, a, 0, a)).rejects.toThrow(Rejected);
	await db.within([1], (tx) => conduct.undoMove(tx, made.organiser));
	expect(await drafted(made)).toEqual({ [a]: 0, [b]: 1 });
	await expect(db.within([1], (tx) => conduct.undoMove(tx, made.organiser))).rejects.toThrow(Rejected);
});

test('whoever is moved there and back has their seat from the allocation, not by hand', async () => {
	const made = await make({ workshops: [1, 1] });
	const [a = ''] = await register(made, [0, 1]);
	const draft = await allocate(made);
	await move(made, a, 1);
	await move(made, a, 0);
	await publish(made, draft);
	const known = await db.within([1], (tx) => drafts.seatsAndReasons(tx, { id: a, meeting: made.meeting.id }));
	expect(known).toMatchObject([{ workshop: made.workshops[0], reason: { kind: 'first' } }]);
});

test('two people change seats after publishing, and both are told', async () => {
	const made = await make({ workshops: [1, 1] });
	const [a = '', b = ''] = await register(made, [0], [1]);
	await publish(made, await allocate(made));
	await move(made, a, 1, b);
	expect(await seated(made)).toEqual({ [a]: 1, [b]: 0 });
	await countersAgree(made);
	const { rows } = await truth.query(
		"select about->>'place' as place, count(*)::int from platform.mail where template = 'workshops.seat' and about->>'place' = any($1) group by 1",
		[[a, b]],
	);
	expect(Object.fromEntries(rows.map(({ place, count }) => [place, count]))).toEqual({ [a]: 2, [b]: 2 });
});

test('planning somebody firmly gives out the places anew, by the same measure and lot', async () => {
	const made = await make({ workshops: [1, 1] });
	const [a = '', b = ''] = await register(made, [0, 1], [0]);
	await allocate(made);
	expect(await drafted(made)).toEqual({ [a]: 1, [b]: 0 });
	const calculation = await db.within([1], (tx) => conduct.fixAndAllocate(tx, made.organiser, a, made.workshops[0] as string));
	await calculating(db)({ region: 1, calculation });
	expect(await drafted(made)).toEqual({ [a]: 0, [b]: null });
	const draft = await db.within([1], (tx) => drafts.draftOf(tx, made.organiser));
	expect(draft?.problem).toMatchObject({ objective: 'generous', seed: 5 });
});

test('whoever is taken out by hand is not put back by the list, before or after publishing', async () => {
	const made = await make({ workshops: [5] });
	const [a = '', b = '', c = ''] = await register(made, [0], [0], [0]);
	const draft = await allocate(made);
	await move(made, a, null);
	await publish(made, draft);
	await move(made, b, null);
	await withdraw(made, c);
	expect(await seated(made)).toEqual({ [a]: null, [b]: null });
	const known = await db.within([1], (tx) => drafts.seatsAndReasons(tx, { id: a, meeting: made.meeting.id }));
	expect(known).toMatchObject([{ workshop: null, reason: { kind: 'outByHand' } }]);
	await countersAgree(made);
});

test('a seat that becomes free goes to somebody without one, then along to better wishes', async () => {
	const made = await make({ workshops: [1, 1] });
	const [a = '', b = '', c = ''] = await register(made, [0], [0, 1], [1]);
	await db.within([1], (tx) => workshops.setRule(tx, made.organiser, a, made.workshops[0] as string, 'fixed'));
	await db.within([1], (tx) => workshops.setRule(tx, made.organiser, b, made.workshops[1] as string, 'forbidden'));
	await db.within([1], (tx) => workshops.setRule(tx, made.organiser, b, made.workshops[1] as string, 'none'));
	const draft = await allocate(made);
	await publish(made, draft);
	const before = await seated(made);
	expect(before[a]).toBe(0);
	await withdraw(made, a);
	const after = await seated(made);
	// One of b and c had workshop 1; in the end b sits in 0 and c in 1, whoever it was.
	expect(after).toEqual({ [b]: 0, [c]: 1 });
	await countersAgree(made);
});

test('an announcement of a draft that is no longer the newest is refused', async () => {
	const made = await make({ workshops: [2] });
	await register(made, [0]);
	const old = await allocate(made);
	await allocate(made);
	await expect(publish(made, old)).rejects.toThrow(Rejected);
	expect((await truth.query('select from workshops.publication where meeting_id = $1', [made.meeting.id])).rowCount).toBe(0);
});

test('two announcements at once are one, with one mail to each', async () => {
	const made = await make({ workshops: [3] });
	const people = await register(made, [0], [0], [0]);
	const draft = await allocate(made);
	const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => publish(made, draft)));
	expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	const { rows } = await truth.query(
		"select about->>'place' as place from platform.mail where template = 'workshops.seat' and about->>'place' = any($1)",
		[people],
	);
	expect(rows.map(({ place }) => place).sort()).toEqual([...people].sort());
});

test('the record can be worked out again and proves itself as it was stored', async () => {
	const made = await make({ workshops: [2, 1] });
	await register(made, [0, 1], [0, 1], [1, 0], [0]);
	await allocate(made);
	const draft = await db.within([1], (tx) => drafts.draftOf(tx, made.organiser));
	if (!draft) throw new Error('no draft');
	expect(verify(draft.problem, draft.allocation, draft.certificate)).toBeNull();
});

test('people register while the meeting and its workshops are edited: nobody meets an error', async () => {
	const made = await make({ capacity: 500, workshops: [50, 50] });
	let isDone = false;
	const edit = async () => {
		for (let count = 0; !isDone; count++)
			await db.within([1], async (tx) => {
				await conduct.changeMeeting(
					tx,
					made.organiser,
					meetingInput({ startsAt: made.meeting.startsAt, endsAt: made.meeting.endsAt, objective: `Ziel ${count}` }),
					{ capacity: 500, opensAt: new Date(now.getTime() - 1000), closesAt: made.meeting.startsAt },
					now,
				);
				await conduct.changeWorkshop(tx, made.organiser, made.workshops[0] as string, {
					title: `Titel ${count}`,
					description: '',
					topic: '',
					leader: null,
					room: '',
					capacity: 50,
					minimum: 0,
					phases: [],
				});
			});
	};
	const editing = edit();
	const outcomes = await Promise.all(Array.from({ length: 120 }, () => register(made, [0, 1])));
	isDone = true;
	await editing;
	expect(outcomes.flat().filter(Boolean)).toHaveLength(120);
});

test('after a meeting was called off nobody registers, moves up, or hears of a place', async () => {
	const made = await make({ capacity: 1 });
	const [a = '', b = ''] = await register(made, [], []);
	await db.within([1], (tx) => conduct.cancelMeeting(tx, made.organiser, 'Sturm', new Date()));
	await expect(db.within([1], (tx) => conduct.register(tx, made.open, person('zu spät'), [], 'de'))).rejects.toThrow(Rejected);
	await withdraw(made, a);
	const { rows } = await truth.query('select state from registration.place where id = $1', [b]);
	expect(rows).toEqual([{ state: 'waiting' }]);
	expect(
		(await truth.query("select from platform.mail where template = 'registration.offered' and about->>'place' = $1", [b])).rowCount,
	).toBe(0);
	const meeting = await db.within([1], (tx) => meetingById(tx, made.meeting.id));
	expect(meeting && closedBecause(meeting, undefined, now)).toBe('cancelled');
});

test('what is over cannot be called off any more', async () => {
	const made = await make({ capacity: 1 });
	const later = new Date(made.meeting.endsAt.getTime() + 1);
	await expect(db.within([1], (tx) => conduct.cancelMeeting(tx, made.organiser, 'Sturm', later))).rejects.toThrow(Rejected);
	await db.within([1], (tx) => conduct.cancelMeeting(tx, made.organiser, 'Sturm', made.meeting.endsAt));
});

test('after places are known, whoever takes an offered place gets a workshop seat and is told once, however often they press', async () => {
	const made = await make({ capacity: 2, workshops: [5, 5] });
	const [a = '', , c = ''] = await register(made, [0], [1], [1]);
	await publish(made, await allocate(made));
	await withdraw(made, a);
	expect((await seated(made))[c]).toBeUndefined();
	const take = () => db.within([1], (tx) => conduct.takeOffered(tx, { region: 1, meeting: made.meeting.id, place: c } as Participant, now));
	for (let count = 0; count < 3; count++) await take();
	expect((await seated(made))[c]).toBe(1);
	await countersAgree(made);
	const { rows } = await truth.query("select template from platform.mail where about->>'place' = $1 order by template", [c]);
	expect(rows.map(({ template }) => template)).toEqual([
		'registration.movedUp',
		'registration.offered',
		'registration.waiting',
		'workshops.seat',
	]);
});

test('when a meeting moves, its programme and the day its needs are deleted move along', async () => {
	const made = await make({});
	await db.within([1], (tx) => conduct.register(tx, made.open, person('hungrig', { dietary: 'vegan' }), [], 'de'));
	const before = (await truth.query('select delete_on::text from registration.need')).rows[0].delete_on;
	// As long as before: a shorter one might end on the day before midnight.
	const [later, end] = [made.meeting.startsAt, made.meeting.endsAt].map((at) => new Date(at.getTime() + 30 * 24 * 3600_000)) as [
		Date,
		Date,
	];
	await db.within([1], (tx) =>
		conduct.changeMeeting(
			tx,
			made.organiser,
			meetingInput({ startsAt: later, endsAt: end }),
			{ capacity: 60, opensAt: new Date(now.getTime() - 1000), closesAt: later },
			now,
		),
	);
	const after = (await truth.query('select delete_on::text from registration.need')).rows[0].delete_on;
	expect((Date.parse(after) - Date.parse(before)) / (24 * 3600_000)).toBe(30);
});

test('two different ones each: everyone sits once a round, and a withdrawal frees a seat in each', async () => {
	const made = await make({ workshops: [2, 2, 2], rounds: 2 });
	const people = await register(made, [0, 1, 2], [0, 1, 2], [1, 0, 2], [2, 1, 0], [2, 0, 1], [1, 2, 0]);
	await publish(made, await allocate(made));
	const seats = await db.within([1], (tx) => workshopReads.seats(tx, made.meeting.id));
	expect(seats).toHaveLength(12);
	for (const place of people) {
		const mine = seats.filter((seat) => seat.place === place);
		expect(new Set(mine.map(({ phase }) => phase))).toEqual(new Set(made.phases));
		expect(new Set(mine.map(({ workshop }) => workshop)).size).toBe(2);
	}
	await countersAgree(made);
	await withdraw(made, people[0] as string);
	await countersAgree(made);
	const told = await db.within([1], (tx) => drafts.seatsAndReasons(tx, { id: people[1] as string, meeting: made.meeting.id }));
	expect(told?.map(({ round }) => round.phase)).toEqual(made.phases);
});

test('too few people: the run is called off when places are made known, and nobody is put into it later', async () => {
	const made = await make({ workshops: [5, 5], minimum: 3 });
	const people = await register(made, [0, 1], [1], [1, 0], [1]);
	expect(await db.within([1], (tx) => tooFew(tx, made.organiser))).toEqual([{ workshop: made.workshops[0], minimum: 3, coming: 1 }]);
	await publish(made, await allocate(made));
	const all = await db.within([1], (tx) => workshopReads.workshops(tx, made.meeting.id));
	expect(all.map(({ runs }) => runs.map(({ isCancelled }) => isCancelled))).toEqual([[true], [false]]);
	await register(made, [0]);
	expect(Object.values(await seated(made))).toEqual(people.map(() => 1));
});

test('after drop-outs places are given out again, nobody is worse off, and only those who gain are told', async () => {
	const made = await make({ workshops: [2, 2, 4] });
	const people = await register(made, [0, 1, 2], [0, 1, 2], [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [1, 0, 2], [2, 0, 1]);
	await publish(made, await allocate(made));
	const rankOf = async () => {
		const seats = await db.within([1], (tx) => workshopReads.seats(tx, made.meeting.id));
		return new Map(seats.map(({ place, rank }) => [place, rank]));
	};
	const before = await rankOf();
	for (const gone of people.slice(0, 3)) await withdraw(made, gone);
	const between = await rankOf();
	const mails = async () => (await truth.query("select count(*)::int as n from platform.mail where template = 'workshops.seat'")).rows[0].n;
	const told = await mails();
	const again = await allocate(made);
	await publish(made, again);
	const after = await rankOf();
	expect(after.size).toBe(5);
	for (const [place, rank] of after) {
		expect(rank).toBeLessThanOrEqual(between.get(place) as number);
		expect(rank).toBeLessThanOrEqual(before.get(place) as number);
	}
	const changed = [...after].filter(([place, rank]) => between.get(place) !== rank).length;
	expect((await mails()) - told).toBe(changed);
	await countersAgree(made);
	await expect(publish(made, again)).rejects.toThrow(Rejected);
});

test('whoever withdraws between looking and announcing again makes the draft outdated', async () => {
	const made = await make({ workshops: [1, 2] });
	const [a = ''] = await register(made, [0, 1], [0, 1], [1]);
	await publish(made, await allocate(made));
	const again = await allocate(made);
	await withdraw(made, a);
	await expect(publish(made, again)).rejects.toThrow(Rejected);
});

test('taken out of one round on purpose: the other round stays, also when places are given out again', async () => {
	const made = await make({ workshops: [2, 2, 2], rounds: 2 });
	const [a = '', b = ''] = await register(made, [0, 1, 2], [1, 0, 2]);
	await publish(made, await allocate(made));
	const mine = async () =>
		(await db.within([1], (tx) => workshopReads.seats(tx, made.meeting.id, a))).map(({ phase, workshop }) => [phase, workshop]).sort();
	const [, second = ''] = made.phases;
	await db.within([1], (tx) => conduct.moveByHand(tx, made.organiser, { place: a, phase: second, workshop: null, exchange: null }));
	const before = await mine();
	expect(before.filter(([, workshop]) => workshop === null)).toEqual([[second, null]]);
	await publish(made, await allocate(made));
	expect(await mine()).toEqual(before);
	await withdraw(made, b);
	expect(await mine()).toEqual(before);
	await countersAgree(made);
});

test('giving out again keeps a run going for those who were told, though it has too few by now', async () => {
	const made = await make({ workshops: [5, 5], minimum: 3 });
	const [a = '', b = '', c = ''] = await register(made, [0], [0], [0]);
	await publish(made, await allocate(made));
	await withdraw(made, c);
	await publish(made, await allocate(made));
	expect(await seated(made)).toEqual({ [a]: 0, [b]: 0 });
});

test('closed early, nobody new registers; whoever waits keeps waiting and may still be offered a place', async () => {
	const made = await make({ capacity: 1 });
	const [a = '', b = ''] = await register(made, [], []);
	await db.within([1], (tx) => conduct.closeRegistration(tx, made.organiser, now));
	const meeting = await db.within([1], (tx) => meetingById(tx, made.meeting.id));
	const offer = await db.within([1], (tx) => offerOf(tx, made.meeting.id));
	expect(meeting && closedBecause(meeting, offer, now)).toBe('closed');
	await expect(db.within([1], (tx) => conduct.closeRegistration(tx, made.organiser, now))).rejects.toThrow(Rejected);
	await withdraw(made, a);
	const { rows } = await truth.query('select state from registration.place where id = $1', [b]);
	expect(rows).toEqual([{ state: 'offered' }]);
});
