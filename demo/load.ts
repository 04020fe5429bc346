// Loads the invented region and its story, through the same functions that people's own clicks use.

import * as conduct from '#modules/conduct/write.server.ts';
import type { Organiser } from '#modules/events/access.ts';
import * as meetings from '#modules/events/read.server.ts';
import type { AgendaKind } from '#modules/events/rules.ts';
import type { MeetingInput } from '#modules/events/schema.ts';
import * as events from '#modules/events/write.server.ts';
import * as formats from '#modules/events/write-format.server.ts';
import { addTask, addTeamMember } from '#modules/events/write-team.server.ts';
import type { OrganisationType, Profession } from '#modules/organisations/rules.ts';
import * as organisations from '#modules/organisations/write.server.ts';
import { keepAudience } from '#modules/organisations/write-audience.server.ts';
import { type Actor, coordinator } from '#modules/people/access.ts';
import * as people from '#modules/people/write.server.ts';
import * as places from '#modules/places/write.server.ts';
import { openMeeting } from '#modules/registration/access.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import { openDoor } from '#modules/registration/write-door.server.ts';
import { invite } from '#modules/registration/write-invitation.server.ts';
import { reserve } from '#modules/registration/write-reservation.server.ts';
import * as workshops from '#modules/workshops/write.server.ts';
import { setQuota } from '#modules/workshops/write-rules.server.ts';
import type { Database, Tx } from '#platform/db/database.ts';
import { dayOf, daysAfter, weekday } from '#platform/time/time.ts';
import { type BoardStory, type Day, holdMeeting, prepareBoard } from './day.ts';
import { fillOffers, type OffersStory } from './offers.ts';
import { fillPositions, type PositionsStory } from './positions.ts';
import home from './region.json' with { type: 'json' };
import { fillRegister, type RegisterStory } from './register.ts';
import story from './story.json' with { type: 'json' };
import { type FirstStory, foundGroup, type GroupStory, holdFirst, renewAt, type SlotStory, takeGuests } from './years.ts';

type AgendaRow = [kind: string, start: string, end: string, title: string, room: string, speaker: string | null, description: string];
type WorkshopRow = [
	title: string,
	description: string,
	topic: string,
	leader: string | null,
	room: string,
	capacity: number,
	minimum: number,
];
type FormatRow = [name: string, cadence: number, editions: [number: number, area: string | null, monthsAhead: number, meeting: string][]];
type QuotaRow = [profession: Profession, maximum: number];

interface Guest {
	name: string;
	email: string;
	organisation: string;
	function: string;
	profession: Profession;
}

/** The account that "as coordinator" signs in to. */
export const COORDINATOR = 'annika.wulfert@lindengrund.example';

const plain = (name: string) =>
	name
		.toLowerCase()
		.replaceAll('ä', 'ae')
		.replaceAll('ö', 'oe')
		.replaceAll('ü', 'ue')
		.replaceAll('ß', 'ss')
		.replaceAll('ı', 'i')
		.replaceAll('ł', 'l')
		.replaceAll('đ', 'd')
		.normalize('NFD')
		.replace(/[^a-z ]/g, '')
		.trim()
		.replaceAll(/ +/g, '.');

const professionOf: Record<OrganisationType, Profession[]> = {
	school: ['schoolSocialWork', 'schoolLeadership', 'teaching'],
	youthWelfareOffice: ['generalSocialService'],
	municipalCarrier: ['schoolSocialWork'],
	freeCarrier: ['schoolSocialWork', 'youthWelfare'],
	kindergarten: ['earlyEducation'],
	schoolAuthority: ['administration'],
	stateSchoolOffice: ['administration'],
	church: ['other'],
	municipality: ['administration'],
	network: ['youthWelfare'],
	other: ['other'],
};

/** A workday so many days after a moment, or the next one. */
function workday(now: Date, days: number, time: string): Date {
	let at = daysAfter(now, days, time);
	// Nobody meets at the weekend or around Christmas.
	while (['Samstag', 'Sonntag'].includes(weekday('de', at)) || ['12-2', '12-3', '01-0'].some((part) => dayOf(at).slice(5).startsWith(part)))
		at = daysAfter(at, 1, time);
	return at;
}

// The staff of ASD and schools come first: the meeting is theirs.
function guestsOf(types: Record<string, OrganisationType>): Guest[] {
	const names = Object.keys(types);
	const asd = names.filter((name) => types[name] === 'youthWelfareOffice');
	return home.people.map((name, at) => {
		const organisation = (at % 4 === 3 ? asd[at % asd.length] : names[(at * 7) % names.length]) as string;
		const professions = professionOf[types[organisation] as OrganisationType];
		const profession = professions[at % professions.length] as Profession;
		return {
			name,
			email: `${plain(name)}@lindengrund.example`,
			organisation,
			profession,
			function: home.functions[profession][at % 2] as string,
		};
	});
}

