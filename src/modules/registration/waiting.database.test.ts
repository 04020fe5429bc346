import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { DAY, type Made, makeMeeting, makeRegion, meetingInput, person } from '../../../tests/make.ts';
import type { Participant } from './access.ts';
import { mayTake, type Place, placeById } from './read.server.ts';
import { changeDetails } from './write.server.ts';
import { release, reserve } from './write-reservation.server.ts';
import { endOffers } from './write-waiting.server.ts';

const HOUR = 3600_000;
const { database: db, truth } = await database(12);

const coordinator = await db.within([1], (tx) => makeRegion(tx));
const make = (facts: Parameters<typeof makeMeeting>[2]) => db.within([1], (tx) => makeMeeting(tx, coordinator, facts));
const register = async (made: Made, number: number | string, facts = {}) =>
	(await db.within([1], (tx) => conduct.register(tx, made.open, person(number, facts), [], 'de'))).place as string;
const at = (made: Made, place: string) => ({ region: 1, meeting: made.meeting.id, place });
const withdraw = (made: Made, place: string, now = new Date()) => db.within([1], (tx) => conduct.withdraw(tx, at(made, place), now));
const take = (made: Made, place: string, now = new Date()) =>
	db.within([1], (tx) => conduct.takeOffered(tx, at(made, place) as Participant, now));
const end = (made: Made, now: Date) => db.within([1], (tx) => endOffers(tx, { region: 1, meeting: made.meeting.id }, now));
const keep = (made: Made, facts: { seats: number; forProfession?: 'schoolLeadership' | null; forArea?: string | null }) =>
	db.within([1], (tx) =>
		reserve(
			tx,
			made.organiser,
			{ forProfession: 'schoolLeadership', forArea: null, releaseAt: new Date(Date.now() + 5 * DAY), ...facts },
			new Date(),
		),
	);

/** The meeting's people as [name's end, state], in the order of the waiting list, and its counter. */
async function seen(made: Made) {
	const { rows } = await truth.query(
		`select replace(name, 'Person ', '') as who, state from registration.place where meeting_id = $1
		order by state = 'withdrawn', queue_number nulls first, name collate "C"`,
		[made.meeting.id],
	);
	const offer = await truth.query('select capacity, taken, held from registration.offer where meeting_id = $1', [made.meeting.id]);
	return { people: rows.map(({ who, state }) => `${who} ${state}`), ...offer.rows[0] };
}

const mailsTo = async (place: string) =>
	(await truth.query("select template from platform.mail where about->>'place' = $1 order by created_at, template", [place])).rows.map(
		({ template }) => String(template).replace('registration.', ''),
	);

