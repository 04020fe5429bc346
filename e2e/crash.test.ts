// What was acknowledged is there, whatever dies.
import net from 'node:net';
import pg from 'pg';
import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { openDatabase } from '#platform/db/database.ts';
import { freshAddress } from '../tests/database.ts';
import { makeDraft, makeMeeting, makeRegion, person } from '../tests/make.ts';
import { forget, startServer, until } from '../tests/server.ts';
import { ask, sessionFor } from '../tests/site.ts';
import { startSink } from '../tests/smtp.ts';

async function stage(facts: Parameters<typeof makeMeeting>[2]) {
	const url = await freshAddress();
	const database = openDatabase(url, 4);
	const made = await database.within([1], async (tx) => {
		const coordinator = await makeRegion(tx);
		return { ...(await makeMeeting(tx, coordinator, facts)), coordinator };
	});
	const truth = new pg.Client({ connectionString: url });
	await truth.connect();
	const close = async () => {
		await database.close();
		await truth.end();
	};
	return { url, database, truth, made, close };
}

const formOf = (number: number | string, wish = '') => {
	const { area: _, consentList: __, consentContact: ___, consentPhoto: ____, consentMet: _____, ...rest } = person(number);
	return { ...rest, key: rest.key ?? '', wish1: wish } as Record<string, string>;
};

test('kill -9 during registrations: everyone who was told is there, and the counter agrees', async () => {
	const { url, truth, made, close } = await stage({ capacity: 30, workshops: [10] });
	const acknowledged: string[] = [];
	for (let round = 0; round < 3; round++) {
		const server = await startServer({ DATABASE_URL: url });
		const address = `${server.origin}/veranstaltungen/${made.meeting.slug}/anmeldung`;
		const sent = Array.from({ length: 40 }, async (_, number) => {
			const form = formOf(`${round}-${number}`, made.workshops[0]);
			const answer = await ask(address, { form }).catch(() => undefined);
			if (answer?.status === 303) acknowledged.push(form['email'] ?? '');
			// In the middle of it all.
			if (acknowledged.length === 12 * (round + 1)) server.child.kill('SIGKILL');
		});
		await Promise.all(sent);
		await server.end('SIGKILL');
	}
	expect(acknowledged.length).toBeGreaterThanOrEqual(36);
	const { rows } = await truth.query(
		`
		select array_agg(email) filter (where state <> 'withdrawn') as emails, count(*) filter (where state = 'confirmed')::int as confirmed,
			count(*) filter (where state = 'withdrawn')::int as half, (select taken from registration.offer where meeting_id = $1) as taken,
			(select count(*)::int from registration.place p where p.meeting_id = $1 and not exists (select from workshops.wish w where w.place_id = p.id)) as without_wish,
			(select count(*)::int from registration.place p where p.meeting_id = $1 and not exists (select from platform.mail m where m.about->>'place' = p.id::text)) as without_mail
		from registration.place where meeting_id = $1`,
		[made.meeting.id],
	);
	expect(acknowledged.filter((email) => !rows[0].emails.includes(email))).toEqual([]);
	expect(rows[0]).toMatchObject({ confirmed: 30, taken: 30, half: 0, without_wish: 0, without_mail: 0 });
	await close();
});

test('kill -9 during publishing: all seats are known, or none', async () => {
	const { url, database, truth, made, close } = await stage({ capacity: 200, workshops: [50, 50, 50] });
	const draft = await database.within([1], async (tx) => {
		for (let number = 0; number < 150; number++) await conduct.register(tx, made.open, person(number), made.workshops, 'de');
		return makeDraft(tx, made.organiser, { objective: 'generous', seed: 3 });
	});
	const session = await sessionFor(database, 1, made.coordinator.person);
	const outcomes: string[] = [];
	for (const patience of [5, 40, 90, 160, 5_000]) {
		const server = await startServer({ DATABASE_URL: url });
		const publishing = ask(`${server.origin}/koordination/treffen/${made.meeting.slug}/verteilung?/publish`, {
			form: { draft },
			session,
		}).catch(() => undefined);
		const timer = setTimeout(() => server.child.kill('SIGKILL'), patience);
		const answer = await publishing;
		clearTimeout(timer);
		await server.end('SIGKILL');
		const { rows } = await truth.query(`
			select (select count(*)::int from workshops.publication) as published, (select count(*)::int from workshops.seat) as seats,
				(select coalesce(sum(taken), 0)::int from workshops.run) as taken, (select count(*)::int from platform.mail where template = 'workshops.seat') as mails`);
		const { published, seats, taken, mails } = rows[0];
		expect([
			[0, 0, 0, 0],
			[1, 150, 150, 150],
		]).toContainEqual([published, seats, taken, mails]);
		if (answer?.status === 303) expect(published).toBe(1);
		outcomes.push(`${published}`);
		if (published) break;
	}
	expect(outcomes.at(-1)).toBe('1');
	await close();
});

