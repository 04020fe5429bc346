// Things to test with, made with sensible defaults; a test names only what matters to it.
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { inOneGo } from '#algorithms/allocation/allocate.ts';
import type { Objective, Problem } from '#algorithms/allocation/problem.ts';
import { mix } from '#algorithms/mixing/mix.ts';
import { readMixing } from '#algorithms/mixing/problem.ts';
import { type Facilitator, facilitatorAs } from '#modules/boards/access.ts';
import { type Board, boardOf, columnsOf, linksOf, type Role, stagesOf } from '#modules/boards/read.server.ts';
import type { State } from '#modules/boards/rules.ts';
import type { BoardInput } from '#modules/boards/schema.ts';
import * as boards from '#modules/boards/write-board.server.ts';
import * as conduct from '#modules/conduct/write.server.ts';
import type { organiser } from '#modules/events/access.ts';
import { type Meeting, meetingById } from '#modules/events/read.server.ts';
import type { MeetingInput } from '#modules/events/schema.ts';
import * as events from '#modules/events/write.server.ts';
import { addFormat, holdEdition, planEdition } from '#modules/events/write-format.server.ts';
import { addPhoto } from '#modules/events/write-photo.server.ts';
import { seatingOf, toSeat } from '#modules/groups/read-plan.server.ts';
import { problemOf, usual } from '#modules/groups/rules.ts';
import * as seating from '#modules/groups/write.server.ts';
import type { OrganisationType } from '#modules/organisations/rules.ts';
import * as organisations from '#modules/organisations/write.server.ts';
import { type Actor, type Coordinator, coordinator } from '#modules/people/access.ts';
import * as people from '#modules/people/write.server.ts';
import * as places from '#modules/places/write.server.ts';
import { type OpenMeeting, openMeeting } from '#modules/registration/access.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import type { RegistrationInput } from '#modules/registration/schema.ts';
import { workingOut } from '#modules/workshops/rules-findings.ts';
import * as workshops from '#modules/workshops/write.server.ts';
import * as calculations from '#modules/workshops/write-calculation.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { type Picture, prepare } from '#platform/picture/picture.ts';
import { daysAfter } from '#platform/time/time.ts';

export const DAY = 24 * 3600_000;

/** Founds a region with a coordinator. */
export async function makeRegion(
	tx: Tx,
	facts: { id?: number; host?: string | null; origin?: string; accent?: string } = {},
): Promise<Coordinator> {
	const id = facts.id ?? 1;
	await places.foundRegion(tx, {
		id,
		slug: `region-${id}`,
		name: `Landkreis Probe ${id}`,
		land: 'Probeland',
		host: facts.host ?? null,
		origin: facts.origin ?? 'http://127.0.0.1:3000',
		operatorName: 'Bildungsbüro Probe',
		operatorAddress: 'Probeweg 1\n12345 Probe',
		operatorEmail: `buero@region-${id}.example`,
	});
	if (facts.accent) await tx.updateTable('places.region').set({ accent: facts.accent }).where('id', '=', id).execute();
	const person = await people.addPerson(tx, id, { name: 'Karla Koordination', email: `karla@region-${id}.example` });
	await people.grantCoordinator(tx, id, person);
	const actor: Actor = {
		region: id,
		person,
		name: 'Karla Koordination',
		email: `karla@region-${id}.example`,
		roles: ['coordinator'],
		teams: [],
	};
	return coordinator(actor) as Coordinator;
}

export function meetingInput(facts: Partial<MeetingInput> = {}): MeetingInput {
	// In the morning: one that began four hours before midnight would end on another day.
	const startsAt = facts.startsAt ?? daysAfter(new Date(), 30, '09:00');
	return {
		title: 'Probetreffen',
		motto: '',
		objective: '',
		description: '',
		questions: [],
		contact: '',
		startsAt,
		endsAt: new Date(startsAt.getTime() + 4 * 3600_000),
		venueKind: 'external',
		venueOrganisation: null,
		venueName: 'Haus der Begegnung',
		venueAddress: 'Am Markt 1, 12345 Probe',
		joinUrl: '',
		...facts,
	};
}

