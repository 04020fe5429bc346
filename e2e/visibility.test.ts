import { parse } from 'csv-parse/sync';
import readExcel from 'read-excel-file/node';
import { afterAll, describe, expect, test } from 'vitest';
import { levels, type Reader, readers, type Shown, seenBy, shownFields, usual } from '#modules/organisations/rules-visibility.ts';
import * as organisations from '#modules/organisations/write.server.ts';
import { keepContact } from '#modules/organisations/write-disclosure.server.ts';
import { archive, changeProfile } from '#modules/organisations/write-profile.server.ts';
import * as people from '#modules/people/write.server.ts';
import { factsOf } from '#modules/positions/read.server.ts';
import { keepContact as keepReached, showName } from '#modules/positions/write-specialist.server.ts';
import { makeMeeting, makeRegion } from '../tests/make.ts';
import { contacting, discloseNow, makePosition, makeProfile } from '../tests/make-register.ts';
import { sessionFor, startSite } from '../tests/site.ts';

const NOW = new Date();
const TODAY = NOW.toISOString().slice(0, 10);
const { server, database } = await startSite();
afterAll(async () => {
	await database.close();
	await server.end();
});
const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);

/** What stands in a field of the organisation that shows everything to one level: found nowhere else. */
const texts = (at: number): Record<Exclude<Shown, 'pupils' | 'socialIndex'>, string> => ({
	street: `Kanalweg${at} 7`,
	phone: `0999 77${at}1`,
	email: `haus${at}@kanarie.example`,
	website: `https://kanarie${at}.example`,
	openingHours: `Oeffnung${at}`,
	possibilities: `Moeglich${at}`,
	limits: `Grenzen${at}`,
	waysOfWorking: `Arbeitsweise${at}`,
});
const figures = (at: number) => ({ pupils: 7100 + at, socialIndex: at + 2 });
const latitude = (at: number) => 52.123 + at / 10;

const made = await within(async (tx) => {
	const coordinator = await makeRegion(tx, { origin: server.origin });
	const meeting = await makeMeeting(tx, coordinator, { workshops: [5] });
	const schools = [];
	for (const [at, level] of levels.entries()) {
		const name = `Schule Stufe ${at}`;
		const id = await organisations.addOrganisation(tx, coordinator, {
			name,
			type: 'school',
			street: '',
			postcode: '99999',
			town: 'Probe',
			ags: '',
		});
		const facts = {
			name,
			type: 'school',
			postcode: '99999',
			town: 'Probe',
			ags: '',
			carrier: '',
			legalRegime: 'kdg',
			number: `99${at}`,
		} as const;
		await changeProfile(tx, coordinator, id, { ...facts, forms: [], ...texts(at) });
		await tx
			.updateTable('organisations.organisation')
			.set({ latitude: latitude(at), longitude: 9.5 })
			.where('id', '=', id)
			.execute();
		const { pupils, socialIndex: social_index } = figures(at);
		await tx
			.insertInto('organisations.school_year')
			.values({ region_id: 1, organisation_id: id, year: '2026/27', pupils, social_index, source: '' })
			.execute();
		const visibility = Object.fromEntries(shownFields.map((field) => [field, level])) as Record<Shown, typeof level>;
		await discloseNow(tx, coordinator, id, { listed: true, visibility }, NOW);
		const contact = {
			kind: 'leadership',
			contactFunction: `Funktion${at}`,
			deputy: false,
			contactPhone: '',
			hours: '',
			level,
			agreed: true,
		} as const;
		const reach = { contactName: `Kontakt${at} Kim`, contactEmail: `kontakt${at}@kanarie.example` };
		await keepContact(tx, coordinator, id, contacting({ ...contact, ...reach }), TODAY);
		const position = await makePosition(tx, coordinator, { school: name, person: `Fachkraft${at} Fee` });
		const [assignment] = (await factsOf(tx, position)).assignments;
		if (!assignment) throw new Error('somebody works there');
		const { specialist } = assignment;
		await showName(tx, coordinator, position, { entry: assignment.id, specialist, level, agreed: true }, TODAY);
		await keepReached(tx, coordinator, position, {
			specialist,
			organisation: id,
			hours: `Sprechzeit${at}`,
			room: '',
			phone: `0888 66${at}`,
		});
		schools.push({ id, name, level });
	}
	const hidden = await makeProfile(tx, coordinator, { name: 'Verein im Verborgenen' });
	const gone = await makeProfile(tx, coordinator, { name: 'Schule von gestern', type: 'school' });
	await archive(tx, coordinator, gone.id, true, NOW);
	// One that said nothing: what is usual holds.
	const silent = await makeProfile(tx, coordinator, { name: 'Schule ohne Worte', type: 'school', ...texts(9) });
	const inside = await makeProfile(tx, coordinator, { name: 'Verein des Netzwerks' });
	const account = await people.addPerson(tx, 1, { name: 'Paula Profi', email: 'paula@schule.example' });
	return { coordinator, meeting, schools, hidden, gone, inside, silent, account };
});
const sessions = {
	account: await sessionFor(database, 1, made.account),
	coordinator: await sessionFor(database, 1, made.coordinator.person),
};

