// Every page in every state, as tests/walk.ts looks at it.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import type { Follower } from '#modules/events/access.ts';
import { followerBy, followerToken } from '#modules/events/read-follow.server.ts';
import { tasksOf, teamLinkToken } from '#modules/events/read-team.server.ts';
import * as events from '#modules/events/write.server.ts';
import { noteAttendance } from '#modules/events/write-attendance.server.ts';
import { confirm, ask as follow } from '#modules/events/write-follow.server.ts';
import * as formats from '#modules/events/write-format.server.ts';
import { withdrawPhoto } from '#modules/events/write-photo.server.ts';
import { addContribution } from '#modules/events/write-programme.server.ts';
import { addTask, addTeamMember, makeTeamLink, setTaskDone } from '#modules/events/write-team.server.ts';
import { keepAudience } from '#modules/organisations/write-audience.server.ts';
import { keepView } from '#modules/people/write.server.ts';
import type { Invitee } from '#modules/registration/access.ts';
import { personalTokenOf, placeById } from '#modules/registration/read.server.ts';
import { invitationToken, invited, inviteeBy } from '#modules/registration/read-invitation.server.ts';
import { invite, saveMailText, setSubscribed } from '#modules/registration/write-invitation.server.ts';
import { ask as askQuestion } from '#modules/registration/write-question.server.ts';
import { release, reserve } from '#modules/registration/write-reservation.server.ts';
import { release as releaseProgramme } from '#modules/workshops/write-release.server.ts';
import * as rules from '#modules/workshops/write-rules.server.ts';
import { dayOf } from '#platform/time/time.ts';
import { startBrowser } from '../tests/browser.ts';
import { DAY, makeColleague, makeDraft, makeMeeting, makePhoto, makeRegion, person } from '../tests/make.ts';
import { forget, startServer, until } from '../tests/server.ts';
import { ask, sessionFor, startSite } from '../tests/site.ts';
import { walk } from '../tests/walk.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

