// Who may do what: every route and method that the router knows, times every role. A route without a row fails.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as boards from '#modules/boards/write-board.server.ts';
import * as conduct from '#modules/conduct/write.server.ts';
import { materials } from '#modules/events/read-after.server.ts';
import { followerToken } from '#modules/events/read-follow.server.ts';
import { teamLinkToken } from '#modules/events/read-team.server.ts';
import { addMaterial } from '#modules/events/write-after.server.ts';
import { ask as follow } from '#modules/events/write-follow.server.ts';
import { addTeamMember, makeTeamLink } from '#modules/events/write-team.server.ts';
import { personByEmail } from '#modules/people/read.server.ts';
import * as people from '#modules/people/write.server.ts';
import { changeRegion } from '#modules/places/write.server.ts';
import { personalTokenOf, placeById } from '#modules/registration/read.server.ts';
import { doorToken } from '#modules/registration/read-door.server.ts';
import { invitationToken, invited } from '#modules/registration/read-invitation.server.ts';
import { certify } from '#modules/registration/write-after.server.ts';
import { openDoor } from '#modules/registration/write-door.server.ts';
import { invite } from '#modules/registration/write-invitation.server.ts';
import { carerToken } from '#modules/thread/read.server.ts';
import { give } from '#modules/thread/write.server.ts';
import { showAgreement } from '#modules/thread/write-agreement.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { to } from '#platform/paths.ts';
import { beginAgo, makeBoard, makeColleague, makeDraft, makeMeeting, makePhoto, makeRegion, person } from '../tests/make.ts';
import { makeCensus, makeOffer, makePosition, makeProfile } from '../tests/make-register.ts';
import { makeAgreement, makeGroup, makeMinutes, makeSlot, makeStatement } from '../tests/make-thread.ts';
import { ask, sessionFor, startSite } from '../tests/site.ts';

const ROUTES = path.resolve(import.meta.dirname, '../src/routes');
const { server, database } = await startSite();
afterAll(async () => {
	await database.close();
	await server.end();
});

const { port } = new URL(server.origin);
const here = `http://127.0.0.1:${port}`;

/** The links of people who follow; one that stops ends with it, so each role gets one of its own. */
async function followTokens(tx: Tx, count: number): Promise<string[]> {
	for (let number = 0; number < count; number++) await follow(tx, 1, { email: `folgt-${number}@x.example`, subject: null }, 'de');
	const tokens: string[] = [];
	for (const { id } of await tx.selectFrom('events.follower').select('id').execute()) tokens.push(await followerToken(tx, 1, id));
	return tokens;
}

