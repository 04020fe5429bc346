import { expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import type { AgendaItemInput } from '#modules/events/schema.ts';
import * as events from '#modules/events/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { asText } from '#platform/mail/message.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { DAY, type Made, makeDraft, makeMeeting, makeRegion, meetingInput, person } from '../../../tests/make.ts';
import { templates } from './output-release.server.ts';
import { digestOf, releases, shownProgramme, unreleased } from './read-release.server.ts';
import { addWorkshop } from './write.server.ts';
import { release } from './write-release.server.ts';

const { database: db, truth } = await database();
const within = <T>(work: (tx: Tx) => Promise<T>) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const now = new Date();

const talk = (facts: Partial<AgendaItemInput> = {}): AgendaItemInput => ({
	kind: 'talk',
	title: 'Vortrag',
	description: '',
	start: '9:00',
	end: '10:00',
	track: '',
	room: 'Aula',
	speaker: null,
	...facts,
});
const change = (made: Made, at: number, facts: object) =>
	within((tx) =>
		conduct.changeWorkshop(tx, made.organiser, made.workshops[at] as string, {
			title: `Workshop ${at + 1}`,
			description: '',
			topic: '',
			leader: null,
			room: `R ${at + 1}`,
			capacity: 5,
			minimum: 0,
			phases: made.phases,
			...facts,
		}),
	);
const shown = async (made: Made) => {
	const { items, workshops } = await within((tx) => shownProgramme(tx, made.meeting.id));
	return [...items.map(({ title }) => title), ...workshops.map(({ title, room }) => `${title} ${room}`)];
};
const told = async (made: Made) =>
	(
		await truth.query(
			`select name, about from platform.mail join registration.place on place.id::text = about->>'place'
			where template = 'workshops.programme' and meeting_id = $1 order by name`,
			[made.meeting.id],
		)
	).rows as { name: string; about: Record<string, string> }[];

test('everybody sees what was released last; a new version tells those whom it concerns, once, and nobody else', async () => {
	const made = await within((tx) => makeMeeting(tx, coordinator, { workshops: [5, 5], rounds: 1, published: false }));
	await within((tx) => conduct.publishMeeting(tx, made.organiser, now));
	const open = { ...made.open, region: 1, meeting: made.meeting.id, endsAt: made.meeting.endsAt } as Made['open'];
	const [one, two] = made.workshops as [string, string];
	const register = (name: string, wishes: string[]) => within((tx) => conduct.register(tx, open, person(name), wishes, 'de'));
	await register('a', [one]);
	await register('b', [two]);
	await register('c', []);

	// Work in peace: others see the version, the team sees what is open.
	await change(made, 0, { room: 'Werkraum', title: 'Töpfern' });
	await within((tx) => events.addAgendaItem(tx, made.organiser, talk()));
	expect(await shown(made)).toEqual(['Runde 1', 'Workshop 1 R 1', 'Workshop 2 R 2']);
	expect((await within((tx) => unreleased(tx, made.meeting.id)))?.map(({ what, title }) => `${what} ${title}`)).toEqual([
		'added Vortrag',
		'changed Töpfern',
	]);
	expect(await within((tx) => release(tx, made.organiser, { note: 'Endlich ein Vortrag.', now }))).toBe(3);
	expect(await shown(made)).toEqual(['Vortrag', 'Runde 1', 'Töpfern Werkraum', 'Workshop 2 R 2']);

	// A room of one workshop: only those who wish it, and after places are known only those who sit in it.
	await change(made, 1, { room: 'Turnhalle' });
	expect(await within((tx) => release(tx, made.organiser, { note: '', now }))).toBe(1);
	await within(async (tx) =>
		conduct.publishPlaces(tx, made.organiser, await makeDraft(tx, made.organiser, { objective: 'generous', seed: 1 })),
	);
	await change(made, 0, { room: 'Werkraum 2', title: 'Töpfern' });
	expect(await within((tx) => release(tx, made.organiser, { note: '', now }))).toBe(1);
	const all = await told(made);
	expect(all.map(({ name, about }) => `${name} ${about['number']}`).sort()).toEqual([
		'Person a 2',
		'Person a 4',
		'Person b 2',
		'Person b 3',
		'Person c 2',
	]);

	// Each reads what concerns them, and the note.
	const mail = async (name: string, number: string) => {
		const { about } = all.find((row) => row.name === name && row.about['number'] === number) as (typeof all)[number];
		const letter = await within(async (tx) => templates['workshops.programme']?.(tx, 1, about, now));
		return letter ? asText(letter, 'Büro') : '';
	};
	expect(await mail('Person a', '2')).toMatch(/Endlich ein Vortrag[\s\S]*Neu: „Vortrag“\n– Geändert: Workshop „Töpfern“ \(Titel, Raum\)/);
	expect(await mail('Person c', '2')).not.toContain('Töpfern');
	await expect(within((tx) => release(tx, made.organiser, { note: '', now }))).rejects.toThrow(Rejected);
	expect((await within((tx) => releases(tx, made.organiser))).map(({ number, told: count }) => [number, count])).toEqual([
		[4, 1],
		[3, 1],
		[2, 3],
		[1, 0],
	]);
});

test('only what was looked at is released; a draft has no version; nobody wishes what is not released; afterwards nobody is told', async () => {
	const made = await within((tx) => makeMeeting(tx, coordinator, { workshops: [5], published: false }));
	await expect(within((tx) => release(tx, made.organiser, { note: '', now }))).rejects.toThrow(Rejected);
	await within((tx) => conduct.publishMeeting(tx, made.organiser, now));
	const open = { ...made.open, region: 1, meeting: made.meeting.id, endsAt: made.meeting.endsAt } as Made['open'];
	await within((tx) => conduct.register(tx, open, person('da'), made.workshops, 'de'));
	await within((tx) => events.addAgendaItem(tx, made.organiser, talk()));
	const seen = digestOf((await within((tx) => unreleased(tx, made.meeting.id))) ?? []);
	const secret = await within((tx) =>
		addWorkshop(tx, made.organiser, {
			title: 'Geheim',
			description: '',
			topic: '',
			leader: null,
			room: '',
			capacity: 5,
			minimum: 0,
			phases: [],
		}),
	);
	await expect(within((tx) => release(tx, made.organiser, { note: '', seen, now }))).rejects.toThrow(Rejected);
	await expect(within((tx) => conduct.register(tx, open, person('neugierig'), [secret], 'de'))).rejects.toThrow(Rejected);
	expect(await within((tx) => release(tx, made.organiser, { note: '', now: new Date(made.meeting.endsAt.getTime() + DAY) }))).toBe(0);
	await within((tx) => conduct.register(tx, open, person('neugierig'), [secret], 'de'));
});

test('when the meeting moves, the programme that everybody sees moves along, and that is no change of its own', async () => {
	const made = await within((tx) => makeMeeting(tx, coordinator, { rounds: 1, published: false }));
	await within((tx) => conduct.publishMeeting(tx, made.organiser, now));
	const before = (await within((tx) => shownProgramme(tx, made.meeting.id))).items[0]?.startsAt as Date;
	for (const shift of [2 * DAY, 2 * DAY + 3600_000]) {
		const startsAt = new Date(made.meeting.startsAt.getTime() + shift);
		await within((tx) =>
			conduct.changeMeeting(
				tx,
				made.organiser,
				meetingInput({ startsAt, endsAt: new Date(startsAt.getTime() + 4 * 3600_000) }),
				{ capacity: 60, opensAt: new Date(now.getTime() - DAY), closesAt: startsAt },
				now,
			),
		);
		expect(await within((tx) => unreleased(tx, made.meeting.id))).toBeNull();
	}
	const after = (await within((tx) => shownProgramme(tx, made.meeting.id))).items[0]?.startsAt as Date;
	expect(after.getTime() - before.getTime()).toBe(2 * DAY + 3600_000);
});

test('a name that is withdrawn leaves the released programme at once', async () => {
	const made = await within((tx) => makeMeeting(tx, coordinator, { published: false }));
	const speaker = await within((tx) =>
		events.addSpeaker(tx, made.organiser, { speakerName: 'Rita Rede', affiliation: 'Institut', about: '', nameConsent: true }, now),
	);
	await within((tx) => events.addAgendaItem(tx, made.organiser, talk({ speaker })));
	await within((tx) => conduct.publishMeeting(tx, made.organiser, now));
	const name = async () => (await within((tx) => shownProgramme(tx, made.meeting.id))).items[0]?.speaker?.name;
	expect(await name()).toBe('Rita Rede');
	await within((tx) => events.setSpeakerConsent(tx, made.organiser, speaker, false, now));
	expect(await name()).toBeNull();
	const { rows } = await truth.query('select programme::text from workshops.release where meeting_id = $1', [made.meeting.id]);
	expect(rows[0].programme).not.toContain('Rita');
});