describe('the waiting list', () => {
	test('a place that becomes free is held for the first who waits, and is theirs once they take it', async () => {
		const made = await make({ capacity: 1 });
		const [a, b] = [await register(made, 'a'), await register(made, 'b')];
		await register(made, 'c');
		await withdraw(made, a);
		expect(await seen(made)).toEqual({ people: ['b offered', 'c waiting', 'a withdrawn'], capacity: 1, taken: 1, held: 0 });
		await take(made, b);
		// Pressing twice changes nothing and tells nobody twice.
		await take(made, b);
		expect(await seen(made)).toEqual({ people: ['b confirmed', 'c waiting', 'a withdrawn'], capacity: 1, taken: 1, held: 0 });
		expect(await mailsTo(b)).toEqual(['waiting', 'offered', 'movedUp']);
	});

	test('an offer is held for 48 hours and then goes on; whoever let it pass stays at the end and is not asked again', async () => {
		const made = await make({ capacity: 1 });
		const [a, b, c] = [await register(made, 'a'), await register(made, 'b'), await register(made, 'c')];
		const now = new Date();
		await withdraw(made, a, now);
		const { rows } = await truth.query('select offered_until from registration.place where id = $1', [b]);
		expect(rows[0].offered_until).toEqual(new Date(now.getTime() + 48 * HOUR));
		expect(await end(made, new Date(now.getTime() + 48 * HOUR - 1))).toEqual([]);
		const later = new Date(now.getTime() + 48 * HOUR);
		expect(await end(made, later)).toEqual([b]);
		expect((await seen(made)).people).toEqual(['c offered', 'b waiting', 'a withdrawn']);
		await withdraw(made, c, later);
		// Nobody is left to ask, so the place is free for whoever comes first, b as well.
		expect(await seen(made)).toEqual({ people: ['b waiting', 'a withdrawn', 'c withdrawn'], capacity: 1, taken: 0, held: 0 });
		await take(made, b, later);
		expect((await seen(made)).people).toEqual(['b confirmed', 'a withdrawn', 'c withdrawn']);
		expect(await mailsTo(b)).toEqual(['waiting', 'offered', 'offerPassed', 'movedUp']);
	});

	test('an offer that is over cannot be taken, also before anybody has ended it', async () => {
		const made = await make({ capacity: 1 });
		const [a, b, c] = [await register(made, 'a'), await register(made, 'b'), await register(made, 'c')];
		const now = new Date();
		await withdraw(made, a, now);
		await expect(take(made, b, new Date(now.getTime() + 49 * HOUR))).rejects.toThrow(Rejected);
		// The refusal took nothing back half: the clock goes on, and the place goes to the next.
		await end(made, new Date(now.getTime() + 49 * HOUR));
		await take(made, c, new Date(now.getTime() + 50 * HOUR));
		expect((await seen(made)).people).toEqual(['c confirmed', 'b waiting', 'a withdrawn']);
	});

	test('nothing is held in the last 24 hours; then the first who takes it has it', async () => {
		const startsAt = new Date(Date.now() + 4 * DAY);
		const made = await make({ capacity: 2, input: { startsAt, endsAt: new Date(startsAt.getTime() + HOUR) } });
		const [a, b] = [await register(made, 'a'), await register(made, 'b')];
		const [c, d] = [await register(made, 'c'), await register(made, 'd')];
		const late = new Date(startsAt.getTime() - 40 * HOUR);
		await withdraw(made, a, late);
		const { rows } = await truth.query('select offered_until from registration.place where id = $1', [c]);
		expect(rows[0].offered_until).toEqual(new Date(startsAt.getTime() - 24 * HOUR));
		const lastDay = new Date(startsAt.getTime() - 23 * HOUR);
		await end(made, lastDay);
		expect((await seen(made)).people).toEqual(['b confirmed', 'd waiting', 'c waiting', 'a withdrawn']);
		await withdraw(made, b, lastDay);
		await take(made, c, lastDay);
		await take(made, d, lastDay);
		expect(await seen(made)).toEqual({
			people: ['c confirmed', 'd confirmed', 'a withdrawn', 'b withdrawn'],
			capacity: 2,
			taken: 2,
			held: 0,
		});
	});

	test('when the meeting moves nearer, offers end in time', async () => {
		const made = await make({ capacity: 1 });
		const [a, b] = [await register(made, 'a'), await register(made, 'b')];
		const now = new Date();
		await withdraw(made, a, now);
		const startsAt = new Date(now.getTime() + 30 * HOUR);
		await db.within([1], (tx) =>
			conduct.changeMeeting(
				tx,
				made.organiser,
				meetingInput({ startsAt, endsAt: new Date(startsAt.getTime() + HOUR) }),
				{ capacity: 1, opensAt: new Date(now.getTime() - HOUR), closesAt: startsAt },
				now,
			),
		);
		const { rows } = await truth.query('select offered_until from registration.place where id = $1', [b]);
		expect(rows[0].offered_until).toEqual(new Date(startsAt.getTime() - 24 * HOUR));
	});
});