const ours = await database.within([1], async (tx) => {
	const coordinator = await makeRegion(tx, { id: 1, host: '127.0.0.1', origin: here });
	const made = await makeMeeting(tx, coordinator, { workshops: [5], input: { title: 'Geheimes Treffen' }, published: false });
	// A colour of its own, so that its sheet is there.
	await changeRegion(tx, coordinator, {
		name: 'Landkreis Probe 1',
		operatorName: 'Büro',
		operatorAddress: 'Weg 1',
		operatorEmail: 'buero@region-1.example',
		operatorPhone: '',
		representedBy: '',
		dataProtectionOfficer: '',
		supervisoryAuthority: '',
		enforcementBody: '',
		accent: '#1f5c3a',
		frameAncestors: [],
		asksByItself: false,
	});
	// A draft takes no registrations; somebody in its allocation is needed all the same.
	const { id: drafted } = await tx
		.insertInto('registration.place')
		.values({
			region_id: 1,
			meeting_id: made.meeting.id,
			email: 'd@x.example',
			name: 'Dora',
			profession: 'other',
			language: 'de',
			state: 'confirmed',
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await makeDraft(tx, made.organiser, { objective: 'generous', seed: 1 });
	const other = await makeMeeting(tx, coordinator, { input: { title: 'Anderes Treffen' } });
	const published = await makeMeeting(tx, coordinator, { workshops: [5], input: { title: 'Offenes Treffen' } });
	// A link that withdraws ends with it, so each role gets one of its own.
	const links: string[] = [];
	for (let number = 0; number < 7; number++) {
		const outcome = await conduct.register(tx, published.open, person(number), published.workshops, 'de');
		const place = await placeById(tx, outcome.place as string);
		links.push(await personalTokenOf(tx, 1, place as { id: string; linkVersion: number }));
	}
	const member = async (meeting: typeof made, name: string) => {
		await addTeamMember(tx, meeting.organiser, { memberName: name, memberEmail: `${name}@team.example`, memberFunction: '' });
		return (await personByEmail(tx, `${name}@team.example`)) as string;
	};
	const invitee = await makeColleague(tx, coordinator, 'eingeladen');
	await invite(tx, published.organiser, coordinator, [invitee], '', new Date());
	const [invitation] = await invited(tx, published.organiser);
	const plain = await people.addPerson(tx, 1, { name: 'Paula Profi', email: 'paula@schule.example' });
	// A meeting that is over, with everything that stays of it.
	const over = await makeMeeting(tx, coordinator, { input: { title: 'Geheimes Treffen von gestern' } });
	const guest = await conduct.register(tx, over.open, person('gestern'), [], 'de');
	await beginAgo(tx, over, 24);
	await certify(tx, over.organiser, { minutes: 240, town: 'Probe', signer: 'Karla', signerFunction: '' }, new Date());
	await addMaterial(tx, over.organiser, { title: 'Folien', url: '' }, new TextEncoder().encode('%PDF-1.7'));
	const [material] = await materials(tx, over.organiser);
	const guestPlace = (await placeById(tx, guest.place as string)) as { id: string; linkVersion: number };
	// A board on which people vote, with one card.
	const board = await makeBoard(tx, made);
	await boards.moveTo(tx, board.by, 'collecting', null, 1, new Date());
	await boards.addPaper(tx, board.by, { key: randomUUID(), table: 1, column: board.columns[0] as string, lines: ['Geheime Karte'] });
	await boards.moveTo(tx, board.by, 'voting', null, 2, new Date());
	const [bundle] = await tx.selectFrom('boards.bundle').select('id').execute();
	const facts = {
		key: null,
		bundle: null,
		title: 'Geheimer Auftrag',
		asked: 'Amt',
		step: '',
		due: '',
		carerName: 'Kim',
		carerEmail: 'kim@amt.example',
		asking: null,
	};
	const mandate = await give(tx, made.organiser, facts, new Date());
	return {
		mandate: await carerToken(tx, 1, mandate),
		agreement: await makeAgreement(tx, made.organiser, 'Geheime Vereinbarung'),
		minutes: await makeMinutes(tx, made.organiser),
		statement: await makeStatement(tx, made.organiser, 'Geheimer Beschluss', false),
		group: await makeGroup(tx, coordinator, made.meeting.id),
		seat: await makeSlot(tx, coordinator),
		profile: await makeProfile(tx, coordinator, { name: 'Schule im Register', type: 'school' }),
		offer: await makeOffer(tx, coordinator, { organisation: 'Schule im Register' }),
		position: await makePosition(tx, coordinator, { school: 'Schule im Register', person: 'Geheime Person' }),
		census: await makeCensus(tx, coordinator),
		shownStatement: await makeStatement(tx, made.organiser, 'Beschluss', true),
		shown: await (async () => {
			const one = await makeAgreement(tx, made.organiser, 'Vereinbarung', { isSigned: true });
			await showAgreement(tx, one.by, true);
			return one.id;
		})(),
		coordinator,
		made,
		drafted,
		board,
		bundle: bundle?.id as string,
		published,
		token: links[6] as string,
		door: await doorToken(tx, 1, await openDoor(tx, made.organiser, 'Haupteingang', new Date())),
		teamLink: await teamLinkToken(tx, 1, await makeTeamLink(tx, made.organiser, '', new Date())),
		follows: await followTokens(tx, 7),
		photo: await makePhoto(tx, published.organiser),
		invitation: await invitationToken(tx, 1, invitation?.id as string),
		links,
		member: await (async () => {
			await member(over, 'team');
			return member(made, 'team');
		})(),
		stranger: await member(other, 'fremd'),
		plain,
		over,
		material: material?.id as string,
		overToken: await personalTokenOf(tx, 1, guestPlace),
	};
});
const theirs = await database.within([2], (tx) => makeRegion(tx, { id: 2, host: 'localhost', origin: `http://localhost:${port}` }));

// A session of the other region, shown here: cookies do not cross hosts, but a thief's hand may carry them.
const roles = {
	visitor: undefined,
	account: await sessionFor(database, 1, ours.plain),
	organiser: await sessionFor(database, 1, ours.member),
	otherOrganiser: await sessionFor(database, 1, ours.stranger),
	coordinator: await sessionFor(database, 1, ours.coordinator.person),
	foreignCoordinator: await sessionFor(database, 2, theirs.person),
};
type Role = keyof typeof roles;

type Gate = 'everyone' | 'signedIn' | 'coordinator' | 'organiser' | 'demonstration' | 'link';
const may: Record<Gate, Role[]> = {
	everyone: Object.keys(roles) as Role[],
	link: Object.keys(roles) as Role[],
	signedIn: ['account', 'organiser', 'otherOrganiser', 'coordinator'],
	coordinator: ['coordinator'],
	organiser: ['organiser', 'coordinator'],
	demonstration: [],
};
// Whoever is not signed in is led to the sign-in page; a session of another region is none.
const ledToSignIn: Role[] = ['visitor', 'foreignCoordinator'];

/** The permission table: route and method → gate. */
const table: Record<string, Gate> = {
	'GET /': 'everyone',
	'GET /accessibility': 'everyone',
	'GET /calendar.ics': 'everyone',
	'GET /demo/mails': 'demonstration',
	'POST /demo/sign-in': 'demonstration',
	'GET /desk': 'signedIn',
	'GET /desk/meetings/[meeting]': 'organiser',
	'POST /desk/meetings/[meeting]?/publish': 'organiser',
	'POST /desk/meetings/[meeting]?/cancel': 'organiser',
	'GET /desk/meetings/[meeting]/agenda': 'organiser',
	'POST /desk/meetings/[meeting]/agenda?/item': 'organiser',
	'POST /desk/meetings/[meeting]/agenda?/removeItem': 'organiser',
	'POST /desk/meetings/[meeting]/agenda?/workshop': 'organiser',
	'POST /desk/meetings/[meeting]/agenda?/removeWorkshop': 'organiser',
	'POST /desk/meetings/[meeting]/agenda?/cancelRun': 'organiser',
	'POST /desk/meetings/[meeting]/agenda?/speaker': 'organiser',
	'POST /desk/meetings/[meeting]/agenda?/consent': 'organiser',
	'GET /desk/meetings/[meeting]/allocation': 'organiser',
	'POST /desk/meetings/[meeting]/allocation?/allocate': 'organiser',
	'POST /desk/meetings/[meeting]/allocation?/undo': 'organiser',
	'POST /desk/meetings/[meeting]/allocation?/stop': 'organiser',
	'POST /desk/meetings/[meeting]/allocation?/discard': 'organiser',
	'GET /desk/meetings/[meeting]/allocation/progress.json': 'organiser',
	'GET /desk/meetings/[meeting]/allocation/move/[place]': 'organiser',
	'POST /desk/meetings/[meeting]/allocation/move/[place]?/move': 'organiser',
	'POST /desk/meetings/[meeting]/allocation/move/[place]?/firm': 'organiser',
	'POST /desk/meetings/[meeting]/allocation?/publish': 'organiser',
	'GET /desk/meetings/[meeting]/allocation/record.json': 'organiser',
	'GET /desk/meetings/[meeting]/allocation/rules': 'organiser',
	'POST /desk/meetings/[meeting]/allocation/rules?/quota': 'organiser',
	'POST /desk/meetings/[meeting]/allocation/rules?/pair': 'organiser',
	'POST /desk/meetings/[meeting]/allocation/rules?/removeQuota': 'organiser',
	'POST /desk/meetings/[meeting]/allocation/rules?/removePair': 'organiser',
	'GET /desk/meetings/[meeting]/allocation/what-if': 'organiser',
	'POST /desk/meetings/[meeting]/allocation/what-if?/decide': 'organiser',
	'GET /desk/meetings/[meeting]/edit': 'organiser',
	'POST /desk/meetings/[meeting]/edit': 'organiser',
	'GET /desk/meetings/[meeting]/history': 'organiser',
	'GET /desk/meetings/[meeting]/people': 'organiser',
	'POST /desk/meetings/[meeting]/people?/add': 'organiser',
	'POST /desk/meetings/[meeting]/people?/withdraw': 'organiser',
	'POST /desk/meetings/[meeting]/people?/renew': 'organiser',
	'POST /desk/meetings/[meeting]/people?/rule': 'organiser',
	'GET /desk/meetings/[meeting]/invitations': 'organiser',
	'GET /desk/meetings/[meeting]/invitations/list.[format]': 'organiser',
	'GET /desk/meetings/[meeting]/invitations/new': 'coordinator',
	'POST /desk/meetings/[meeting]/invitations/new?/send': 'coordinator',
	'POST /desk/meetings/[meeting]/invitations/new?/keep': 'coordinator',
	'POST /desk/meetings/[meeting]/invitations/new?/forget': 'coordinator',
	'GET /desk/meetings/[meeting]/invitations/remind': 'organiser',
	'POST /desk/meetings/[meeting]/invitations/remind': 'organiser',
	'GET /desk/meetings/[meeting]/people/questions': 'organiser',
	'POST /desk/meetings/[meeting]/people/questions?/add': 'organiser',
	'POST /desk/meetings/[meeting]/people/questions?/remove': 'organiser',
	'GET /desk/meetings/[meeting]/people/lists': 'organiser',
	'GET /desk/meetings/[meeting]/people/lists/list.[format]': 'organiser',
	'GET /desk/meetings/[meeting]/agenda/board': 'organiser',
	'POST /desk/meetings/[meeting]/agenda/board': 'organiser',
	'POST /desk/meetings/[meeting]/agenda?/contribution': 'organiser',
	'POST /desk/meetings/[meeting]/agenda?/removeContribution': 'organiser',
	'GET /desk/meetings/[meeting]/agenda/release': 'organiser',
	'POST /desk/meetings/[meeting]/agenda/release': 'organiser',
	'GET /desk/meetings/[meeting]/photos': 'organiser',
	'POST /desk/meetings/[meeting]/photos?/add': 'organiser',
	'POST /desk/meetings/[meeting]/photos?/withdraw': 'organiser',
	'GET /events/[event]/photos/[photo]': 'everyone',
	'GET /desk/archive': 'signedIn',
	'GET /desk/archive/list.[format]': 'signedIn',
	'POST /desk/meetings/[meeting]?/came': 'organiser',
	'POST /desk/meetings/[meeting]?/close': 'organiser',
	'GET /desk/views': 'signedIn',
	'POST /desk/views?/keep': 'signedIn',
	'POST /desk/views?/forget': 'signedIn',
	'GET /follow': 'everyone',
	'POST /follow': 'everyone',
	'GET /follow/[token]': 'link',
	'POST /follow/[token]': 'link',
	'GET /follow/[token]/unsubscribe': 'link',
	'POST /follow/[token]/unsubscribe': 'link',
	'GET /desk/search': 'signedIn',
	'GET /desk/search/found.json': 'signedIn',
	'GET /desk/mail-texts': 'coordinator',
	'POST /desk/mail-texts?/preview': 'coordinator',
	'POST /desk/mail-texts?/save': 'coordinator',
	'POST /desk/mail-texts?/reset': 'coordinator',
	'GET /desk/meetings/[meeting]/people/import': 'organiser',
	'POST /desk/meetings/[meeting]/people/import?/preview': 'organiser',
	'POST /desk/meetings/[meeting]/people/import?/import': 'organiser',
	'GET /desk/meetings/[meeting]/people/import/template.csv': 'organiser',
	'GET /desk/meetings/[meeting]/people/reserved': 'organiser',
	'POST /desk/meetings/[meeting]/people/reserved?/add': 'organiser',
	'POST /desk/meetings/[meeting]/people/reserved?/release': 'organiser',
	'GET /desk/meetings/[meeting]/people/list.[format]': 'organiser',
	'GET /desk/meetings/[meeting]/team': 'organiser',
	'POST /desk/meetings/[meeting]/team?/add': 'organiser',
	'POST /desk/meetings/[meeting]/team?/remove': 'organiser',
	'POST /desk/meetings/[meeting]/team?/appoint': 'organiser',
	'POST /desk/meetings/[meeting]/team?/link': 'organiser',
	'POST /desk/meetings/[meeting]/team?/endLink': 'organiser',
	'POST /desk/meetings/[meeting]/team?/task': 'organiser',
	'POST /desk/meetings/[meeting]/team?/taskDone': 'organiser',
	'POST /desk/meetings/[meeting]/team?/removeTask': 'organiser',
	'GET /desk/meetings/[meeting]/day': 'organiser',
	'POST /desk/meetings/[meeting]/day?/openDoor': 'organiser',
	'POST /desk/meetings/[meeting]/day?/closeDoor': 'organiser',
	'GET /desk/meetings/[meeting]/day/print': 'organiser',
	'GET /desk/meetings/[meeting]/day/print/document.[format]': 'organiser',
	'POST /desk/meetings/[meeting]/day?/announce': 'organiser',
	'POST /desk/meetings/[meeting]/day?/withdrawAnnouncement': 'organiser',
	'GET /my-place/[token]/now': 'link',
	'GET /my-place/[token]/now/now.json': 'link',
	'GET /my-place/[token]/now/stream': 'link',
	'GET /door/[token]/hall': 'link',
	'GET /door/[token]/hall/now.json': 'link',
	'GET /door/[token]/hall/stream': 'link',
	'GET /desk/meetings/[meeting]/groups': 'organiser',
	'GET /desk/meetings/[meeting]/groups/move': 'organiser',
	'POST /desk/meetings/[meeting]/groups?/plan': 'organiser',
	'POST /desk/meetings/[meeting]/groups?/seat': 'organiser',
	'POST /desk/meetings/[meeting]/groups?/mix': 'organiser',
	'POST /desk/meetings/[meeting]/groups?/group': 'organiser',
	'POST /desk/meetings/[meeting]/groups?/move': 'organiser',
	'POST /desk/meetings/[meeting]/groups?/begin': 'organiser',
	'POST /desk/meetings/[meeting]/groups?/extend': 'organiser',
	'POST /desk/meetings/[meeting]/groups?/end': 'organiser',
	'GET /desk/meetings/[meeting]/boards': 'organiser',
	'POST /desk/meetings/[meeting]/boards?/add': 'organiser',
	'GET /desk/meetings/[meeting]/mandates': 'organiser',
	'GET /desk/meetings/[meeting]/mandates/list.[format]': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/report': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/postpone': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/end': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/give': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/giveHanded': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/correct': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/open': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/openAll': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/reopen': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/leave': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/agree': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/renew': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/finish': 'organiser',
	'GET /desk/agreements': 'signedIn',
	'POST /desk/agreements?/begin': 'coordinator',
	'GET /desk/agreements/list.[format]': 'signedIn',
	'GET /desk/agreements/templates': 'coordinator',
	'POST /desk/agreements/templates?/save': 'coordinator',
	'POST /desk/agreements/templates?/remove': 'coordinator',
	'GET /desk/agreements/[agreement]': 'organiser',
	'GET /desk/agreements/[agreement]/agreement.pdf': 'organiser',
	'GET /desk/agreements/[agreement]/annexes/[annex]': 'organiser',
	'GET /desk/agreements/[agreement]/compare': 'organiser',
	'GET /desk/agreements/[agreement]/edit': 'organiser',
	'POST /desk/agreements/[agreement]/edit': 'organiser',
	'GET /desk/agreements/[agreement]/scans/[party]': 'organiser',
	'POST /desk/agreements/[agreement]?/offer': 'organiser',
	'POST /desk/agreements/[agreement]?/paper': 'organiser',
	'POST /desk/agreements/[agreement]?/addAnnex': 'organiser',
	'POST /desk/agreements/[agreement]?/dropAnnex': 'organiser',
	'POST /desk/agreements/[agreement]?/addMeasure': 'organiser',
	'POST /desk/agreements/[agreement]?/measured': 'organiser',
	'POST /desk/agreements/[agreement]?/renew': 'organiser',
	'POST /desk/agreements/[agreement]?/finish': 'organiser',
	'POST /desk/agreements/[agreement]?/show': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/show': 'organiser',
	'GET /desk/thread': 'signedIn',
	'GET /desk/thread/poster.pdf': 'signedIn',
	'GET /desk/thread/thread.json': 'signedIn',
	'GET /desk/meetings/[meeting]/minutes': 'organiser',
	'POST /desk/meetings/[meeting]/minutes?/begin': 'organiser',
	'GET /desk/meetings/[meeting]/minutes/[minutes]': 'organiser',
	'GET /desk/meetings/[meeting]/minutes/[minutes]/minutes.pdf': 'organiser',
	'POST /desk/meetings/[meeting]/minutes/[minutes]?/save': 'organiser',
	'GET /desk/meetings/[meeting]/minutes/[minutes]/release': 'organiser',
	'POST /desk/meetings/[meeting]/minutes/[minutes]/release?/release': 'organiser',
	'POST /desk/meetings/[meeting]/minutes/[minutes]/release?/addRecipient': 'organiser',
	'POST /desk/meetings/[meeting]/minutes/[minutes]/release?/addRegistered': 'organiser',
	'POST /desk/meetings/[meeting]/minutes/[minutes]/release?/removeRecipient': 'organiser',
	'GET /minutes/[token]': 'link',
	'GET /minutes/[token]/minutes.pdf': 'link',
	'GET /desk/mandates': 'signedIn',
	'GET /desk/mandates/list.[format]': 'signedIn',
	'GET /desk/working-groups': 'coordinator',
	'POST /desk/working-groups?/save': 'coordinator',
	'GET /desk/working-groups/[group]': 'coordinator',
	'GET /desk/working-groups/[group]/members.[format]': 'coordinator',
	'POST /desk/working-groups/[group]?/save': 'coordinator',
	'POST /desk/working-groups/[group]?/keep': 'coordinator',
	'POST /desk/working-groups/[group]?/leave': 'coordinator',
	'POST /desk/working-groups/[group]?/remove': 'coordinator',
	'POST /desk/working-groups/[group]?/gather': 'coordinator',
	'POST /desk/working-groups/[group]?/end': 'coordinator',
	'POST /desk/working-groups/[group]?/again': 'coordinator',
	'POST /desk/working-groups/[group]?/delete': 'coordinator',
	'GET /desk/guest-seats': 'coordinator',
	'POST /desk/guest-seats': 'coordinator',
	'GET /desk/guest-seats/[slot]': 'coordinator',
	'POST /desk/guest-seats/[slot]?/save': 'coordinator',
	'POST /desk/guest-seats/[slot]?/decide': 'coordinator',
	'POST /desk/guest-seats/[slot]?/off': 'coordinator',
	'GET /guest-seats': 'everyone',
	'GET /guest-seats/[slot]': 'everyone',
	'POST /guest-seats/[slot]': 'everyone',
	'GET /guest/[token]': 'link',
	'POST /guest/[token]?/confirm': 'link',
	'POST /guest/[token]?/withdraw': 'link',
	'GET /guest-requests/[token]': 'link',
	'POST /guest-requests/[token]?/decide': 'link',
	'GET /desk/processes': 'coordinator',
	'POST /desk/processes?/save': 'coordinator',
	'POST /desk/processes?/remove': 'coordinator',
	'GET /desk/statements': 'signedIn',
	'GET /desk/statements/list.[format]': 'signedIn',
	'POST /desk/statements?/say': 'coordinator',
	'GET /desk/statements/[statement]': 'organiser',
	'POST /desk/statements/[statement]?/word': 'organiser',
	'POST /desk/statements/[statement]?/show': 'organiser',
	'POST /desk/meetings/[meeting]/mandates?/say': 'organiser',
	'GET /thread/statements/[statement]': 'everyone',
	'GET /thread': 'everyone',
	'GET /thread/agreements/[agreement]': 'everyone',
	'GET /thread/poster.pdf': 'everyone',
	'GET /thread/thread.json': 'everyone',
	'GET /agreement/[token]': 'link',
	'GET /agreement/[token]/agreement.pdf': 'link',
	'GET /agreement/[token]/annexes/[annex]': 'link',
	'POST /agreement/[token]?/sign': 'link',
	'POST /agreement/[token]?/note': 'link',
	'POST /agreement/[token]?/measured': 'link',
	'GET /mandate/[token]': 'link',
	'POST /mandate/[token]?/report': 'link',
	'POST /mandate/[token]?/postpone': 'link',
	'POST /mandate/[token]?/end': 'link',
	'GET /desk/meetings/[meeting]/boards/[board]': 'organiser',
	'POST /desk/meetings/[meeting]/boards/[board]?/save': 'organiser',
	'POST /desk/meetings/[meeting]/boards/[board]?/renew': 'organiser',
	'POST /desk/meetings/[meeting]/boards/[board]?/show': 'organiser',
	'POST /desk/meetings/[meeting]/boards/[board]?/handOver': 'organiser',
	'POST /desk/meetings/[meeting]/boards/[board]?/forgetHelper': 'organiser',
	'POST /desk/meetings/[meeting]/boards/[board]?/takeOver': 'organiser',
	'POST /desk/meetings/[meeting]/boards/[board]?/remove': 'organiser',
	'GET /desk/meetings/[meeting]/boards/[board]/cards.[format]': 'organiser',
	'GET /desk/meetings/[meeting]/boards/[board]/priorities.[format]': 'organiser',
	'GET /desk/meetings/[meeting]/boards/[board]/print/[document]': 'organiser',
	'GET /b': 'everyone',
	'POST /b': 'everyone',
	'GET /b/[board]': 'link',
	'POST /b/[board]?/here': 'link',
	'POST /b/[board]?/sit': 'link',
	'POST /b/[board]?/card': 'link',
	'POST /b/[board]?/takeBack': 'link',
	'POST /b/[board]?/choose': 'link',
	'POST /b/[board]?/ready': 'link',
	'POST /b/[board]?/help': 'link',
	'POST /b/[board]?/vote': 'link',
	'PUT /b/[board]/ballots/[stage]/[id]': 'link',
	'GET /b/[board]/bundles/[bundle]': 'link',
	'GET /b/[board]/seen.json': 'link',
	'GET /b/[board]/stream': 'link',
	'PUT /b/[board]/here': 'link',
	'PUT /b/[board]/cards/[id]': 'link',
	'PUT /b/[board]/wording/[id]': 'link',
	'PUT /b/[board]/chosen/[id]': 'link',
	'PUT /b/[board]/ready': 'link',
	'GET /facilitate/[token]': 'link',
	'GET /facilitate/[token]/seen.json': 'link',
	'GET /facilitate/[token]/stream': 'link',
	'POST /facilitate/[token]?/move': 'link',
	'POST /facilitate/[token]?/extend': 'link',
	'POST /facilitate/[token]?/hide': 'link',
	'POST /facilitate/[token]?/show': 'link',
	'POST /facilitate/[token]?/take': 'link',
	'POST /facilitate/[token]?/choose': 'link',
	'POST /facilitate/[token]?/paper': 'link',
	'POST /facilitate/[token]?/count': 'link',
	'POST /facilitate/[token]?/uncount': 'link',
	'POST /facilitate/[token]?/handOver': 'link',
	'GET /bundle/[token]': 'link',
	'GET /bundle/[token]/seen.json': 'link',
	'GET /bundle/[token]/stream': 'link',
	'PUT /bundle/[token]/acts/[id]': 'link',
	'PUT /bundle/[token]/held/[holder]': 'link',
	'GET /projector/[token]': 'link',
	'GET /projector/[token]/seen.json': 'link',
	'GET /projector/[token]/stream': 'link',
	'GET /desk/meetings/[meeting]/after': 'organiser',
	'POST /desk/meetings/[meeting]/after?/close': 'organiser',
	'POST /desk/meetings/[meeting]/after?/certify': 'organiser',
	'POST /desk/meetings/[meeting]/after?/thank': 'organiser',
	'POST /desk/meetings/[meeting]/after?/addMaterial': 'organiser',
	'POST /desk/meetings/[meeting]/after?/removeMaterial': 'organiser',
	'POST /desk/meetings/[meeting]/after?/removeTakeaway': 'organiser',
	'GET /desk/meetings/[meeting]/after/certificates.pdf': 'organiser',
	'GET /desk/meetings/[meeting]/after/takeaways/list.[format]': 'organiser',
	'GET /my-place/[token]/after': 'link',
	'POST /my-place/[token]/after': 'link',
	'GET /my-place/[token]/after/certificate.pdf': 'link',
	'GET /my-place/[token]/after/contacts.[format]': 'link',
	'GET /my-place/[token]/after/materials/[material]': 'link',
	'GET /certificate': 'everyone',
	'POST /certificate': 'everyone',
	'GET /door/[token]': 'link',
	'POST /door/[token]?/arrive': 'link',
	'POST /door/[token]?/undo': 'link',
	'POST /door/[token]?/walkIn': 'link',
	'GET /door/[token]/list.json': 'link',
	'POST /door/[token]/scans.json': 'link',
	'GET /team-link/[token]': 'link',
	'POST /team-link/[token]': 'link',
	'GET /desk/formats': 'coordinator',
	'POST /desk/formats?/add': 'coordinator',
	'POST /desk/formats?/change': 'coordinator',
	'POST /desk/formats?/remove': 'coordinator',
	'POST /desk/formats?/plan': 'coordinator',
	'POST /desk/formats?/replan': 'coordinator',
	'POST /desk/formats?/drop': 'coordinator',
	'GET /desk/meetings/new': 'coordinator',
	'POST /desk/meetings/new': 'coordinator',
	'GET /desk/areas': 'coordinator',
	'POST /desk/areas?/assign': 'coordinator',
	'POST /desk/areas?/draw': 'coordinator',
	'POST /desk/areas?/rename': 'coordinator',
	'GET /desk/organisations': 'coordinator',
	'POST /desk/organisations?/add': 'coordinator',
	'POST /desk/organisations?/ask': 'coordinator',
	'GET /desk/organisations/[organisation]': 'coordinator',
	'POST /desk/organisations/[organisation]?/save': 'coordinator',
	'POST /desk/organisations/[organisation]?/verify': 'coordinator',
	'POST /desk/organisations/[organisation]?/ask': 'coordinator',
	'POST /desk/organisations/[organisation]?/archive': 'coordinator',
	'POST /desk/organisations/[organisation]?/renew': 'coordinator',
	'POST /desk/organisations/[organisation]?/show': 'coordinator',
	'POST /desk/organisations/[organisation]?/keepContact': 'coordinator',
	'POST /desk/organisations/[organisation]?/dropContact': 'coordinator',
	'GET /directory': 'everyone',
	'GET /directory/list.[format]': 'everyone',
	'GET /directory/[organisation]': 'everyone',
	'GET /directory/offers': 'everyone',
	'GET /directory/offers/list.[format]': 'everyone',
	'GET /directory/offers/[offer]': 'everyone',
	'POST /directory/offers/[offer]?/mark': 'signedIn',
	'GET /desk/offers': 'coordinator',
	'GET /desk/offers/list.[format]': 'coordinator',
	'GET /desk/offers/[offer]': 'coordinator',
	'POST /desk/offers/[offer]?/save': 'coordinator',
	'POST /desk/offers/[offer]?/drop': 'coordinator',
	'GET /organisation/[token]/offers': 'link',
	'GET /organisation/[token]/offers/[offer]': 'link',
	'POST /organisation/[token]/offers/[offer]?/save': 'link',
	'POST /organisation/[token]/offers/[offer]?/drop': 'link',
	'GET /organisation/[token]/directory/offers': 'link',
	'GET /organisation/[token]/directory/offers/list.[format]': 'link',
	'GET /organisation/[token]/directory/offers/[offer]': 'link',
	'POST /organisation/[token]/directory/offers/[offer]?/mark': 'link',
	'GET /organisation/[token]/directory': 'link',
	'GET /organisation/[token]/directory/list.[format]': 'link',
	'GET /organisation/[token]/directory/[organisation]': 'link',
	'POST /organisation/[token]?/show': 'link',
	'POST /organisation/[token]?/keepContact': 'link',
	'POST /organisation/[token]?/dropContact': 'link',
	'GET /organisation/[token]': 'link',
	'POST /organisation/[token]?/save': 'link',
	'POST /organisation/[token]?/verify': 'link',
	'POST /organisation/[token]?/archive': 'link',
	'GET /desk/organisations/list.[format]': 'coordinator',
	'GET /desk/organisations/import': 'coordinator',
	'POST /desk/organisations/import?/preview': 'coordinator',
	'POST /desk/organisations/import?/import': 'coordinator',
	'POST /desk/organisations/import?/undo': 'coordinator',
	'GET /desk/positions': 'coordinator',
	'GET /desk/positions/list.[format]': 'coordinator',
	'GET /desk/positions/coverage': 'coordinator',
	'GET /desk/positions/coverage/list.[format]': 'coordinator',
	'GET /desk/positions/check': 'coordinator',
	'GET /desk/positions/censuses': 'coordinator',
	'POST /desk/positions/censuses?/begin': 'coordinator',
	'GET /desk/positions/censuses/[census]': 'coordinator',
	'GET /desk/positions/censuses/[census]/list.[format]': 'coordinator',
	'POST /desk/positions/censuses/[census]?/ask': 'coordinator',
	'POST /desk/positions/censuses/[census]?/answer': 'coordinator',
	'POST /desk/positions/censuses/[census]?/settle': 'coordinator',
	'POST /desk/positions/censuses/[census]?/move': 'coordinator',
	'POST /desk/positions/censuses/[census]?/end': 'coordinator',
	'GET /census/[token]': 'link',
	'POST /census/[token]?/answer': 'link',
	'GET /desk/positions/import': 'coordinator',
	'POST /desk/positions/import?/preview': 'coordinator',
	'POST /desk/positions/import?/import': 'coordinator',
	'POST /desk/positions/import?/undo': 'coordinator',
	'GET /desk/positions/new': 'coordinator',
	'POST /desk/positions/new?/add': 'coordinator',
	'GET /desk/positions/programmes': 'coordinator',
	'POST /desk/positions/programmes?/keep': 'coordinator',
	'POST /desk/positions/programmes?/rule': 'coordinator',
	'POST /desk/positions/programmes?/remove': 'coordinator',
	'POST /desk/positions/programmes?/take': 'coordinator',
	'GET /desk/positions/[position]': 'coordinator',
	'POST /desk/positions/[position]?/change': 'coordinator',
	'POST /desk/positions/[position]?/state': 'coordinator',
	'POST /desk/positions/[position]?/site': 'coordinator',
	'POST /desk/positions/[position]?/funding': 'coordinator',
	'POST /desk/positions/[position]?/assignment': 'coordinator',
	'POST /desk/positions/[position]?/contact': 'coordinator',
	'POST /desk/positions/[position]?/drop': 'coordinator',
	'POST /desk/positions/[position]?/rename': 'coordinator',
	'POST /desk/positions/[position]?/show': 'coordinator',
	'POST /desk/positions/[position]?/number': 'coordinator',
	'POST /desk/positions/[position]?/end': 'coordinator',
	'POST /desk/positions/[position]?/confirm': 'coordinator',
	'GET /desk/persons': 'coordinator',
	'POST /desk/persons?/add': 'coordinator',
	'POST /desk/persons?/end': 'coordinator',
	'GET /desk/region': 'coordinator',
	'POST /desk/region?/region': 'coordinator',
	'POST /desk/region?/municipality': 'coordinator',
	'GET /events': 'everyone',
	'GET /events.json': 'everyone',
	'GET /events/[event]': 'everyone',
	'GET /events/[event].ics': 'everyone',
	'GET /events/[event]/registration': 'everyone',
	'POST /events/[event]/registration': 'everyone',
	'GET /events/[event]/registration/team': 'everyone',
	'POST /events/[event]/registration/team?/more': 'everyone',
	'POST /events/[event]/registration/team?/register': 'everyone',
	'GET /events/[event]/registration/team/registered': 'everyone',
	'GET /events/[event]/registration/[outcome]': 'everyone',
	'GET /imprint': 'everyone',
	'GET /metrics': 'everyone',
	'GET /my-place/[token]': 'link',
	'POST /my-place/[token]': 'link',
	'GET /my-place/[token]/why': 'link',
	'GET /invitation/[token]': 'link',
	'POST /invitation/[token]?/decline': 'link',
	'POST /invitation/[token]?/subscribe': 'link',
	'GET /invitation/[token]/unsubscribe': 'link',
	'POST /invitation/[token]/unsubscribe': 'link',
	'GET /my-place/[token]/take': 'link',
	'POST /my-place/[token]/take': 'link',
	'GET /my-place/[token]/withdraw': 'link',
	'POST /my-place/[token]/withdraw': 'link',
	'GET /privacy': 'everyone',
	'GET /readyz': 'everyone',
	'GET /region.css': 'everyone',
	'GET /sign-in': 'everyone',
	'POST /sign-in': 'everyone',
	'GET /sign-in/[token]': 'everyone',
	'POST /sign-in/[token]': 'everyone',
	'POST /sign-out': 'everyone',
};

/** Every route and method, read from the folders the router reads. */
function routes(): string[] {
	const files = fs.readdirSync(ROUTES, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	const at = (entry: fs.Dirent) => `/${path.relative(ROUTES, entry.parentPath)}`.replace(/\/$/, '') || '/';
	const text = (entry: fs.Dirent) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
	return files
		.flatMap((entry) => {
			if (entry.name === '+page.svelte') return [`GET ${at(entry)}`];
			if (entry.name === '+server.ts')
				return [...text(entry).matchAll(/export const (GET|POST|PUT|PATCH|DELETE)\b/g)].map(([, method]) => `${method} ${at(entry)}`);
			if (entry.name !== '+page.server.ts' || !text(entry).includes('export const actions')) return [];
			const [, body = ''] = /export const actions[^=]*= \{\n([\s\S]*?)\n\};/.exec(text(entry)) ?? [];
			return [...body.matchAll(/^\t(\w+): (?:async )?\(?\w/gm)].map(
				([, name]) => `POST ${at(entry)}${name === 'default' ? '' : `?/${name}`}`,
			);
		})
		.sort();
}

function addressOf(route: string, role: number): string {
	const isOver = /\/after\b/.test(route);
	const tokens = [
		['my-place', isOver ? ours.overToken : ours.links[role]],
		['invitation', ours.invitation],
		['team-link', ours.teamLink],
		['/door', ours.door],
		['/follow', ours.follows[role]],
		['/facilitate', ours.board.facilitator],
		['/projector', ours.board.projector],
		['/bundle', ours.board.team],
		['/mandate/', ours.mandate],
		['/agreement/', ours.agreement.token],
		['/minutes/[token]', ours.minutes.token],
		['/guest/[token]', ours.seat.guest],
		['/organisation/[token]', ours.profile.token],
		['/census/[token]', ours.census.token],
		['/guest-requests/[token]', ours.seat.decider],
	] as const;
	const meeting = (route.includes('/events/') ? ours.published : isOver ? ours.over : ours.made).meeting.slug;
	const [pathname = '', action] = route.replace(/^\w+ /, '').split('?');
	const filled = pathname
		.replace('[board]', route.includes('/desk/') ? ours.board.board.id : ours.board.board.code)
		.replace('[id]', '00000000-0000-4000-8000-000000000000')
		.replace('[agreement]', route.includes('/thread/') ? ours.shown : ours.agreement.id)
		.replace('[minutes]', ours.minutes.id)
		.replace('[group]', ours.group.id)
		.replace('[slot]', ours.seat.slot)
		.replace('[organisation]', ours.profile.id)
		.replace('[position]', ours.position)
		.replace('[offer]', ours.offer)
		.replace('[census]', ours.census.id)
		.replace('[statement]', route.includes('/thread/') ? ours.shownStatement : ours.statement)
		.replace('[annex]', ours.agreement.annex)
		.replace('[party]', `${ours.agreement.onPaper}?version=3`)
		.replace('[holder]', '00000000-0000-4000-8000-000000000000')
		.replace('[stage]', '1')
		.replace('[bundle]', ours.bundle)
		.replace('[document]', 'sheets.pdf')
		.replace('[meeting]', meeting)
		.replace('[event]', meeting)
		.replace('[format]', route.includes('/print/') ? 'pdf' : 'csv')
		.replace('[photo]', ours.photo)
		.replace('[material]', ours.material)
		.replace('[place]', ours.drafted)
		.replace('[outcome]', 'confirmed')
		.replace('[token]', tokens.find(([part]) => route.includes(part))?.[1] ?? 'no-such-link');
	return here + to('de', filled) + (action ? `?${action}` : '');
}

test('a draft is there for its organisers and looks like nothing to everybody else', async () => {
	const address = `${here}/veranstaltungen/${ours.made.meeting.slug}`;
	const statuses = await Promise.all(
		(Object.keys(roles) as Role[]).map(async (role) => [role, (await ask(address, { session: roles[role] })).status]),
	);
	expect(Object.fromEntries(statuses)).toEqual({
		visitor: 404,
		account: 404,
		organiser: 200,
		otherOrganiser: 404,
		coordinator: 200,
		foreignCoordinator: 404,
	});
	const missing = await ask(`${here}/veranstaltungen/gibt-es-nicht`);
	const hidden = await ask(address);
	expect(hidden.body.replaceAll(ours.made.meeting.slug, 'gibt-es-nicht')).toBe(missing.body);
});

test('the permission table names every route and method, and no other', () => {
	expect(routes()).toEqual(Object.keys(table).sort());
});

test.each(Object.entries(table))('%s is for %s', async (route, gate) => {
	for (const [at, role] of (Object.keys(roles) as Role[]).entries()) {
		const method = route.split(' ')[0] as string;
		// An empty form passes the gate and no further: nothing is changed on the way.
		// Signing out ends a session for good, so it is tried with none that is needed later.
		const session = route === 'POST /sign-out' ? 'unknown' : roles[role];
		const answer = await ask(addressOf(route, at), { session, method, ...(method === 'POST' ? { form: { nothing: '' } } : {}) });
		const isAllowed = may[gate].includes(role);
		const signIn = answer.status === 303 && answer.location === '/anmelden';
		const outcome = answer.status === 404 ? 'nothing' : signIn ? 'signIn' : answer.status < 500 ? 'in' : `broken ${answer.status}`;
		const expected = isAllowed ? 'in' : ledToSignIn.includes(role) && gate !== 'demonstration' ? 'signIn' : 'nothing';
		expect(`${role}: ${outcome}`).toBe(`${role}: ${expected}`);
		if (!isAllowed) expect(answer.body, `${role} must not read the title`).not.toContain('Geheimes Treffen');
	}
});

test('a foreign, changed or outlived personal link looks like no link at all', async () => {
	const [id, signature = ''] = ours.token.split('.');
	const changed = `${id}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
	for (const token of [changed, `${'0'.repeat(32)}.${signature}`, 'x', `${ours.token}x`, '..%2f..%2f'])
		expect((await ask(`${here}/meine-anmeldung/${token}`)).status).toBe(404);
	expect((await ask(`http://localhost:${port}/meine-anmeldung/${ours.token}`)).status).toBe(404);
	// Neither opens what the other one is for, nor does an invitation's link of another region.
	expect((await ask(`${here}/einladung/${ours.token}`)).status).toBe(404);
	expect((await ask(`${here}/meine-anmeldung/${ours.invitation}`)).status).toBe(404);
	expect((await ask(`http://localhost:${port}/einladung/${ours.invitation}`)).status).toBe(404);
});

test('a board’s links open nothing but their own, and neither does its code elsewhere', async () => {
	const { board, facilitator, projector } = ours.board;
	const changed = `${facilitator.slice(0, -1)}${facilitator.endsWith('A') ? 'B' : 'A'}`;
	for (const path of [
		`/moderation/${projector}`,
		`/moderation/${changed}`,
		`/moderation/${ours.door}`,
		`/leinwand/${facilitator}`,
		`/tuer/${facilitator}`,
		`/b/${board.code}-9/seen.json`,
		'/b/ABCDEF/seen.json',
	])
		expect((await ask(here + path)).status, path).toBe(404);
	for (const path of [`/b/${board.code}/seen.json`, `/moderation/${facilitator}`, `/leinwand/${projector}`])
		expect((await ask(`http://localhost:${port}${path}`)).status, path).toBe(404);
	// Whoever mistypes a code is asked again.
	expect((await ask(`${here}/b/${board.code}-9`)).location).toBe(`/b/${board.code}`);
	for (const code of [`${board.code}-0`, 'ABCDEF', board.id])
		expect((await ask(`${here}/b/${code}`)).location, code).toBe(`/b?code=${code.slice(0, 20)}`);
	expect((await ask(`http://localhost:${port}/b/${board.code}`)).location).toBe(`/b?code=${board.code}`);
});

test('a request from another site changes nothing', async () => {
	const url = `${here}/abmelden`;
	const answers = await Promise.all(
		['https://anderswo.example', 'null', 'http://localhost:1'].map((origin) =>
			fetch(url, {
				method: 'POST',
				redirect: 'manual',
				headers: { origin, cookie: `session=${roles.coordinator}`, 'content-type': 'text/plain' },
				body: 'x',
			}),
		),
	);
	expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
	expect((await ask(`${here}/koordination`, { session: roles.coordinator })).status).toBe(200);
});