test('a mail server that is down blocks nobody, loses nothing, and hears nothing twice', async () => {
	const { url, made, truth, close } = await stage({ capacity: 30 });
	const first = await startSink();
	const { port } = first;
	await first.stop();
	const server = await startServer({ DATABASE_URL: url, SMTP_URL: `smtp://127.0.0.1:${port}` });
	const answers = await Promise.all(
		Array.from({ length: 8 }, (_, number) =>
			ask(`${server.origin}/veranstaltungen/${made.meeting.slug}/anmeldung`, { form: formOf(number) }),
		),
	);
	expect(answers.map(({ status }) => status)).toEqual(new Array(8).fill(303));
	await until(
		'a first failed attempt',
		async () => (await truth.query('select from graphile_worker._private_jobs where attempts > 0')).rowCount,
	);
	const sink = await startSink(port);
	await until('all eight mails', () => sink.mails.length >= 8, 60_000);
	await until('an empty queue', async () => (await truth.query('select from platform.mail where sent_at is null')).rowCount === 0);
	// Another start finds nothing left to send.
	await server.end();
	const again = await startServer({ DATABASE_URL: url, SMTP_URL: `smtp://127.0.0.1:${port}` });
	await again.end();
	const receivers = sink.mails.map(({ to }) => to?.[0]?.address).sort();
	expect(receivers).toEqual(Array.from({ length: 8 }, (_, number) => `person-${number}@schule.example`));
	expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(8);
	await sink.stop();
	await close();
});

test('SIGTERM lets requests finish, then ends with 0', async () => {
	const { url, made, close } = await stage({ capacity: 300 });
	const server = await startServer({ DATABASE_URL: url });
	const sent = Array.from({ length: 60 }, (_, number) =>
		ask(`${server.origin}/veranstaltungen/${made.meeting.slug}/anmeldung`, { form: formOf(number) }).then(
			({ status }) => status,
			() => 0,
		),
	);
	await until('a first answer', () => Promise.race(sent));
	const began = Date.now();
	expect(await server.end('SIGTERM')).toBe(0);
	expect(Date.now() - began).toBeLessThan(10_000);
	expect((await Promise.all(sent)).filter((status) => status !== 303 && status !== 0)).toEqual([]);
	await close();
});

test('a distribution that is being worked out survives a stop and a kill, and neither waits for it', async () => {
	const { url, database, truth, made, close } = await stage({
		capacity: 300,
		workshops: [16, 16, 16, 16, 16, 16, 16, 16, 16],
		minimum: 6,
		rounds: 3,
	});
	await database.within([1], async (tx) => {
		for (let number = 0; number < 140; number++) {
			const wished = [0, 1, 2, 3, 4, 5].map((step) => made.workshops[((number % 5) + step * (1 + (number % 4))) % 9] as string);
			await conduct.register(tx, made.open, person(number), [...new Set(wished)], 'de');
		}
	});
	// Programmes that overlap without being the same make the search long.
	await truth.query(
		`delete from workshops.run r using workshops.workshop w where w.id = r.workshop_id
			and w.position % 3 = (select count(*) from workshops.run o where o.workshop_id = r.workshop_id and o.agenda_item_id < r.agenda_item_id)`,
	);
	const session = await sessionFor(database, 1, made.coordinator.person);
	const isUnderWay = async () => (await truth.query('select from workshops.calculation where done > 0 and failure is null')).rowCount;
	let server = await startServer({ DATABASE_URL: url });
	const begun = ask(`${server.origin}/koordination/treffen/${made.meeting.slug}/verteilung?/allocate`, {
		form: { objective: 'generous', seed: '1' },
		session,
	}).catch(() => undefined);
	await until('the search', isUnderWay);
	// Somebody whose form never arrives whole must not keep the program.
	const { port } = new URL(server.origin);
	const half = net.connect(Number(port), '127.0.0.1', () =>
		half.write('POST /anmelden HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nx'),
	);
	half.on('error', () => {});
	await new Promise((done) => half.once('connect', done));
	const stopping = Date.now();
	expect(await server.end('SIGTERM')).toBe(0);
	expect(Date.now() - stopping).toBeLessThan(10_000);
	await begun;
	expect(await isUnderWay()).toBe(1);

	server = await startServer({ DATABASE_URL: url });
	const seen = async () => (await truth.query<{ seen_at: Date }>('select seen_at from workshops.calculation')).rows[0]?.seen_at;
	const before = (await seen())?.getTime() ?? 0;
	await until('somebody who works on it again, or the end of it', async () => ((await seen())?.getTime() ?? Date.now()) > before, 30_000);
	await server.end('SIGKILL');

	server = await startServer({ DATABASE_URL: url });
	await until('the distribution', async () => (await truth.query('select from workshops.allocation')).rowCount, 90_000);
	expect((await truth.query('select from workshops.calculation')).rowCount).toBe(0);
	expect((await truth.query('select from workshops.allocation')).rowCount).toBe(1);
	expect(await server.end()).toBe(0);
	await close();
});

test('after kill -9 the program finds its running database again, with everything in it', async () => {
	const first = await startServer();
	const before = (await ask(`${first.origin}/veranstaltungen.json`)).body.replaceAll(first.origin, '');
	await first.end('SIGKILL');
	const second = await startServer({ DATA_DIR: first.data });
	expect((await ask(`${second.origin}/veranstaltungen.json`)).body.replaceAll(second.origin, '')).toBe(before);
	expect((await ask(`${second.origin}/readyz`)).status).toBe(200);
	expect(await second.end()).toBe(0);
	forget(second);
});