describe('places kept for a group', () => {
	test('whoever is not of the group waits, whoever is sits; what is left goes to those who wait when it is released', async () => {
		const made = await make({ capacity: 3 });
		const kept = await keep(made, { seats: 2 });
		await register(made, 'a');
		await register(made, 'b');
		await register(made, 'head', { profession: 'schoolLeadership' });
		expect(await seen(made)).toEqual({ people: ['a confirmed', 'head confirmed', 'b waiting'], capacity: 3, taken: 2, held: 1 });
		expect(await db.within([1], (tx) => release(tx, made.organiser, kept, new Date()))).toBe(1);
		expect(await seen(made)).toEqual({ people: ['a confirmed', 'head confirmed', 'b offered'], capacity: 3, taken: 3, held: 0 });
		await expect(db.within([1], (tx) => release(tx, made.organiser, kept, new Date()))).rejects.toThrow(Rejected);
	});

	test('a kept place that is given back stays kept, and is offered to the first of the group who waits', async () => {
		const made = await make({ capacity: 2 });
		await keep(made, { seats: 1 });
		const head = await register(made, 'head', { profession: 'schoolLeadership' });
		await register(made, 'a');
		await register(made, 'b');
		await register(made, 'second', { profession: 'schoolLeadership' });
		await withdraw(made, head);
		expect(await seen(made)).toEqual({
			people: ['a confirmed', 'b waiting', 'second offered', 'head withdrawn'],
			capacity: 2,
			taken: 2,
			held: 0,
		});
	});

	test('whether an address is known is not told by what is kept for its group', async () => {
		const made = await make({ capacity: 2 });
		await keep(made, { seats: 1 });
		await register(made, 'known', { profession: 'teaching' });
		const asked = (name: string) =>
			db.within([1], (tx) => conduct.register(tx, made.open, person(name, { profession: 'schoolLeadership' }), [], 'de'));
		expect([(await asked('known')).state, (await asked('new')).state]).toEqual(['confirmed', 'confirmed']);
	});

	test('whoever waits and turns out to belong to the group is offered its kept place before anybody new', async () => {
		const made = await make({ capacity: 2 });
		await keep(made, { seats: 1 });
		await register(made, 'a');
		const b = await register(made, 'b');
		const { email: _, key: __, ...details } = person('b', { profession: 'schoolLeadership' });
		await db.within([1], (tx) => changeDetails(tx, { ...at(made, b), endsAt: made.meeting.endsAt } as Participant, details, new Date()));
		await register(made, 'head', { profession: 'schoolLeadership' });
		expect((await seen(made)).people).toEqual(['a confirmed', 'b offered', 'head waiting']);
	});

	test('whoever let an offer of a kept place pass may still take it, and their page says so', async () => {
		const made = await make({ capacity: 1 });
		await keep(made, { seats: 1 });
		const head = await register(made, 'head', { profession: 'schoolLeadership' });
		const second = await register(made, 'second', { profession: 'schoolLeadership' });
		const other = await register(made, 'other');
		const now = new Date();
		await withdraw(made, head, now);
		await end(made, new Date(now.getTime() + 49 * HOUR));
		const may = (id: string) => db.within([1], async (tx) => mayTake(tx, (await placeById(tx, id)) as Place));
		expect([await may(second), await may(other)]).toEqual([true, false]);
	});

	test('when the meeting moves nearer, what is kept is released in time', async () => {
		const made = await make({ capacity: 2 });
		await keep(made, { seats: 1 });
		const startsAt = new Date(Date.now() + 3 * DAY);
		await db.within([1], (tx) =>
			conduct.changeMeeting(
				tx,
				made.organiser,
				meetingInput({ startsAt, endsAt: new Date(startsAt.getTime() + HOUR) }),
				{ capacity: 2, opensAt: new Date(Date.now() - HOUR), closesAt: startsAt },
				new Date(),
			),
		);
		const { rows } = await truth.query('select release_at from registration.reservation where meeting_id = $1', [made.meeting.id]);
		expect(rows[0].release_at).toEqual(new Date(startsAt.getTime() - 24 * HOUR));
	});

	test('more than is free cannot be kept, nor can the places become fewer than what is taken and kept', async () => {
		const made = await make({ capacity: 3 });
		await register(made, 'a');
		await expect(keep(made, { seats: 3 })).rejects.toThrow(/Only 2/);
		await keep(made, { seats: 2 });
		const { startsAt, endsAt } = made.meeting;
		const shrink = db.within([1], (tx) =>
			conduct.changeMeeting(
				tx,
				made.organiser,
				meetingInput({ startsAt, endsAt }),
				{ capacity: 2, opensAt: new Date(Date.now() - HOUR), closesAt: startsAt },
				new Date(),
			),
		);
		await expect(shrink).rejects.toMatchObject({ field: 'capacity' });
	});
});

// What may happen, by whom; the clock only goes forward.
const acts = fc.array(
	fc.record({
		what: fc.constantFrom('register', 'register', 'withdraw', 'take', 'end', 'release'),
		who: fc.nat(5),
		isHead: fc.boolean(),
		hours: fc.constantFrom(0, 0, 0, 20, 50),
	}),
	{ minLength: 12, maxLength: 40 },
);