const wishPatterns = [
	[0, 1, 2],
	[1, 0, 3],
	[0, 3, 1],
	[1, 3, 0],
	[3, 0, 1],
	[0, 1, 4],
	[1, 0, 2],
	[3, 1, 0],
	[0, 3, 2],
	[2, 0, 1],
	[1, 3, 4],
	[4, 1, 0],
];

function input(
	facts: typeof story.meeting | typeof story.past | typeof story.draft | typeof story.first,
	startsAt: Date,
	endsAt: Date,
	venue: string | null,
): MeetingInput {
	return {
		title: facts.title,
		motto: facts.motto,
		objective: facts.objective,
		description: facts.description,
		questions: 'questions' in facts ? (facts.questions as string[]) : [],
		contact: facts.contact,
		startsAt,
		endsAt,
		venueKind: venue ? 'organisation' : 'open',
		venueOrganisation: venue,
		venueName: '',
		venueAddress: '',
		joinUrl: '',
	};
}

async function addAgenda(tx: Tx, by: Organiser, rows: AgendaRow[], speakers: Map<string, string>): Promise<string | null> {
	let phase: string | null = null;
	for (const [kind, start, end, title, room, speaker, description] of rows) {
		const id = await events.addAgendaItem(tx, by, {
			kind: kind as AgendaKind,
			title,
			description,
			start,
			end,
			track: '',
			room,
			speaker: speaker ? (speakers.get(speaker) ?? null) : null,
		});
		if (kind === 'workshops') phase = id;
	}
	return phase;
}

async function registerGuests(tx: Tx, by: Organiser, guests: Guest[], workshopIds: string[], at: Date): Promise<void> {
	const meeting = await meetings.meetingById(tx, by.meeting);
	const open = meeting && openMeeting(by.region, meeting, await offerOf(tx, by.meeting), at);
	if (!open) throw new Error('the demonstration registers for an open meeting');
	for (const [number, guest] of guests.entries()) {
		const wishes = number % 13 === 12 ? [] : (wishPatterns[number % wishPatterns.length] as number[]).map((wish) => workshopIds[wish]);
		await conduct.register(
			tx,
			open,
			{
				...guest,
				area: null,
				dietary: number % 9 === 4 ? 'vegetarisch' : '',
				access: number === 17 ? 'Ich brauche einen stufenlosen Zugang.' : '',
				consentList: number % 5 !== 0,
				consentContact: number % 3 === 1,
				consentPhoto: number % 2 === 0,
				consentMet: number % 3 !== 0,
				key: null,
			},
			wishes.filter((id): id is string => id !== undefined),
			'de',
		);
	}
}

/**
 * Fills an empty database with the demonstration region.
 * Shape:  dates lie around the day of creation
 */
