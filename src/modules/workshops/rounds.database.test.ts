import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import * as events from '#modules/events/write.server.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { type Made, makeDraft, makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import { seats } from './read.server.ts';
import { seatsAndReasons } from './read-draft.server.ts';
import * as workshops from './write.server.ts';

const { database: db, truth } = await database(20);
const coordinator = await db.within([1], (tx) => makeRegion(tx));
const now = new Date();

const phase = (made: Made, title: string, start: string, end: string) =>
	db.within([1], (tx) =>
		events.addAgendaItem(tx, made.organiser, { kind: 'workshops', title, description: '', start, end, track: '', room: '', speaker: null }),
	);
const workshop = (made: Made, title: string, phases: string[]) =>
	db.within([1], (tx) =>
		workshops.addWorkshop(tx, made.organiser, {
			title,
			description: '',
			topic: '',
			leader: null,
			room: '',
			capacity: 5,
			minimum: 0,
			phases,
		}),
	);
const plain = { title: 'Ohne', description: '', topic: '', leader: null, room: '', capacity: 5, minimum: 0 };
const register = async (made: Made, wishes: string[]) =>
	(await db.within([1], (tx) => conduct.register(tx, made.open, person(`${made.meeting.id}-${Math.random()}`), wishes, 'de')))
		.place as string;
const publish = (made: Made) =>
	db.within([1], async (tx) =>
		conduct.publishPlaces(tx, made.organiser, await makeDraft(tx, made.organiser, { objective: 'generous', seed: 1 })),
	);
const move = (made: Made, place: string, at: string | null, to: string | null) =>
	db.within([1], (tx) => conduct.moveByHand(tx, made.organiser, { place, phase: at, workshop: to, exchange: null }));
const sits = async (made: Made, place: string) =>
	(await db.within([1], (tx) => seats(tx, made.meeting.id, place))).map((seat) => [seat.phase, seat.workshop]).sort();

async function countersAgree(made: Made): Promise<void> {
	const { rows } = await truth.query(
		`select from workshops.run r join workshops.workshop w on w.id = r.workshop_id
			where w.meeting_id = $1 and r.taken <> (select count(*) from workshops.seat s where s.run_id = r.id)`,
		[made.meeting.id],
	);
	expect(rows).toHaveLength(0);
}

test('two phases at the same time are one round: nobody sits in both, and a move by hand goes from one to the other', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator));
	const [a, b] = [await phase(made, 'Haus A', '10:00', '11:00'), await phase(made, 'Haus B', '10:30', '11:30')];
	const [inA, inB] = [await workshop(made, 'In A', [a]), await workshop(made, 'In B', [b])];
	const place = await register(made, [inA, inB]);
	await publish(made);
	expect(await sits(made, place)).toEqual([[a, inA]]);
	const told = await db.within([1], (tx) => seatsAndReasons(tx, { id: place, meeting: made.meeting.id }));
	// The time is that of their own workshop.
	expect(told).toMatchObject([{ round: { phases: [a, b] }, at: { phaseTitle: 'Haus A' }, workshop: inA, reason: { kind: 'first' } }]);
	await move(made, place, b, inB);
	expect(await sits(made, place)).toEqual([[b, inB]]);
	await move(made, place, a, null);
	expect(await sits(made, place)).toEqual([[a, null]]);
	await countersAgree(made);
	await publish(made);
	expect(await sits(made, place)).toEqual([[a, null]]);
});

