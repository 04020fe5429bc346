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
import { organisationToken, type Profile, profileOf } from '#modules/organisations/read-profile.server.ts';
import type { OrganisationType } from '#modules/organisations/rules.ts';
import type { ProfileInput } from '#modules/organisations/schema-profile.ts';
import * as organisations from '#modules/organisations/write.server.ts';
import { changeProfile } from '#modules/organisations/write-profile.server.ts';
import { type Actor, type Coordinator, coordinator } from '#modules/people/access.ts';
import * as people from '#modules/people/write.server.ts';
import * as places from '#modules/places/write.server.ts';
import { censusOf, censusToken } from '#modules/positions/read-census.server.ts';
import type { CensusInput } from '#modules/positions/schema-census.ts';
import * as positions from '#modules/positions/write.server.ts';
import { beginCensus } from '#modules/positions/write-census.server.ts';
import { type OpenMeeting, openMeeting } from '#modules/registration/access.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import type { RegistrationInput } from '#modules/registration/schema.ts';
import { guest, keeper, party, statementKeeper } from '#modules/thread/access.ts';
import { agreementOf, partyToken } from '#modules/thread/read-agreement.server.ts';
import { deciderToken, guestToken } from '#modules/thread/read-guest.server.ts';
import { recipientsOf, recipientToken } from '#modules/thread/read-minutes.server.ts';
import { present } from '#modules/thread/rules-agreement.ts';
import * as thread from '#modules/thread/write-agreement.server.ts';
import * as groups from '#modules/thread/write-group.server.ts';
import * as guests from '#modules/thread/write-guest.server.ts';
import { addMeasure, report } from '#modules/thread/write-measure.server.ts';
import * as minutes from '#modules/thread/write-minutes.server.ts';
import { signByLink, signOnPaper } from '#modules/thread/write-signature.server.ts';
import { sayStatement, showStatement } from '#modules/thread/write-statement.server.ts';
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