export async function loadDemonstration(database: Database, origin: string, now: Date): Promise<void> {
	const region = home.region.id;
	await database.within([region], async (tx) => {
		await places.foundRegion(tx, { ...home.region, origin });
		for (const [ags, name] of home.municipalities) await places.addMunicipality(tx, region, { ags: ags as string, name: name as string });
		const areaIds = new Map<string, string>();
		for (const [name, keys] of home.areas as [string, string[]][])
			areaIds.set(name, await places.addPlanningArea(tx, region, name, keys, '2020-01-01'));

		const towns = new Map(home.municipalities.map(([ags, name]) => [ags, name as string]));
		const ids = new Map<string, string>();
		const types: Record<string, OrganisationType> = {};
		for (const [name, type, street, ags] of home.organisations as [string, OrganisationType, string, string][]) {
			types[name] = type;
			ids.set(
				name,
				await organisations.addOrganisation(
					tx,
					{ region },
					{ name, type, street, postcode: ags.slice(0, 5), town: towns.get(ags) ?? '', ags },
				),
			);
		}

		const guests = guestsOf(types);
		const accounts: string[] = [];
		for (const guest of guests) {
			const person = await people.addPerson(tx, region, guest);
			accounts.push(person);
			await organisations.addMembership(tx, region, {
				person,
				organisation: ids.get(guest.organisation) as string,
				function: guest.function,
				since: '2023-08-01',
			});
		}
		await people.grantCoordinator(tx, region, accounts[0] as string);
		const actor: Actor = {
			region,
			person: accounts[0] as string,
			name: guests[0]?.name ?? '',
			email: COORDINATOR,
			roles: ['coordinator'],
			teams: [],
		};
		const proof = coordinator(actor);
		if (!proof) throw new Error('the demonstration has a coordinator');

		for (const topic of story.topics) await events.addTopic(tx, { region }, topic);
		const speakers = new Map<string, string>();

		const begin = async (
			facts: typeof story.meeting | typeof story.past | typeof story.draft | typeof story.first,
			days: number,
			start: string,
			end: string,
			venue: string | null,
		) => {
			const startsAt = workday(now, days, start);
			const endsAt = daysAfter(startsAt, 0, end);
			const window = { capacity: facts.capacity, opensAt: daysAfter(startsAt, -60, '08:00'), closesAt: daysAfter(startsAt, -7, '23:59') };
			return conduct.beginMeeting(tx, proof, input(facts, startsAt, endsAt, venue), window);
		};

		const gather = await foundGroup(tx, proof, story.group as unknown as GroupStory, now);
		const first = await begin(story.first, -380, '15:00', '18:00', ids.get(story.first.venue) ?? null);
		await addAgenda(tx, first, story.first.agenda as AgendaRow[], speakers);
		await events.publishMeeting(tx, first);
		const agreement = await holdFirst(tx, first, story.first as unknown as FirstStory);

		await gather([first]);

		const past = await begin(story.past, -16, '15:00', '18:00', ids.get(story.past.venue) ?? null);
		await addAgenda(tx, past, story.past.agenda as AgendaRow[], speakers);
		await events.publishMeeting(tx, past);
		await registerGuests(tx, past, guests.slice(40, 74), [], daysAfter(now, -30, '10:00'));
		await holdMeeting(tx, past, story.day as Day);

		const next = await begin(story.meeting, 37, '08:30', '13:15', ids.get(story.meeting.venue) ?? null);
		for (const { key, ...speaker } of story.speakers) speakers.set(key, await events.addSpeaker(tx, next, speaker, now));
		const phase = await addAgenda(tx, next, story.meeting.agenda as AgendaRow[], speakers);
		const workshopIds: string[] = [];
		for (const [title, description, topic, leader, room, capacity, minimum] of story.meeting.workshops as WorkshopRow[])
			workshopIds.push(
				await workshops.addWorkshop(tx, next, {
					title,
					description,
					topic,
					leader: leader ? (speakers.get(leader) ?? null) : null,
					room,
					capacity,
					minimum,
					phases: phase ? [phase] : [],
				}),
			);
		for (const [profession, maximum] of story.meeting.quotas as QuotaRow[]) await setQuota(tx, next, { workshop: '', profession, maximum });
		await addTask(tx, next, { title: 'Mittagessen bestellen', owner: accounts[0] as string, dueOn: dayOf(daysAfter(now, 9, '12:00')) });
		await addTask(tx, next, { title: 'Räume für die Workshops beschildern', owner: null, dueOn: dayOf(daysAfter(now, 35, '12:00')) });
		await addTeamMember(tx, next, {
			memberName: guests[9]?.name ?? '',
			memberEmail: guests[9]?.email ?? '',
			memberFunction: 'Anmeldung und Räume',
		});
		await conduct.publishMeeting(tx, next, now);
		for (const [name, functions] of story.audiences as [string, string[]][])
			await keepAudience(tx, proof, name, { types: [], functions, areas: [] });
		await invite(tx, next, proof, accounts.slice(1, 70), '', now);
		await registerGuests(tx, next, guests.slice(1, 53), workshopIds, now);

		await openDoor(tx, next, story.day.door, now);
		await prepareBoard(tx, next, { endsAt: workday(now, 37, '13:15') }, story.day.board as BoardStory, now);
		const third = await begin(story.third, 150, '15:00', '18:00', null);
		await conduct.publishMeeting(tx, third, now);
		const draft = await begin(story.draft, 120, '09:00', '15:00', null);
		const kept = { forProfession: 'schoolLeadership', forArea: null, seats: 8, releaseAt: daysAfter(now, 90, '00:00') } as const;
		await reserve(tx, draft, kept, now);

		for (const [name, cadence, editions] of story.formats as FormatRow[]) {
			const format = await formats.addFormat(tx, proof, { name, cadence });
			for (const [number, area, monthsAhead, meeting] of editions) {
				const planned = { year: Number(dayOf(daysAfter(now, monthsAhead * 30, '12:00')).slice(0, 4)) };
				const edition = await formats.planEdition(tx, proof, { format, area: area ? (areaIds.get(area) ?? null) : null, number, planned });
				const held = { first, past, next, third }[meeting];
				if (held) await formats.holdEdition(tx, held, edition);
			}
		}
		await fillRegister(
			tx,
			proof,
			story.register as unknown as RegisterStory,
			ids,
			new Map(home.municipalities.map(([ags, name]) => [name as string, ags as string])),
			now,
		);
		await fillOffers(
			tx,
			proof,
			story.offers as unknown as OffersStory,
			ids,
			areaIds,
			now,
			accounts.slice(1).map((person) => ({ person })),
		);
		await fillPositions(tx, proof, story.positions as unknown as PositionsStory, now);
		await takeGuests(tx, proof, story.slots as unknown as SlotStory[], (days, time) => workday(now, days, time), now);
		await renewAt(tx, past, agreement, story.first as unknown as FirstStory);
	});
}