test('whatever happens at once: the counter is true, the order holds, no place is offered twice, no offer is forgotten', async () => {
	await fc.assert(
		fc.asyncProperty(acts, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 }), async (all, capacity, seats) => {
			const startsAt = new Date(Date.now() + 200 * DAY);
			const made = await make({ capacity, input: { startsAt, endsAt: new Date(startsAt.getTime() + HOUR) } });
			const kept = seats > 0 && seats <= capacity ? await keep(made, { seats }) : undefined;
			const places = new Map<number, string>();
			let now = Date.now();
			const act = async ({ what, who, isHead }: (typeof all)[number], then: Date) => {
				const place = places.get(who);
				if (what === 'register') places.set(who, (await register(made, who, isHead ? { profession: 'schoolLeadership' } : {})) ?? place);
				else if (what === 'end') await end(made, then);
				else if (what === 'release' && kept) await db.within([1], (tx) => release(tx, made.organiser, kept, then));
				else if (what === 'withdraw' && place) await withdraw(made, place, then);
				else if (what === 'take' && place) await take(made, place, then);
			};
			// Four at once, as four people press their buttons; then the clock moves on.
			for (let from = 0; from < all.length; from += 4) {
				const four = all.slice(from, from + 4);
				now += (four[0]?.hours ?? 0) * HOUR;
				const done = await Promise.allSettled(four.map((one) => act(one, new Date(now))));
				expect(done.flatMap((one) => (one.status === 'rejected' && !(one.reason instanceof Rejected) ? [one.reason] : []))).toEqual([]);
				const { rows } = await truth.query(
					`select offer.capacity, offer.taken, offer.held,
						(select count(*)::int from registration.place p where p.meeting_id = offer.meeting_id and p.state in ('confirmed', 'offered')) as seated,
						(select coalesce(sum(seats - used), 0)::int from registration.reservation r
							where r.meeting_id = offer.meeting_id and released_at is null) as kept,
						(select count(*)::int from registration.reservation r where r.meeting_id = offer.meeting_id and released_at is null
							and used <> (select count(*) from registration.place p where p.reservation_id = r.id)) as wrong
					from registration.offer where meeting_id = $1`,
					[made.meeting.id],
				);
				const [truthNow] = rows;
				expect(truthNow).toEqual({ ...truthNow, taken: truthNow.seated, held: truthNow.kept, wrong: 0 });
				expect(truthNow.taken + truthNow.held).toBeLessThanOrEqual(truthNow.capacity);
				// Nobody is passed over: whoever waits and was never asked stands behind everybody of their kind who is asked now.
				const over = await truth.query(
					`select early.id from registration.place early join registration.place late using (region_id, meeting_id, profession)
					where early.meeting_id = $1 and early.state = 'waiting' and early.passed_at is null
						and late.state = 'offered' and late.queue_number > early.queue_number`,
					[made.meeting.id],
				);
				expect(over.rows).toEqual([]);
				// Whoever was never asked waits only while nothing is free.
				const idle = await truth.query(
					`select id from registration.place join registration.offer using (region_id, meeting_id)
					where meeting_id = $1 and state = 'waiting' and passed_at is null and taken + held < capacity`,
					[made.meeting.id],
				);
				expect(idle.rows).toEqual([]);
			}
			await end(made, new Date(now + 49 * HOUR));
			const forgotten = await truth.query('select id from registration.place where meeting_id = $1 and offered_until <= $2', [
				made.meeting.id,
				new Date(now + 49 * HOUR),
			]);
			expect(forgotten.rows).toEqual([]);
			// Nobody was asked twice as long as they stayed on the list.
			const twice = await truth.query(
				`select place_id from (
					select place_id, what, count(*) filter (where what in ('waiting', 'withdrawn')) over (partition by place_id order by change.id) as stay
					from registration.change join registration.place on place.id = place_id where meeting_id = $1) as told
				where what = 'offered' group by place_id, stay having count(*) > 1`,
				[made.meeting.id],
			);
			expect(twice.rows).toEqual([]);
		}),
		{ numRuns: 30, interruptAfterTimeLimit: 20_000 },
	);
}, 60_000);