/** Everybody who reads: where their directory is, and how they came. */
const ways: { who: string; reader: Reader; directory: string; session?: string }[] = [
	{ who: 'a visitor', reader: 'visitor', directory: '/verzeichnis' },
	{ who: 'somebody signed in', reader: 'network', directory: '/verzeichnis', session: sessions.account },
	{ who: 'an organisation by its link', reader: 'network', directory: `/einrichtung/${made.inside.token}/verzeichnis` },
	{ who: 'the coordination', reader: 'coordination', directory: '/verzeichnis', session: sessions.coordinator },
];

const get = async (path: string, session?: string) => {
	const response = await fetch(server.origin + path, {
		headers: { accept: 'text/html', ...(session ? { cookie: `session=${session}` } : {}) },
	});
	return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
};

test('the readers see one another’s levels only downwards', () => {
	expect(readers.map((reader) => seenBy(reader).length)).toEqual([1, 2, 3]);
});

describe.each(ways)('$who', ({ reader, directory, session }) => {
	const text = async (path: string) => (await get(path, session)).bytes.toString();
	const sees = (level: (typeof levels)[number]) => seenBy(reader).includes(level);

	test.each([...levels.entries()])(
		'sees of school %i, whose fields are all %s, what may be seen, in page, list, tables and map',
		async (at, level) => {
			const { id, name } = made.schools[at] as (typeof made.schools)[0];
			const query = `?q=${encodeURIComponent(name)}`;
			const page = await text(`${directory}/${id}`);
			// What a page is made of can be asked for by itself.
			const raw = (await text(`${directory}/${id}/__data.json`)) + (await text(`${directory}/__data.json${query}&map=yes`));
			const list = await text(`${directory}${query}&map=yes`);
			const csv = await text(`${directory}/list.csv${query}`);
			const [head = [], row = []] = parse(csv, { bom: true, delimiter: ';' }) as string[][];
			const sheet = await readExcel((await get(`${directory}/list.xlsx${query}`, session)).bytes);
			const cells = (Array.isArray(sheet[0]) ? sheet : (sheet[0] as unknown as { data: unknown[][] }).data).flat().map(String);
			const map = JSON.parse(await text(`${directory}/list.geojson${query}`));
			const [feature] = map.features;
			expect(page).toContain(name);
			for (const [field, value] of Object.entries(texts(at))) {
				// A table to take away guards a telephone number against formulas, and a page leaves the scheme of an address out.
				const shown = value.replace('https://', '');
				expect(page.includes(shown), `page: ${field}`).toBe(sees(level));
				expect(raw.includes(shown), `data: ${field}`).toBe(sees(level));
				expect(csv.includes(shown), `csv: ${field}`).toBe(sees(level));
				expect(
					cells.some((cell) => cell.includes(shown)),
					`xlsx: ${field}`,
				).toBe(sees(level));
				expect(list.includes(shown), `list: ${field}`).toBe(sees(level) && ['street', 'phone', 'possibilities'].includes(field));
				expect(JSON.stringify(map).includes(shown), `map: ${field}`).toBe(sees(level) && ['street', 'phone', 'website'].includes(field));
			}
			const { pupils, socialIndex } = figures(at);
			const cell = (heading: string) => row[head.indexOf(heading)];
			expect([cell('Schülerzahl'), cell('Sozialindex')]).toEqual(sees(level) ? [String(pupils), String(socialIndex)] : ['', '']);
			expect(page.includes(String(pupils))).toBe(sees(level));
			expect(page.includes('Sozialindex')).toBe(sees(level));
			expect([raw.includes(String(pupils)), raw.includes(String(latitude(at)))]).toEqual([sees(level), sees(level)]);
			expect(raw).not.toMatch(/hasChildProtection|askedAt|visibility|"link"/);
			expect(feature.properties.pupils).toBe(sees(level) ? pupils : null);
			expect(feature.geometry).toEqual(sees(level) ? { type: 'Point', coordinates: [9.5, latitude(at)] } : null);
			expect(cell('Breitengrad')).toBe(sees(level) ? String(latitude(at)).replace('.', ',') : '');
			// The picture of the map has a dot, or is not there at all.
			expect(list.includes('<svg viewBox="0 0 640')).toBe(sees(level));
			expect(page.includes('KDG')).toBe(reader !== 'visitor');
		},
	);

	test.each([...levels.entries()])('sees whom one turns to at school %i, who is shown to %s', async (at, level) => {
		const { id, name } = made.schools[at] as (typeof made.schools)[0];
		const page = await text(`${directory}/${id}`);
		const cards = await text(`${directory}/list.vcf?q=${encodeURIComponent(name)}`);
		for (const said of [`Kontakt${at} Kim`, `Funktion${at}`, `kontakt${at}@kanarie.example`]) {
			expect(page.includes(said), said).toBe(sees(level));
			expect(cards.includes(said), said).toBe(sees(level));
		}
		for (const said of [`Fachkraft${at} Fee`, `Sprechzeit${at}`, `0888 66${at}`]) {
			expect(page.includes(said), said).toBe(sees(level));
			expect(cards.includes(said), said).toBe(false);
		}
		// That somebody works there is official; who it is may not be.
		expect(page.includes('wie man sie erreicht, sagt die Schule')).toBe(!sees(level));
	});

	test.each([...levels.entries()])('finds school %i by what %s see, and by nothing else', async (at, level) => {
		const { id } = made.schools[at] as (typeof made.schools)[0];
		const finds = async (words: string) => (await text(`${directory}?q=${encodeURIComponent(words)}`)).includes(`/${id}"`);
		for (const words of [`Moeglich${at}`, `grenzen${at}`, `Arbeitsweise${at}`, `Kontakt${at}`, `Funktion${at}`, `Fachkraft${at}`])
			expect(await finds(words), words).toBe(sees(level));
		expect(await finds(`Schule Stufe ${at}`)).toBe(true);
		expect(await finds(`99${at}`)).toBe(true);
	});

	test('sees of an organisation that said nothing what is usual', async () => {
		const page = await text(`${directory}/${made.silent.id}`);
		const finds = await text(`${directory}?q=Moeglich9`);
		for (const [field, value] of Object.entries(texts(9)))
			expect(page.includes(value.replace('https://', '')), field).toBe(sees(usual[field as Shown]));
		expect(finds.includes(`/${made.silent.id}"`)).toBe(sees(usual.possibilities));
	});

	test('is led to the first page from one that is not there', async () => {
		const response = await fetch(`${server.origin}${directory}?page=99&q=Schule`, {
			redirect: 'manual',
			headers: session ? { cookie: `session=${session}` } : {},
		});
		expect([response.status, response.headers.get('location')]).toEqual([303, `${directory}?q=Schule`]);
	});

	test('sees an organisation that is not in the public directory only as one of the network, and one that is no more not at all', async () => {
		for (const [{ id }, name, isSeen] of [
			[made.hidden, 'Verein im Verborgenen', reader !== 'visitor'],
			[made.gone, 'Schule von gestern', false],
		] as const) {
			expect((await get(`${directory}/${id}`, session)).status).toBe(isSeen ? 200 : 404);
			for (const path of ['', '/list.csv', '/list.geojson', `?q=${encodeURIComponent(name)}`]) {
				// A page shows what was searched for in its field, so that only the link tells.
				const told = path.startsWith('/') ? name : `/${id}"`;
				expect((await text(directory + path)).includes(told), path).toBe(isSeen);
			}
		}
	});
});

