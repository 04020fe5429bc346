// Five hundred people, fifty places, two server processes on one database.
import pg from 'pg';
import { expect, test } from 'vitest';
import { openDatabase } from '#platform/db/database.ts';
import { freshAddress } from '../tests/database.ts';
import { fieldsOf, makeMeeting, makeRegion, person } from '../tests/make.ts';
import { startServer } from '../tests/server.ts';
import { ask } from '../tests/site.ts';

test.each([1, 2])(
	'500 at once for 50 places through %i server process(es): 50 sit, 450 wait in order, nobody is lost',
	async (processes) => {
		const url = await freshAddress();
		const database = openDatabase(url, 2);
		const made = await database.within([1], async (tx) => makeMeeting(tx, await makeRegion(tx), { capacity: 50, workshops: [20, 20] }));
		const servers = await Promise.all(Array.from({ length: processes }, () => startServer({ DATABASE_URL: url, LOG_LEVEL: 'warn' })));
		const answers = await Promise.all(
			Array.from({ length: 500 }, async (_, number) => {
				const form = fieldsOf(person(number));
				const { origin } = servers[number % processes] as (typeof servers)[number];
				const address = `${origin}/veranstaltungen/${made.meeting.slug}/anmeldung`;
				const fields = { ...form, wish1: made.workshops[number % 2] ?? '' };
				return { email: form['email'] ?? '', ...(await ask(address, { form: fields })) };
			}),
		);
		const told = (outcome: string) =>
			answers.filter(({ location }) => location.endsWith(`/anmeldung/${outcome}`)).map(({ email }) => email);
		expect(answers.filter(({ status }) => status !== 303)).toEqual([]);
		expect([told('bestaetigt').length, told('warteliste').length]).toEqual([50, 450]);
		// The page that each was told of says so, for anybody who asks.
		const page = await ask(new URL(answers[0]?.location ?? '', servers[0]?.origin).href);
		expect(page.body).toMatch(/<main[^>]*data-registration="(confirmed|waiting)"/);

		const truth = new pg.Client({ connectionString: url });
		await truth.connect();
		const { rows } = await truth.query(
			'select email, state, queue_number from registration.place where meeting_id = $1 order by queue_number',
			[made.meeting.id],
		);
		const offer = await truth.query('select capacity, taken, queued from registration.offer');
		await truth.end();
		await database.close();
		await Promise.all(servers.map((server) => server.end()));

		const confirmed = rows.filter(({ state }) => state === 'confirmed').map(({ email }) => email);
		const waiting = rows.filter(({ state }) => state === 'waiting');
		expect(confirmed.sort()).toEqual(told('bestaetigt').sort());
		expect(waiting.map(({ email }) => email).sort()).toEqual(told('warteliste').sort());
		expect(waiting.map(({ queue_number }) => queue_number)).toEqual(Array.from({ length: 450 }, (_, at) => at + 1));
		expect(offer.rows).toEqual([{ capacity: 50, taken: 50, queued: 450 }]);
	},
);