test('every page of a working region, in every state', { timeout: 600_000 }, async () => {
	const { server, database } = await startSite();
	const ours = await database.within([1], async (tx) => {
		const coordinator = await makeRegion(tx, { origin: server.origin, accent: '#1f5c3a' });
		const input = { motto: 'Mit Motto', objective: 'Ein Ziel', description: 'Am Dienstag, 1. Januar 2030 oder so.', contact: 'Büro' };
		const made = await makeMeeting(tx, coordinator, { capacity: 6, workshops: [2, 3], input });
		const speaker = await events.addSpeaker(
			tx,
			made.organiser,
			{ speakerName: 'Rita Rede', affiliation: 'Institut', about: 'Kurz.', nameConsent: true },
			new Date(),
		);
		await events.addAgendaItem(tx, made.organiser, {
			kind: 'talk',
			title: 'Vortrag',
			description: 'Text',
			start: '00:10',
			end: '00:20',
			track: 'A',
			room: 'Aula',
			speaker,
		});
		for (let number = 0; number < 8; number++)
			await conduct.register(
				tx,
				made.open,
				person(number, { dietary: number === 2 ? 'vegan' : '' }),
				number % 3 ? made.workshops : [],
				'de',
			);
		const drafted = await makeMeeting(tx, coordinator, { workshops: [1, 3], input: { title: 'Verteiltes Treffen' } });
		const outcomes = [];
		for (let number = 0; number < 3; number++)
			outcomes.push(await conduct.register(tx, drafted.open, person(number), drafted.workshops, 'de'));
		await makeDraft(tx, drafted.organiser, { objective: 'generous', seed: 1 });
		const known = await makeMeeting(tx, coordinator, { workshops: [1, 3], input: { title: 'Bekanntes Treffen' } });
		const seated = await conduct.register(tx, known.open, person(1), known.workshops, 'de');
		const gone = await conduct.register(tx, known.open, person(2), known.workshops, 'de');
		const knownDraft = await makeDraft(tx, known.organiser, { objective: 'generous', seed: 1 });
		await conduct.publishPlaces(tx, known.organiser, knownDraft);
		await conduct.withdraw(tx, { region: 1, meeting: known.meeting.id, place: gone.place as string }, new Date());
		await rules.setQuota(tx, drafted.organiser, { workshop: '', profession: 'teaching', maximum: 3 });
		const [one, other] = outcomes.map(({ place }) => place as string) as [string, string];
		await rules.setBond(tx, drafted.organiser, { one, other, kind: 'together' });
		const running = await makeMeeting(tx, coordinator, { workshops: [1], input: { title: 'Wird verteilt' } });
		const failed = await makeMeeting(tx, coordinator, { workshops: [1], input: { title: 'Geht nicht auf' } });
		for (const made of [running, failed]) {
			await conduct.register(tx, made.open, person(1), made.workshops, 'de');
			// Without a job: it stays as far as it is.
			const how = made === failed ? { failure: 'cannotBe' } : { step: 'explaining', done: 3, total: 9 };
			const row = { region_id: 1, meeting_id: made.meeting.id, input: '{}', rounds: '[]', ...how };
			await tx.insertInto('workshops.calculation').values(row).execute();
		}
		const scarce = await makeMeeting(tx, coordinator, { capacity: 3, input: { title: 'Knappes Treffen' } });
		const heads = { forProfession: 'schoolLeadership', forArea: null, seats: 1, releaseAt: new Date(Date.now() + 5 * DAY) } as const;
		await reserve(tx, scarce.organiser, heads, new Date());
		const deleteOn = dayOf(new Date(scarce.meeting.endsAt.getTime() + DAY));
		const asks = { purpose: 'Für die Planung.', required: true, deleteOn };
		await askQuestion(tx, scarce.organiser, { ...asks, label: 'Kommen Sie mit dem Auto?', kind: 'choice', options: ['ja', 'nein'] });
		await askQuestion(tx, scarce.organiser, { ...asks, label: 'Ich bringe Material mit', kind: 'yesNo', options: [] });
		await askQuestion(tx, scarce.organiser, { ...asks, label: 'Woher kommen Sie?', kind: 'text', options: [], required: false });
		await release(tx, scarce.organiser, await reserve(tx, scarce.organiser, heads, new Date()), new Date());
		const scarcely = [];
		for (const number of [1, 2, 3, 4]) scarcely.push(await conduct.register(tx, scarce.open, person(number), [], 'de'));
		await conduct.withdraw(tx, { region: 1, meeting: scarce.meeting.id, place: scarcely[0]?.place as string }, new Date());
		const asked: string[] = [];
		for (const number of [1, 2, 3, 4]) asked.push(await makeColleague(tx, coordinator, number));
		await makeColleague(tx, coordinator, 5, { function: 'Schulsozialarbeit' });
		await keepAudience(tx, coordinator, 'Leitungen', { types: [], functions: ['Schulleitung'], areas: [] });
		await invite(tx, scarce.organiser, coordinator, asked, '', new Date());
		const invitation = async (person: string) =>
			invitationToken(tx, 1, (await invited(tx, scarce.organiser)).find((one) => one.person === person)?.id as string);
		const invitations = await Promise.all([invitation(asked[1] as string), invitation(asked[3] as string)]);
		await setSubscribed(tx, (await inviteeBy(tx, 1, invitations[1] as string))?.by as Invitee, false);
		await saveMailText(tx, coordinator, { kind: 'invitation', language: 'de', subject: 'Auf geht’s', body: 'Kommen Sie!' }, new Date());
		const silent = await makeMeeting(tx, coordinator, { input: { title: 'Stilles Treffen' } });
		await invite(tx, silent.organiser, coordinator, asked, '', new Date());
		const earlier = async (title: string, days: number) => {
			const startsAt = new Date(Date.now() - days * DAY);
			const facts = { title, startsAt, endsAt: new Date(startsAt.getTime() + DAY / 8) };
			return makeMeeting(tx, coordinator, { input: facts });
		};
		await addTeamMember(tx, silent.organiser, { memberName: 'Tea', memberEmail: 'tea@team.example', memberFunction: 'Moderation' });
		await addTask(tx, silent.organiser, { title: 'Essen bestellen', owner: null, dueOn: '2020-01-31' });
		await addTask(tx, silent.organiser, { title: 'Räume', owner: coordinator.person, dueOn: '2040-01-31' });
		for (const task of (await tasksOf(tx, silent.organiser)).slice(1)) await setTaskDone(tx, silent.organiser, task.id, true, new Date());
		const teamLink = await teamLinkToken(tx, 1, await makeTeamLink(tx, silent.organiser, 'Hilfe am Tag', new Date()));
		const versioned = await makeMeeting(tx, coordinator, {
			published: false,
			workshops: [3],
			input: { title: 'Treffen in Fassungen', questions: ['Was gelingt?', 'Was fehlt?'] },
		});
		await conduct.publishMeeting(tx, versioned.organiser, new Date());
		const plenary = { kind: 'plenary', description: '', track: '', room: '', speaker: null } as const;
		await events.addAgendaItem(tx, versioned.organiser, { ...plenary, title: 'Begrüßung', start: '9:00', end: '9:10' });
		const moderator = await events.addSpeaker(
			tx,
			versioned.organiser,
			{ speakerName: 'Mo Deration', affiliation: 'Büro', about: '', nameConsent: true },
			new Date(),
		);
		await addContribution(tx, versioned.organiser, { role: 'moderator', contributor: moderator, function: 'Schulamtsdirektorin' });
		await releaseProgramme(tx, versioned.organiser, { note: 'Mit Begrüßung.', now: new Date() });
		await events.addAgendaItem(tx, versioned.organiser, { ...plenary, title: 'Abschluss', start: '12:00', end: '12:10' });
		const held = await earlier('Gewesenes Treffen', 20);
		await makePhoto(tx, held.organiser);
		await withdrawPhoto(tx, held.organiser, await makePhoto(tx, held.organiser), new Date());
		await noteAttendance(tx, held.organiser, { people: 50, precision: 'about' }, new Date());
		await earlier('Ungezähltes Treffen', 40);
		const cancelled = await makeMeeting(tx, coordinator, { input: { title: 'Abgesagtes Treffen' } });
		await conduct.cancelMeeting(tx, cancelled.organiser, 'Krankheit im Team.', new Date());
		const draft = await makeMeeting(tx, coordinator, { published: false, input: { title: 'Entwurf' } });
		const empty = await makeMeeting(tx, coordinator, { input: { title: 'Leeres Treffen' } });
		const format = await formats.addFormat(tx, coordinator, { name: 'Kooperationstreffen', cadence: 12 });
		await formats.planEdition(tx, coordinator, { format, area: null, number: 4, planned: { year: 2020 } });
		const third = await formats.planEdition(tx, coordinator, { format, area: null, number: 3, planned: { year: 2019 } });
		await formats.holdEdition(tx, known.organiser, third);
		const dropped = await formats.planEdition(tx, coordinator, {
			format,
			area: null,
			number: null,
			planned: { year: 2024, season: 'spring' },
		});
		await formats.dropEdition(tx, coordinator, dropped);
		const overdue = await formats.addFormat(tx, coordinator, { name: 'Sozialraumkonferenz', cadence: 6 });
		await formats.planEdition(tx, coordinator, { format: overdue, area: null, number: null, planned: { year: 2020, month: 3 } });
		const edition = await formats.planEdition(tx, coordinator, {
			format,
			area: null,
			number: null,
			planned: { year: new Date().getFullYear() },
		});
		await follow(tx, 1, { email: 'folgt@x.example', subject: { kind: 'format', id: format } }, 'de');
		const { id: follower } = await tx.selectFrom('events.follower').select('id').executeTakeFirstOrThrow();
		await follow(tx, 1, { email: 'bestaetigt@x.example', subject: null }, 'de');
		const { id: confirmed } = await tx.selectFrom('events.follower').select('id').where('id', '<>', follower).executeTakeFirstOrThrow();
		const follows = [await followerToken(tx, 1, follower), await followerToken(tx, 1, confirmed)];
		await confirm(tx, (await followerBy(tx, 1, follows[1] as string)) as Follower, new Date());
		await keepView(tx, coordinator, { viewName: 'Wer wartet', viewPath: `/desk/meetings/${scarce.meeting.slug}/people?state=waiting` });
		const tokenOf = async (id: string) => personalTokenOf(tx, 1, (await placeById(tx, id)) as { id: string; linkVersion: number });
		const slug = (one: typeof made) => one.meeting.slug;
		return {
			person: coordinator.person,
			full: slug(made),
			drafted: slug(drafted),
			draftedPlace: outcomes[0]?.place as string,
			seatedPlace: seated.place as string,
			known: slug(known),
			edition: edition as string,
			running: slug(running),
			failed: slug(failed),
			cancelled: slug(cancelled),
			draft: slug(draft),
			empty: slug(empty),
			mine: await tokenOf(outcomes[0]?.place as string),
			seated: await tokenOf(seated.place as string),
			scarce: slug(scarce),
			held: slug(held),
			silent: slug(silent),
			follows,
			versioned: slug(versioned),
			teamLink,
			invitations,
			offered: await tokenOf(scarcely[2]?.place as string),
			waiting: await tokenOf(scarcely[3]?.place as string),
		};
	});
	const session = await sessionFor(database, 1, ours.person);
	const desk = (slug: string, tab = '') => `/koordination/treffen/${slug}${tab}`;
	await walk(
		browser,
		server.origin,
		[
			{ name: 'home', path: '/' },
			{ name: 'home in English', path: '/en' },
			{ name: 'events', path: '/veranstaltungen?when=all' },
			{ name: 'no event found', path: '/veranstaltungen?q=nichts' },
			{ name: 'event, full', path: `/veranstaltungen/${ours.full}` },
			{ name: 'event, cancelled', path: `/veranstaltungen/${ours.cancelled}` },
			{ name: 'registration', path: `/veranstaltungen/${ours.drafted}/anmeldung` },
			{
				name: 'registration with errors',
				path: `/veranstaltungen/${ours.drafted}/anmeldung`,
				act: async (page) => {
					await page.getByLabel('Dienstliche E-Mail-Adresse').fill('unvollständig');
					await page.getByRole('button', { name: 'Workshop 2: wünschen' }).click();
					await page.getByRole('button', { name: 'Verbindlich anmelden' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'registration, full', path: `/veranstaltungen/${ours.full}/anmeldung` },
			{ name: 'registration, closed', path: `/veranstaltungen/${ours.cancelled}/anmeldung` },
			{ name: 'registered', path: `/veranstaltungen/${ours.full}/anmeldung/bestaetigt` },
			{ name: 'waiting', path: `/veranstaltungen/${ours.full}/anmeldung/warteliste` },
			{ name: 'held, with a photo', path: `/veranstaltungen/${ours.held}` },
			{ name: 'event in its second version', path: `/veranstaltungen/${ours.versioned}` },
			{ name: 'follow', path: '/folgen' },
			{ name: 'follow, to confirm', path: `/folgen/${ours.follows[0]}` },
			{ name: 'follow, confirmed', path: `/folgen/${ours.follows[1]}` },
			{ name: 'follow, to stop', path: `/folgen/${ours.follows[1]}/abbestellen` },
			{
				name: 'follow, with errors',
				path: '/folgen',
				act: async (page) => {
					await page.getByRole('button', { name: 'Bestätigung schicken' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'my place', path: `/meine-anmeldung/${ours.mine}` },
			{ name: 'my place with a seat', path: `/meine-anmeldung/${ours.seated}?done=saved` },
			{ name: 'withdrawn', path: `/veranstaltungen/${ours.full}/anmeldung/abgesagt` },
			{ name: 'why', path: `/meine-anmeldung/${ours.seated}/warum` },
			{ name: 'why, before', path: `/meine-anmeldung/${ours.mine}/warum` },
			{ name: 'withdraw', path: `/meine-anmeldung/${ours.mine}/absagen` },
			{
				name: 'registration, own questions unanswered',
				path: `/veranstaltungen/${ours.scarce}/anmeldung`,
				act: async (page) => {
					await page.getByRole('button', { name: 'anmelden' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'registration, with places kept', path: `/veranstaltungen/${ours.scarce}/anmeldung` },
			{ name: 'team', path: `/veranstaltungen/${ours.scarce}/anmeldung/team` },
			{ name: 'team registered', path: `/veranstaltungen/${ours.scarce}/anmeldung/team/eingetragen` },
			{
				name: 'team with errors',
				path: `/veranstaltungen/${ours.scarce}/anmeldung/team`,
				act: async (page) => {
					await page.getByRole('button', { name: 'Weitere Personen' }).click();
					await page.getByRole('group', { name: '6. Person' }).waitFor();
					await page.getByRole('group', { name: '6. Person' }).getByLabel('Vor- und Nachname').fill('Ada');
					await page.getByRole('button', { name: 'Alle verbindlich anmelden' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'my place, offered', path: `/meine-anmeldung/${ours.offered}` },
			{ name: 'invited, with a place', path: `/einladung/${ours.invitations[0]}` },
			{ name: 'invited, unsubscribed', path: `/einladung/${ours.invitations[1]}?done=started` },
			{ name: 'unsubscribe', path: `/einladung/${ours.invitations[0]}/abbestellen` },
			{ name: 'registration, invited', path: `/veranstaltungen/${ours.scarce}/anmeldung?invitation=${ours.invitations[1]}` },
			{ name: 'take', path: `/meine-anmeldung/${ours.offered}/annehmen` },
			{
				name: 'take, gone',
				path: `/meine-anmeldung/${ours.waiting}/annehmen`,
				act: async (page) => {
					await page.getByRole('button', { name: 'Platz annehmen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'sign in', path: '/anmelden?invalid' },
			{ name: 'sign in, sent', path: '/anmelden?sent' },
			{ name: 'confirm sign-in', path: '/anmelden/x' },
			{ name: 'imprint', path: '/impressum' },
			{ name: 'privacy', path: '/datenschutz' },
			{ name: 'accessibility', path: '/barrierefreiheit' },
			{ name: 'nothing here', path: '/gibt-es-nicht' },
			{ name: 'desk', path: '/koordination', signedIn: true },
			{ name: 'archive', path: '/koordination/archiv', signedIn: true },
			{ name: 'archive, nothing', path: '/koordination/archiv?q=xyzzy&year=2001', signedIn: true },
			{ name: 'team and tasks', path: desk(ours.silent, '/team?done=link'), signedIn: true },
			{
				name: 'a task with errors',
				path: desk(ours.silent, '/team'),
				signedIn: true,
				act: async (page) => {
					await page.locator('summary', { hasText: 'Aufgabe vormerken' }).click();
					await page.getByRole('button', { name: 'Aufgabe vormerken' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'join a team', path: `/mitmachen/${ours.teamLink}` },
			{
				name: 'joined a team',
				path: `/mitmachen/${ours.teamLink}`,
				act: async (page) => {
					await page.getByLabel('Name').fill('Lina Link');
					await page.getByLabel('E-Mail-Adresse').fill('lina@x.example');
					await page.getByRole('button', { name: 'Zugang schicken' }).click();
					await page.getByText('Der Zugang ist unterwegs').waitFor();
				},
			},
			{ name: 'programme, unreleased', path: desk(ours.versioned, '/ablauf'), signedIn: true },
			{ name: 'board', path: desk(ours.versioned, '/ablauf/raster?done=moved'), signedIn: true },
			{ name: 'board, empty', path: desk(ours.empty, '/ablauf/raster'), signedIn: true },
			{
				name: 'board, with an error',
				path: desk(ours.versioned, '/ablauf/raster'),
				signedIn: true,
				act: async (page) => {
					const card = page.locator('article', { hasText: 'Abschluss' });
					await card.locator('summary').click();
					await card.getByLabel('Beginn').fill('25:00');
					await card.getByRole('button', { name: 'Verschieben' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'versions', path: desk(ours.versioned, '/ablauf/fassungen?told=0'), signedIn: true },
			{ name: 'versions, none yet', path: desk(ours.empty, '/ablauf/fassungen'), signedIn: true },
			{ name: 'kept views', path: '/koordination/ansichten', signedIn: true },
			{ name: 'people, filtered', path: desk(ours.scarce, '/teilnehmende?state=waiting'), signedIn: true },
			{ name: 'photos', path: desk(ours.held, '/fotos?done=withdrawn'), signedIn: true },
			{ name: 'photos, empty', path: desk(ours.full, '/fotos'), signedIn: true },
			{
				name: 'photos, with errors',
				path: desk(ours.held, '/fotos'),
				signedIn: true,
				act: async (page) => {
					await page.getByRole('button', { name: 'Foto hinzufügen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'overview, held', path: desk(ours.held, '?done=came'), signedIn: true },
			{
				name: 'overview, held, with errors',
				path: desk(ours.held),
				signedIn: true,
				act: async (page) => {
					await page.getByLabel('Teilnehmende', { exact: true }).fill('viele');
					await page.getByRole('button', { name: 'Eintragen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'search', path: '/koordination/suche', signedIn: true },
			{ name: 'search, found', path: '/koordination/suche?q=treffen', signedIn: true },
			{ name: 'search, nothing', path: '/koordination/suche?q=xyzzy', signedIn: true },
			{
				name: 'quick search, by keyboard alone',
				path: '/koordination',
				signedIn: true,
				act: async (page) => {
					await page.keyboard.press('Control+k');
					const words = page.getByRole('combobox', { name: /Treffen, Person/ });
					await words.fill('knappes');
					await page.getByRole('option', { name: /Knappes Treffen/ }).waitFor();
					await page.keyboard.press('Escape');
					await words.waitFor({ state: 'hidden' });
					await page.keyboard.press('Control+k');
					await words.fill('formate');
					await page.getByRole('option', { selected: true, name: /Formate/ }).waitFor();
				},
			},
			{ name: 'formats', path: '/koordination/formate?done=plan', signedIn: true },
			{
				name: 'formats with errors',
				path: '/koordination/formate',
				signedIn: true,
				act: async (page) => {
					await page.locator('summary').first().click();
					await page.getByLabel('Wann, soweit bekannt').first().fill('bald');
					await page.getByRole('button', { name: 'Auflage vormerken' }).first().click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'meeting from an edition', path: `/koordination/treffen/neu?edition=${ours.edition}`, signedIn: true },
			{ name: 'organisations, empty', path: '/koordination/organisationen', signedIn: true },
			{ name: 'a list of schools, before', path: '/koordination/organisationen/einlesen', signedIn: true },
			{
				name: 'a list of schools, looked at',
				path: '/koordination/organisationen/einlesen',
				signedIn: true,
				act: async (page) => {
					const buffer = Buffer.from('Schulnummer;Name;Ort;AGS;Wofür\n1;Linde;Hain;5974004;a\n1;Eiche;Hain;;\n;;Hain;;');
					await page.getByLabel('Datei (Excel oder CSV)').setInputFiles({ name: 'schulen.csv', mimeType: 'text/csv', buffer });
					await page.getByRole('button', { name: 'Ansehen' }).click();
					await page.locator('#columns summary').click();
				},
			},
			{ name: 'persons', path: '/koordination/personen', signedIn: true },
			{
				name: 'persons with errors',
				path: '/koordination/personen',
				signedIn: true,
				act: async (page) => {
					await page.locator('summary').click();
					await page.getByRole('button', { name: 'Person eintragen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'region', path: '/koordination/region?done=saved', signedIn: true },
			{
				name: 'region with errors',
				path: '/koordination/region',
				signedIn: true,
				act: async (page) => {
					await page.getByLabel('Farbe der Region').fill('#ffff00');
					await page.getByRole('button', { name: 'Speichern' }).click();
					await page.getByText('Weiße Schrift wäre auf dieser Farbe schwer zu lesen.').first().waitFor();
				},
			},
			{ name: 'new meeting', path: '/koordination/treffen/neu', signedIn: true },
			{
				name: 'new meeting with errors',
				path: '/koordination/treffen/neu',
				signedIn: true,
				act: async (page) => {
					await page.getByRole('button', { name: 'Entwurf anlegen' }).click();
					await page.getByRole('alert').waitFor();
					expect(await page.title()).toMatch(/^Fehler: /);
				},
			},
			{ name: 'overview with warnings', path: desk(ours.full), signedIn: true },
			{ name: 'overview of a draft', path: desk(ours.draft), signedIn: true },
			{ name: 'overview, cancelled', path: desk(ours.cancelled), signedIn: true },
			{ name: 'edit', path: desk(ours.full, '/bearbeiten?done=saved&told=8'), signedIn: true },
			{ name: 'agenda', path: desk(ours.full, '/ablauf'), signedIn: true },
			{ name: 'agenda, empty', path: desk(ours.empty, '/ablauf'), signedIn: true },
			{ name: 'people', path: desk(ours.full, '/teilnehmende?done=added'), signedIn: true },
			{ name: 'people, empty', path: desk(ours.empty, '/teilnehmende'), signedIn: true },
			{ name: 'invitations', path: desk(ours.scarce, '/einladungen?done=sent&count=3&left=1'), signedIn: true },
			{ name: 'invitations, empty', path: desk(ours.empty, '/einladungen'), signedIn: true },
			{ name: 'invitations of a draft', path: desk(ours.draft, '/einladungen'), signedIn: true },
			{ name: 'invite', path: desk(ours.empty, '/einladungen/neu'), signedIn: true },
			{ name: 'invite, chosen', path: desk(ours.scarce, '/einladungen/neu?chosen=yes'), signedIn: true },
			{
				name: 'invite nobody',
				path: desk(ours.empty, '/einladungen/neu?chosen=yes&function=schulsozialarbeit'),
				signedIn: true,
				act: async (page) => {
					await page.getByRole('checkbox', { name: 'Person 5' }).uncheck();
					await page.getByRole('button', { name: 'Einladungen verschicken' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'remind', path: desk(ours.silent, '/einladungen/erinnern'), signedIn: true },
			{ name: 'remind nobody', path: desk(ours.empty, '/einladungen/erinnern'), signedIn: true },
			{ name: 'texts of mails', path: '/koordination/mail-texte', signedIn: true },
			{ name: 'a text of its own', path: '/koordination/mail-texte?kind=invitation&language=de&done=saved', signedIn: true },
			{
				name: 'a text with an unknown name',
				path: '/koordination/mail-texte?kind=confirmed&language=de',
				signedIn: true,
				act: async (page) => {
					await page.getByLabel('Betreff').fill('Für {niemand}');
					await page.getByRole('button', { name: 'Ansehen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'people, offered', path: desk(ours.scarce, '/teilnehmende'), signedIn: true },
			{ name: 'own questions', path: desk(ours.scarce, '/teilnehmende/fragen?done=added'), signedIn: true },
			{
				name: 'own questions, with errors',
				path: desk(ours.empty, '/teilnehmende/fragen'),
				signedIn: true,
				act: async (page) => {
					await page.getByRole('button', { name: 'Frage hinzufügen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			...['door', 'rooms', 'catering'].map((kind) => ({
				name: `list for ${kind}`,
				path: desk(ours.known, `/teilnehmende/listen?for=${kind}`),
				signedIn: true,
			})),
			{ name: 'list for catering, with needs', path: desk(ours.full, '/teilnehmende/listen?for=catering'), signedIn: true },
			{ name: 'places kept', path: desk(ours.scarce, '/teilnehmende/freigehalten?done=released&count=1'), signedIn: true },
			{
				name: 'places kept, with errors',
				path: desk(ours.empty, '/teilnehmende/freigehalten'),
				signedIn: true,
				act: async (page) => {
					await page.getByRole('button', { name: 'Plätze freihalten' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'import', path: desk(ours.full, '/teilnehmende/einlesen?registered=2&changed=1'), signedIn: true },
			{
				name: 'import, looked at',
				path: desk(ours.full, '/teilnehmende/einlesen'),
				signedIn: true,
				act: async (page) => {
					const rows = [
						'Ada;ada@schule.example;Schule;Workshop 1',
						'Ben;keine;Schule;Töpfern',
						'Person 1;person-1@schule.example;Schule;2',
					];
					await page.getByLabel('Oder hier einfügen').fill(['Name;E-Mail;Organisation;1. Wunsch', ...rows].join('\n'));
					await page.getByRole('button', { name: 'Ansehen' }).click();
					await page.getByRole('heading', { name: 'Das würde übernommen' }).waitFor();
					expect(await page.title()).toMatch(/^Teilnehmende und Wünsche einlesen/);
				},
			},
			{
				name: 'import with an error',
				path: desk(ours.full, '/teilnehmende/einlesen'),
				signedIn: true,
				act: async (page) => {
					await page.getByLabel('Oder hier einfügen').fill('Name;Telefon\nAda;1');
					await page.getByRole('button', { name: 'Ansehen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'allocation, to do', path: desk(ours.full, '/verteilung'), signedIn: true },
			{ name: 'allocation, drafted', path: desk(ours.drafted, '/verteilung'), signedIn: true },
			{ name: 'allocation, published', path: desk(ours.known, '/verteilung?done=published'), signedIn: true },
			{ name: 'allocation, being worked out', path: desk(ours.running, '/verteilung'), signedIn: true },
			{ name: 'allocation, failed', path: desk(ours.failed, '/verteilung'), signedIn: true },
			{ name: 'rules', path: desk(ours.drafted, '/verteilung/regeln?done=saved'), signedIn: true },
			{
				name: 'rules with errors',
				path: desk(ours.drafted, '/verteilung/regeln'),
				signedIn: true,
				act: async (page) => {
					await page.getByRole('button', { name: 'Paar hinzufügen' }).click();
					await page.getByRole('alert').waitFor();
				},
			},
			{ name: 'what if', path: desk(ours.drafted, '/verteilung/was-waere-wenn'), signedIn: true },
			{ name: 'what if, nothing there', path: desk(ours.empty, '/verteilung/was-waere-wenn'), signedIn: true },
			{ name: 'move by hand', path: desk(ours.drafted, `/verteilung/umsetzen/${ours.draftedPlace}`), signedIn: true },
			{ name: 'move after publishing', path: desk(ours.known, `/verteilung/umsetzen/${ours.seatedPlace}`), signedIn: true },
			{ name: 'allocation, empty', path: desk(ours.empty, '/verteilung'), signedIn: true },
			{ name: 'team', path: desk(ours.full, '/team'), signedIn: true },
			{ name: 'history', path: desk(ours.full, '/verlauf'), signedIn: true },
		],
		session,
	);
	await database.close();
	await server.end();
});

test('the demonstration: its home, its mails, and its one-click sign-in', async () => {
	const server = await startServer();
	await until('some mails', async () => (await ask(`${server.origin}/vorfuehrung/mails`)).body.includes('kern-accordion'));
	await walk(
		browser,
		server.origin,
		[
			{ name: 'demonstration', path: '/' },
			{ name: 'mails', path: '/vorfuehrung/mails' },
			{ name: 'as coordinator', path: '/', act: (page) => page.getByRole('button', { name: 'Als Koordinatorin' }).click() },
			{ name: 'as participant', path: '/', act: (page) => page.getByRole('button', { name: 'Als Teilnehmer:in' }).click() },
		],
		undefined,
	);
	await server.end();
	forget(server);
});