test('forms that everybody may open offer the organisations of the public directory alone', async () => {
	const form = (await get(`/veranstaltungen/${made.meeting.meeting.slug}/anmeldung`)).bytes.toString();
	expect(form).toContain('Schule Stufe 0');
	expect(form).not.toContain('Verein im Verborgenen');
	expect(form).not.toContain('Schule von gestern');
	const own = (await get('/koordination/treffen/neu', sessions.coordinator)).bytes.toString();
	expect(own).toContain('Verein im Verborgenen');
});

test('a meeting at an organisation that hides its address names it, and not where it lies', async () => {
	const { id } = made.schools[2] as (typeof made.schools)[0];
	await within((tx) => tx.updateTable('events.meeting').set({ venue_kind: 'organisation', venue_organisation_id: id }).execute());
	const { slug } = made.meeting.meeting;
	for (const path of [`/veranstaltungen/${slug}`, `/veranstaltungen/${slug}.ics`, '/veranstaltungen.json', '/veranstaltungen']) {
		const body = (await get(path)).bytes.toString();
		expect(body, path).not.toContain('Kanalweg2');
	}
	expect((await get(`/veranstaltungen/${slug}`)).bytes.toString()).toContain('Schule Stufe 2');
});

test('the link of an organisation that is no more opens nothing of the network', async () => {
	const { token } = made.gone;
	for (const path of ['', '/list.csv', `/${made.schools[1]?.id}`, '/angebote'])
		expect((await get(`/einrichtung/${token}/verzeichnis${path}`)).status, path).toBe(404);
	expect((await get(`/einrichtung/${token}/angebote`)).status).toBe(404);
});