/** A meeting as a test sees it: its facts, who organises it, and the proof that registration is open. */
export interface Made {
	meeting: Meeting;
	organiser: NonNullable<ReturnType<typeof organiser>>;
	open: OpenMeeting;
	workshops: string[];
	/** The phases in which the workshops run; none = not planned yet. */
	phases: string[];
}

/** A published meeting with so many places and workshops. */
export async function makeMeeting(
	tx: Tx,
	by: Coordinator,
	facts: {
		capacity?: number;
		workshops?: number[];
		minimum?: number;
		rounds?: number;
		published?: boolean;
		input?: Partial<MeetingInput>;
	} = {},
): Promise<Made> {
	const input = meetingInput(facts.input);
	const window = {
		opensAt: new Date(Math.min(Date.now(), input.startsAt.getTime()) - DAY),
		closesAt: new Date(input.startsAt.getTime() - 3600_000),
	};
	const proof = await conduct.beginMeeting(tx, by, input, { capacity: facts.capacity ?? 60, ...window });
	const phases: string[] = [];
	for (let round = 1; round <= (facts.rounds ?? 0); round++)
		phases.push(
			await events.addAgendaItem(tx, proof, {
				kind: 'workshops',
				title: `Runde ${round}`,
				description: '',
				start: `${9 + round}:00`,
				end: `${9 + round}:45`,
				track: '',
				room: '',
				speaker: null,
			}),
		);
	const ids: string[] = [];
	for (const [at, capacity] of (facts.workshops ?? []).entries())
		ids.push(
			await workshops.addWorkshop(tx, proof, {
				title: `Workshop ${at + 1}`,
				description: '',
				topic: '',
				leader: null,
				room: `R ${at + 1}`,
				capacity,
				minimum: facts.minimum ?? 0,
				phases,
			}),
		);
	if (facts.published ?? true) await events.publishMeeting(tx, proof);
	const meeting = (await meetingById(tx, proof.meeting)) as Meeting;
	const open = openMeeting(by.region, meeting, await offerOf(tx, meeting.id), new Date()) as OpenMeeting;
	return { meeting, organiser: proof, open, workshops: ids, phases };
}

/** What somebody types who registers; the number makes people different. */
export const person = (number: number | string, facts: Partial<RegistrationInput> = {}): RegistrationInput => ({
	name: `Person ${number}`,
	email: `person-${number}@schule.example`,
	organisation: 'Grundschule Probe',
	function: '',
	profession: 'schoolSocialWork',
	area: null,
	dietary: '',
	access: '',
	consentList: false,
	consentContact: false,
	consentPhoto: false,
	consentMet: false,
	key: randomUUID(),
	...facts,
});

/** What a browser sends of it: an unticked box is no field. */
export const fieldsOf = (input: RegistrationInput): Record<string, string> =>
	Object.fromEntries(Object.entries(input).flatMap(([name, value]) => (value ? [[name, value === true ? 'on' : String(value)]] : [])));

/** Somebody of the register: with an account, and work in an organisation of its own. */
export async function makeColleague(
	tx: Tx,
	by: Coordinator,
	number: number | string,
	facts: { type?: OrganisationType; function?: string; ags?: string } = {},
): Promise<string> {
	const id = await people.addPerson(tx, by.region, { name: `Person ${number}`, email: `person-${number}@schule.example` });
	const organisation = await organisations.addOrganisation(tx, by, {
		name: `Organisation ${number}`,
		type: facts.type ?? 'school',
		street: '',
		postcode: '',
		town: 'Probe',
		ags: facts.ags ?? '',
	});
	const membership = { person: id, organisation, function: facts.function ?? 'Schulleitung', since: '2020-01-01' };
	await organisations.addMembership(tx, by.region, membership);
	return id;
}

/** Seats everybody with a place at so many tables over rounds, quickly and the same every time. */
export async function makeSeating(tx: Tx, made: Made, tables: number, rounds: number): Promise<void> {
	const now = new Date();
	await seating.savePlan(tx, made.organiser, { tables: { count: tables }, rounds, minutes: 20, people: 'registered', weights: usual }, 1);
	const basis = await seatingOf(tx, made.organiser);
	if (!basis) throw new Error('there is a plan');
	const { budgetMs: _, ...problem } = problemOf(toSeat(basis, false), 1);
	await seating.saveSeating(tx, made.organiser, basis, mix(readMixing({ ...problem, steps: 2000 }), performance).rounds, now);
}