test('what is planned after places were made known is no round for anybody, until places are given out again', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator));
	const morning = await phase(made, 'Vormittag', '10:00', '11:00');
	const first = await workshop(made, 'Morgens', [morning]);
	const place = await register(made, [first]);
	await publish(made);
	const later = [
		await workshop(made, 'Ohne Zeit', []),
		await workshop(made, 'Nachmittags', [await phase(made, 'Nachmittag', '14:00', '15:00')]),
	];
	const told = () => db.within([1], (tx) => seatsAndReasons(tx, { id: place, meeting: made.meeting.id }));
	expect((await told())?.map(({ workshop }) => workshop)).toEqual([first]);
	// Somebody who comes now moves up into the round that is known, and no other.
	const late = await register(made, [later[1] as string, first]);
	expect(await sits(made, late)).toEqual([[morning, first]]);
	await publish(made);
	expect((await told())?.map(({ workshop, reason }) => [workshop, reason.kind])).toEqual([
		[null, 'noMoreWishes'],
		[first, 'first'],
		[null, 'noMoreWishes'],
	]);
	expect((await sits(made, late)).map(([, workshop]) => workshop).sort()).toEqual([first, later[1]].sort());
	await countersAgree(made);
});

test('whoever was told two workshops keeps both, each at its time, when places are given out again', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator, { workshops: [3, 3, 3], rounds: 2 }));
	const places: string[] = [];
	for (let number = 0; number < 8; number++)
		places.push(await register(made, [...made.workshops.slice(number % 3), ...made.workshops.slice(0, number % 3)]));
	await publish(made);
	const [gone = '', ...rest] = places;
	await db.within([1], (tx) => conduct.withdraw(tx, { region: 1, meeting: made.meeting.id, place: gone }, now));
	const before = await Promise.all(rest.map((place) => sits(made, place)));
	expect(before.every((mine) => mine.length === 2)).toBe(true);
	await publish(made);
	expect(await Promise.all(rest.map((place) => sits(made, place)))).toEqual(before);
	await countersAgree(made);
});

test('the last act by hand is taken back, also when two acts were written at the same time', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator, { workshops: [3, 3, 3] }));
	const [x = '', y = '', z = ''] = made.workshops;
	const place = await register(made, [x]);
	await db.within([1], (tx) => makeDraft(tx, made.organiser, { objective: 'generous', seed: 1 }));
	await db.within([1], async (tx) => {
		for (const workshop of [y, z]) await conduct.moveByHand(tx, made.organiser, { place, phase: null, workshop, exchange: null });
	});
	const moves = async () => (await truth.query('select workshop_id from workshops.move where place_id = $1 order by id', [place])).rows;
	await db.within([1], (tx) => conduct.undoMove(tx, made.organiser));
	expect(await moves()).toEqual([{ workshop_id: y }]);
	await db.within([1], (tx) => conduct.undoMove(tx, made.organiser));
	await expect(db.within([1], (tx) => conduct.undoMove(tx, made.organiser))).rejects.toThrow(Rejected);
});

test('two rounds that come to overlap after places were known can be given out again: one seat of the two is left', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator));
	const [a, b] = [await phase(made, 'Erste', '10:00', '11:00'), await phase(made, 'Zweite', '12:00', '13:00')];
	const [inA, inB] = [await workshop(made, 'In A', [a]), await workshop(made, 'In B', [b])];
	const place = await register(made, [inA, inB]);
	await publish(made);
	expect(await sits(made, place)).toHaveLength(2);
	await db.within([1], (tx) =>
		events.changeAgendaItem(tx, made.organiser, b, {
			kind: 'workshops',
			title: 'Zweite',
			description: '',
			start: '10:15',
			end: '11:15',
			track: '',
			room: '',
			speaker: null,
		}),
	);
	await publish(made);
	expect(await sits(made, place)).toHaveLength(1);
	await countersAgree(made);
});

test('a phase in which somebody was taken out by hand cannot be removed: a sentence, not an error', async () => {
	const made = await db.within([1], (tx) => makeMeeting(tx, coordinator, { workshops: [3], rounds: 1 }));
	const place = await register(made, made.workshops);
	await publish(made);
	const [only = ''] = made.phases;
	await move(made, place, only, null);
	await db.within([1], (tx) => workshops.changeWorkshop(tx, made.organiser, made.workshops[0] as string, { ...plain, phases: [] }));
	await expect(db.within([1], (tx) => conduct.removeAgendaItem(tx, made.organiser, only))).rejects.toThrow(Rejected);
});