/** An organisation that says something of itself, and the link by which its own people keep it. */
export async function makeProfile(tx: Tx, by: Coordinator, facts: Partial<ProfileInput> = {}): Promise<{ id: string; token: string }> {
	const name = facts.name ?? `Beratungsstelle ${randomUUID()}`;
	const base = { name, type: 'freeCarrier', street: 'Weg 1', postcode: '12345', town: facts.town ?? 'Probe', ags: '' } as const;
	const id = await organisations.addOrganisation(tx, by, base);
	const own = { phone: '', website: '', openingHours: '', possibilities: 'Geheime Möglichkeiten', limits: '', waysOfWorking: '' };
	const email = 'stelle@traeger.example';
	await changeProfile(tx, by, id, { ...base, ...own, email, carrier: 'free', number: '', forms: [], ...facts });
	return { id, token: await organisationToken(tx, by.region, (await profileOf(tx, id)) as Profile) };
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

/**
 * An agreement of a meeting that is sent out: with a party that signs by its link, or has signed, one that signed on paper, one that is told, an annex
 * and a measure.
 */
export async function makeAgreement(tx: Tx, by: Made['organiser'], title = 'Zusammenarbeit', { isSigned = false } = {}) {
	const now = new Date();
	const id = await thread.begin(tx, by, { key: randomUUID(), title, template: 'blank', mandate: null }, now);
	const keeps = keeper(by, id);
	const parties = (['signatory', 'signatory', 'informed'] as const).map((role, at) => ({
		number: at + 1,
		id: '',
		name: ['Grundschule am Bach', 'Jugendamt', 'Kirchengemeinde'][at] as string,
		role,
		contactName: 'Kim Amsel',
		contactFunction: 'Leitung',
		contactEmail: `partei${at}@amt.example`,
	}));
	const text = {
		title,
		from: '2020-08-01',
		until: '',
		review: '2021-05-01',
		clauses: [{ heading: 'Ziele', text: 'Wir reden früh.' }],
		parties,
	};
	const pdf = new TextEncoder().encode('%PDF-1.7');
	await thread.saveText(tx, keeps, { seen: 1, people: '', anew: false, ...text }, now);
	await thread.addAnnex(tx, keeps, { seen: 2, anew: false, annexTitle: 'Stundenplan' }, pdf, now);
	await thread.offer(tx, keeps, now);
	const key = randomUUID();
	await addMeasure(tx, keeps, { key, measureTitle: 'Liste', asked: 'Jugendamt', due: '2021' }, now);
	await report(tx, keeps, { measure: key, percent: 60, note: 'Neun von fünfzehn', evidence: '' }, now);
	const { content, hash } = present((await agreementOf(tx, keeps)).versions);
	const [signs, onPaper, told] = content.parties.map((one) => one.id) as [string, string, string];
	await signOnPaper(tx, keeps, { party: onPaper, hash, signer: 'Petra Paul', function: '', on: '2020-08-03' }, pdf, now);
	if (isSigned)
		await signByLink(tx, party(by.region, { agreement: id, party: signs, link: 1 }), { hash, signer: 'Signe Geheim', function: '' }, now);
	return {
		id,
		by: keeps,
		measure: key,
		annex: content.annexes[0]?.id as string,
		onPaper,
		token: await partyToken(tx, by.region, signs),
		told: await partyToken(tx, by.region, told),
	};
}

/** Released minutes of a meeting with somebody on their list. */
export async function makeMinutes(tx: Tx, by: Made['organiser'], name = 'Geheime Gruppe') {
	const id = await minutes.beginMinutes(
		tx,
		by,
		{ key: randomUUID(), name },
		[{ heading: 'Ergebnisse', text: 'Wir reden früh.' }],
		new Date(),
	);
	await minutes.addRecipients(tx, by, id, [{ name: 'Kim Amsel', email: 'kim@amt.example' }]);
	await minutes.release(tx, by, id, 1, new Date());
	const [recipient] = await recipientsOf(tx, id);
	return { id, token: await recipientToken(tx, by.region, recipient?.id as string) };
}

/** A working group with somebody in it, a function that is missing, and a meeting. */
export async function makeGroup(tx: Tx, by: Coordinator, meeting: string, groupName = 'Geheime Arbeitsgruppe') {
	const [group, member] = [randomUUID(), randomUUID()];
	await groups.saveGroup(tx, by, { group, groupName, aim: 'Niemand fällt durch.', functions: ['Jugendhilfe', 'Schulaufsicht'] });
	const who = { memberName: 'Kim Amsel', organisation: 'Jugendamt', function: 'Jugendhilfe', memberEmail: 'kim@amt.example' };
	await groups.keepMember(tx, by, group, { member, ...who, since: '2026-01-01' });
	await groups.gatherAt(tx, by, group, [meeting]);
	return { id: group, member };
}

/** A conference that takes guests, somebody who asked, and the links of both. */
export async function makeSlot(tx: Tx, by: Coordinator) {
	const [slot, request] = [randomUUID(), randomUUID()];
	const startsAt = daysAfter(new Date(), 20, '14:00');
	const facts = {
		key: slot,
		host: 'Jugendamt',
		place: 'Geheimer Raum',
		seats: 2,
		deciderName: 'Dana Denk',
		deciderEmail: 'dana@amt.example',
	};
	const times = { startsAt, endsAt: daysAfter(startsAt, 0, '16:00'), closesAt: daysAfter(startsAt, -2, '23:59') };
	await guests.offerSlot(tx, by, { ...facts, ...times }, new Date());
	const wish = {
		key: request,
		name: 'Kim Amsel',
		email: 'kim@schule.example',
		organisation: 'Schule',
		profession: 'teaching',
		discreet: true,
	} as const;
	await guests.askForSeat(tx, by.region, slot, wish, new Date());
	await guests.confirmRequest(tx, guest(by.region, { slot, request }), new Date());
	return { slot, request, guest: await guestToken(tx, by.region, request), decider: await deciderToken(tx, by.region, slot) };
}

/** A quality standard that a meeting agreed to. */
export async function makeStatement(tx: Tx, by: Made['organiser'], title: string, isPublic: boolean): Promise<string> {
	const criteria = [{ dimension: 'process' as const, level: 'minimum' as const, addressee: 'Schule', text: 'Eine Person ist benannt' }];
	const said = {
		kind: 'standard' as const,
		seen: 0,
		title,
		wording: 'Jede Schule nennt eine Ansprechperson.',
		status: 'agreed' as const,
		on: '2026-03-01',
		criteria,
	};
	const id = await sayStatement(tx, by, { key: randomUUID(), ...said }, new Date());
	if (isPublic) await showStatement(tx, statementKeeper(by, id), true);
	return id;
}

/** A position at a school, filled and paid for unless said otherwise; until = the first day after it. */
export async function makePosition(
	tx: Tx,
	by: Coordinator,
	facts: {
		school: string;
		fte?: number;
		from?: string;
		until?: string | null;
		person?: string;
		programme?: string | null;
		number?: string;
		fundedUntil?: string | null;
	},
): Promise<string> {
	return positions.addPosition(tx, by, {
		position: randomUUID(),
		number: '',
		fte: 100,
		employer: '',
		isPlanned: false,
		emphasis: '',
		qualification: '',
		from: '2020-08-01',
		until: null,
		programme: null,
		percent: 100,
		fundedUntil: null,
		person: '',
		held: '',
		...facts,
	});
}

/** A census of all schools of the region, with the link of the first. */
export async function makeCensus(
	tx: Tx,
	by: Coordinator,
	facts: Partial<CensusInput> = {},
): Promise<{ id: string; token: string; asked: string }> {
	const now = new Date();
	const today = now.toISOString().slice(0, 10);
	const input = { census: randomUUID(), name: 'Stellen zum Stichtag', referenceOn: today, dueOn: '2099-12-31', note: '', ...facts };
	const id = await beginCensus(tx, by, input, today, now);
	const [asked] = (await censusOf(tx, by, id))?.asked ?? [];
	if (!asked) throw new Error('a census asks a school');
	return { id, token: await censusToken(tx, by.region, asked), asked: asked.id };
}