/** Holds meetings as editions of one new kind, so that the later asks what became of the earlier; its id. */
export async function makeEditions(
	tx: Tx,
	by: Coordinator,
	meetings: readonly Pick<Made, 'organiser'>[],
	facts: { needsMinutes?: boolean } = {},
): Promise<string> {
	const format = await addFormat(tx, by, { name: `Konferenz ${randomUUID()}`, cadence: null, ...facts });
	for (const { organiser } of meetings)
		await holdEdition(tx, organiser, await planEdition(tx, by, { format, area: null, number: null, planned: { year: 2027 } }));
	return format;
}

/** Lets a meeting begin so many hours ago, however it was planned; its people stay registered. Unit: hours, negative = ahead */
export async function beginAgo(tx: Tx, made: Pick<Made, 'meeting'>, hours: number, length = 4): Promise<void> {
	const starts_at = new Date(Date.now() - hours * 3600_000);
	const ends_at = new Date(starts_at.getTime() + length * 3600_000);
	await tx.updateTable('events.meeting').set({ starts_at, ends_at }).where('id', '=', made.meeting.id).execute();
}

/** A small picture as a camera writes it, with the place where it was taken. */
export const makePicture = (): Promise<Buffer> =>
	sharp({ create: { width: 60, height: 40, channels: 3, background: '#246' } })
		.jpeg()
		.withExif({ IFD0: { Make: 'Kamera', Artist: 'Erika Foto' }, IFD3: { GPSLatitude: '51/1 2/1 3/1' } })
		.toBuffer();

/** Puts a photo on a meeting's page. */
export const makePhoto = async (tx: Tx, by: Made['organiser'], alt = 'Fünf Personen sortieren Karten'): Promise<string> =>
	addPhoto(
		tx,
		by,
		{ alt, caption: 'Am Nachmittag', photographer: 'Erika Foto', holder: 'Landkreis Probe', people: 'consented' },
		(await prepare(await makePicture())) as Picture,
	);

/** Gives places out, worked out at once instead of in the background; the draft that comes of it. */
export async function makeDraft(tx: Tx, by: Made['organiser'], choice: { objective: Objective; seed: number }): Promise<string> {
	const calculation = await calculations.begin(tx, by, choice);
	const findings = inOneGo(workingOut((await calculations.claim(tx, calculation)) as Problem));
	return (await calculations.finish(tx, by.region, calculation, findings)) as string;
}

/** A board of a meeting with four columns; the tokens open its links. */
export async function makeBoard(tx: Tx, made: Made, facts: Partial<BoardInput> = {}) {
	const columns = (['wish', 'expectation', 'pitfall', 'improvement'] as const).map((kind) => ({ kind, title: '', question: '' }));
	const input = {
		title: 'Was brauchen wir voneinander?',
		tables: 8,
		choices: 3,
		dots: 5,
		dotsEach: 2,
		codes: 0,
		method: 'dots' as const,
		columns,
		...facts,
	};
	const id = await boards.addBoard(tx, made.organiser, made.meeting, input, new Date());
	const board = (await boardOf(tx, made.organiser, id)) as Board;
	const by = facilitatorAs(made.organiser, board) as Facilitator;
	const links = await linksOf(tx, by, new Date());
	const tokenOf = (role: Role) => links.find((link) => link.role === role)?.token as string;
	return {
		...made,
		board,
		by,
		columns: (await columnsOf(tx, id)).map((column) => column.id),
		facilitator: tokenOf('facilitator'),
		projector: tokenOf('projector'),
		team: tokenOf('team'),
	};
}

/** Leads a board on through these stages, one after the other. */
export async function leadBoard(tx: Tx, by: Facilitator, ...through: State[]): Promise<void> {
	for (const state of through) {
		const { number = 0 } = (await stagesOf(tx, by.board)).at(-1) ?? {};
		await boards.moveTo(tx, by, state, null, number, new Date());
	}
}
