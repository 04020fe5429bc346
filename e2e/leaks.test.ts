// What must never get out is put in, and then looked for everywhere.

import pg from 'pg';
import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import * as events from '#modules/events/write.server.ts';
import { requestSignIn } from '#modules/people/write.server.ts';
import { personalTokenOf, placeById } from '#modules/registration/read.server.ts';
import * as workshops from '#modules/workshops/write.server.ts';
import { makeDraft, makeMeeting, makeRegion, person } from '../tests/make.ts';
import { until } from '../tests/server.ts';
import { ask, sessionFor, startSite } from '../tests/site.ts';
import { startSink } from '../tests/smtp.ts';

const CANARY = {
	name: 'Kanaria Vogelsang',
	email: 'kanaria.vogelsang@schule.example',
	organisation: 'Schule der Kanarienvögel',
	function: 'Kanarienfunktion',
	dietary: 'Kanarienfutter ohne Sesam',
	access: 'Kanarienrampe am Eingang',
	join: 'https://raum.example/kanarienraum-4711',
	speaker: 'Kanarius Verschwiegen',
};

test('participants, needs, join links and silent speakers are in no page, source, feed, JSON, mail to others, or log', async () => {
	const sink = await startSink();
	const { server, database, url } = await startSite({ SMTP_URL: sink.url, LOG_LEVEL: 'trace' });
	const made = await database.within([1], async (tx) => {
		const coordinator = await makeRegion(tx, { origin: server.origin });
		const made = await makeMeeting(tx, coordinator, {
			workshops: [1, 5],
			input: { title: 'Online-Treffen', venueKind: 'online', joinUrl: CANARY.join },
		});
		const speaker = await events.addSpeaker(
			tx,
			made.organiser,
			{ speakerName: CANARY.speaker, affiliation: 'Institut', about: '', nameConsent: false },
			new Date(),
		);
		await events.addAgendaItem(tx, made.organiser, {
			kind: 'talk',
			title: 'Vortrag',
			description: '',
			start: '00:00',
			end: '23:59',
			track: '',
			room: '',
			speaker,
		});
		await workshops.addWorkshop(tx, made.organiser, {
			title: 'Dritter',
			description: '',
			topic: '',
			leader: speaker,
			room: '',
			capacity: 3,
			minimum: 0,
			phases: [],
		});
		return { ...made, coordinator };
	});
	// The canary registers over HTTP, so that logs and mails have every chance to tell.
	const form = {
		...person(1),
		...CANARY,
		area: '',
		key: '',
		consentContact: 'yes',
		consentPhoto: 'yes',
		consentMet: 'yes',
		wish1: made.workshops[0] ?? '',
		consentList: 'yes',
	};
	const { join: _, speaker: __, ...fields } = form;
	const registered = await ask(`${server.origin}/veranstaltungen/${made.meeting.slug}/anmeldung`, {
		form: fields as Record<string, string>,
	});
	expect(registered.status).toBe(303);
	const other = await database.within([1], (tx) => conduct.register(tx, made.open, person('andere'), made.workshops, 'de'));
	await database.within([1], async (tx) => {
		await conduct.publishPlaces(tx, made.organiser, await makeDraft(tx, made.organiser, { objective: 'generous', seed: 1 }));
		await requestSignIn(tx, 1, 'karla@region-1.example', 'de');
	});
	const link = await database.within([1], async (tx) =>
		personalTokenOf(tx, 1, (await placeById(tx, other.place as string)) as { id: string; linkVersion: number }),
	);
	await until('all mails', () => sink.mails.length >= 5 && sink.mails);

	const slug = made.meeting.slug;
	const open = [
		'/',
		'/veranstaltungen',
		'/veranstaltungen?when=all&q=Kanaria',
		`/veranstaltungen/${slug}`,
		`/veranstaltungen/${slug}/anmeldung`,
		`/veranstaltungen/${slug}/anmeldung/bestaetigt`,
		`/veranstaltungen/${slug}.ics`,
		'/kalender.ics',
		'/veranstaltungen.json',
		'/impressum',
		'/datenschutz',
		'/barrierefreiheit',
		'/anmelden',
		'/en',
		'/en/events',
		`/en/events/${slug}`,
		'/metrics',
		'/__data.json',
		'/veranstaltungen/__data.json',
		`/events/${slug}/__data.json`,
		`/veranstaltungen/${slug}/__data.json`,
		`/veranstaltungen/${slug}/anmeldung/__data.json`,
		'/koordination/__data.json',
		`/koordination/treffen/${slug}/teilnehmende/__data.json`,
		`/koordination/treffen/${slug}/teilnehmende/list.csv`,
		'/robots.txt',
	];
	const pages = await Promise.all(open.map(async (path) => ({ path, ...(await ask(server.origin + path)) })));
	// The neighbour's own page may show the way in, and of others what they allowed: here name and organisation on the list.
	const neighbour = await ask(`${server.origin}/meine-anmeldung/${link}`);
	expect(neighbour.body).toContain(CANARY.join);
	const secrets = Object.entries(CANARY).filter(([, text]) => text !== CANARY.join);
	const found = (where: string, text: string, list: [string, string][]) =>
		list.filter(([, secret]) => text.includes(secret)).map(([what]) => `${what} in ${where}`);

	expect(pages.flatMap(({ path, body, headers }) => found(path, body + JSON.stringify([...headers]), Object.entries(CANARY)))).toEqual([]);
	expect(found('page', neighbour.body, secrets)).toEqual(['name in page', 'organisation in page']);
	expect(found('the logs', server.output.join('\n'), Object.entries(CANARY))).toEqual([]);
	expect(
		sink.mails.flatMap((mail) =>
			found(`a mail to ${mail.to?.[0]?.address}`, JSON.stringify(mail), [
				['join', CANARY.join],
				['speaker', CANARY.speaker],
			]),
		),
	).toEqual([]);
	const toOthers = sink.mails.filter((mail) => !mail.to?.some(({ address }) => address === CANARY.email));
	expect(toOthers.length).toBeGreaterThan(1);
	expect(toOthers.flatMap((mail) => found(`a mail to ${mail.to?.[0]?.address}`, JSON.stringify(mail), secrets))).toEqual([]);
	// The organisers do see it: the search above looked for something that is there.
	const session = await sessionFor(database, 1, made.coordinator.person);
	const list = await ask(`${server.origin}/koordination/treffen/${slug}/teilnehmende`, { session });
	expect(found('the organisers’ list', list.body, secrets).length).toBeGreaterThanOrEqual(5);
	expect(list.headers.get('cache-control')).toBe('private, no-store');
	expect(neighbour.headers.get('cache-control')).toBe('private, no-store');

	// Nothing in the database opens anything: no session, no sign-in link, no personal link stands there in the clear.
	const tokens = [
		session,
		link.split('.')[1] ?? '',
		...sink.mails.flatMap((mail) =>
			[...(mail.text ?? '').matchAll(/(?:anmelden|meine-anmeldung)\/(\S+)/g)].map(([, token = '']) => token.split('.').at(-1) ?? ''),
		),
	];
	expect(tokens.length).toBeGreaterThan(5);
	const truth = new pg.Client({ connectionString: url });
	await truth.connect();
	const tables = await truth.query<{ name: string }>(
		"select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname !~ '^(pg_|information_schema)'",
	);
	const dump: string[] = [];
	for (const { name } of tables.rows) dump.push(JSON.stringify((await truth.query(`select t::text from ${name} t`)).rows));
	await truth.end();
	const text = dump.join('\n');
	expect(text).toContain(CANARY.name);
	expect(tokens.filter((token) => text.includes(token))).toEqual([]);
	// Jobs and the outbox name rows, never people.
	const queue = dump.filter((_, at) => /graphile_worker|platform"?\."?mail/.test(tables.rows[at]?.name ?? '')).join('\n');
	expect(found('the queue', queue, Object.entries(CANARY))).toEqual([]);

	await database.close();
	await server.end();
	await sink.stop();
});
