// Nonsense on every form: a clear sentence, never a 500, nothing stored half.
import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as conduct from '#modules/conduct/write.server.ts';
import { usual } from '#modules/groups/rules.ts';
import { savePlan } from '#modules/groups/write.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { personalTokenOf, placeById } from '#modules/registration/read.server.ts';
import { doorToken } from '#modules/registration/read-door.server.ts';
import { openDoor } from '#modules/registration/write-door.server.ts';
import { carerToken } from '#modules/thread/read.server.ts';
import { give } from '#modules/thread/write.server.ts';
import { makeBoard, makeDraft, makeMeeting, makeRegion, person } from '../tests/make.ts';
import { makeCensus, makeOffer, makePosition, makeProfile } from '../tests/make-register.ts';
import { makeAgreement, makeGroup, makeMinutes, makeSlot, makeStatement } from '../tests/make-thread.ts';
import { ask, sessionFor, startSite } from '../tests/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
let forms: { path: string; session?: string; fields: string[] }[];
let slug: string;
let session: string;
let coordinator: Coordinator;
const OWN = ['street', 'postcode', 'phone', 'email', 'website', 'openingHours', 'possibilities', 'limits', 'waysOfWorking'];
const SLOT = ['key', 'host', 'day', 'start', 'end', 'place', 'seats', 'closes', 'deciderName', 'deciderEmail'];

beforeAll(async () => {
	site = await startSite({ LOG_LEVEL: 'error' });
	const { database, server } = site;
	const made = await database.within([1], async (tx) => {
		const coordinator = await makeRegion(tx, { origin: server.origin });
		const made = await makeMeeting(tx, coordinator, { capacity: 500, workshops: [5, 5] });
		const outcome = await conduct.register(tx, made.open, person(1), made.workshops, 'de');
		const place = (await placeById(tx, outcome.place as string)) as { id: string; linkVersion: number };
		await makeDraft(tx, made.organiser, { objective: 'generous', seed: 1 });
		const door = await doorToken(tx, 1, await openDoor(tx, made.organiser, '', new Date()));
		const { board, facilitator } = await makeBoard(tx, made);
		const facts = {
			key: null,
			bundle: null,
			title: 'Auftrag',
			asked: 'Amt',
			step: '',
			due: '',
			carerName: 'Kim',
			carerEmail: 'kim@amt.example',
			asking: null,
		};
		const mandate = await carerToken(tx, 1, await give(tx, made.organiser, facts, new Date()));
		await savePlan(tx, made.organiser, { tables: { count: 2 }, rounds: 2, minutes: 5, people: 'registered', weights: usual }, 1);
		return {
			...made,
			place: place.id,
			token: await personalTokenOf(tx, 1, place),
			coordinator,
			door,
			board,
			facilitator,
			mandate,
			agreement: await makeAgreement(tx, made.organiser),
			minutes: (await makeMinutes(tx, made.organiser)).id,
			seat: await makeSlot(tx, coordinator),
			profile: await makeProfile(tx, coordinator, { name: 'Schule im Register', type: 'school' }),
			offer: await makeOffer(tx, coordinator, { organisation: 'Schule im Register' }),
			position: await makePosition(tx, coordinator, { school: 'Schule im Register', person: 'Petra Paul' }),
			census: await makeCensus(tx, coordinator),
			group: await makeGroup(tx, coordinator, made.meeting.id),
			statement: await makeStatement(tx, made.organiser, 'Standard', false),
		};
	});
	slug = made.meeting.slug;
	coordinator = made.coordinator;
	session = await sessionFor(database, 1, made.coordinator.person);
	const desk = `/koordination/treffen/${slug}`;
	const position = `/koordination/stellen/${made.position}`;
	const meeting = [
		'title',
		'motto',
		'objective',
		'description',
		'day',
		'month',
		'year',
		'start',
		'end',
		'venueKind',
		'venueOrganisation',
		'venueName',
		'venueAddress',
		'joinUrl',
		'contact',
		'capacity',
		'opensDay',
		'closesDay',
	];
	const someone = [
		'name',
		'email',
		'organisation',
		'function',
		'profession',
		'area',
		'dietary',
		'access',
		'consentList',
		'wish1',
		'wish2',
		'key',
	];
	forms = [
		{ path: `/veranstaltungen/${slug}/anmeldung`, fields: someone },
		...['more', 'register'].map((act) => ({
			path: `/veranstaltungen/${slug}/anmeldung/team?/${act}`,
			fields: ['registrar', 'organisation', 'area', 'key', 'rows', 'name1', 'email1', 'function1', 'profession1', 'name12'],
		})),
		{ path: `/meine-anmeldung/${made.token}`, fields: someone },
		{ path: '/anmelden', fields: ['email'] },
		{ path: '/koordination/treffen/neu', session, fields: meeting },
		{ path: `${desk}/bearbeiten`, session, fields: meeting },
		{ path: `${desk}?/cancel`, session, fields: ['reason'] },
		{ path: `${desk}/ablauf?/item`, session, fields: ['id', 'kind', 'title', 'start', 'end', 'description', 'room', 'track', 'speaker'] },
		{ path: `${desk}/ablauf?/removeItem`, session, fields: ['id'] },
		{
			path: `${desk}/ablauf?/workshop`,
			session,
			fields: ['id', 'title', 'description', 'topic', 'leader', 'room', 'capacity', 'minimum', 'phase1'],
		},
		{ path: `${desk}/ablauf?/removeWorkshop`, session, fields: ['id'] },
		{ path: `${desk}/ablauf?/cancelRun`, session, fields: ['id', 'cancelled'] },
		{ path: `${desk}/ablauf?/speaker`, session, fields: ['speakerName', 'affiliation', 'about', 'nameConsent'] },
		{ path: `${desk}/ablauf?/consent`, session, fields: ['id', 'consents'] },
		{ path: `${desk}/teilnehmende?/add`, session, fields: someone },
		{ path: `${desk}/teilnehmende?/withdraw`, session, fields: ['place'] },
		{ path: `${desk}/teilnehmende?/renew`, session, fields: ['place'] },
		{ path: `${desk}/teilnehmende?/rule`, session, fields: ['place', 'workshop', 'kind'] },
		{ path: `${desk}/teilnehmende/einlesen?/preview`, session, fields: ['text', 'file'] },
		{ path: `${desk}/teilnehmende/einlesen?/import`, session, fields: ['text', 'file'] },
		{
			path: `${desk}/teilnehmende/freigehalten?/add`,
			session,
			fields: ['forProfession', 'forArea', 'seats', 'releaseDay', 'releaseMonth', 'releaseYear'],
		},
		{ path: `${desk}/teilnehmende/freigehalten?/release`, session, fields: ['id'] },
		{ path: `${desk}/einladungen/neu?/send`, session, fields: ['note', 'p0', `p${'0'.repeat(32)}`] },
		{ path: `${desk}/einladungen/neu?/keep&type=school&function=%00&area=x`, session, fields: ['audienceName'] },
		{ path: `${desk}/einladungen/neu?/forget`, session, fields: ['id'] },
		{ path: `${desk}/einladungen/erinnern`, session, fields: ['note', `p${'0'.repeat(32)}`] },
		...['preview', 'save', 'reset'].map((act) => ({
			path: `/koordination/mail-texte?/${act}`,
			session,
			fields: ['kind', 'language', 'subject', 'body'],
		})),
		{ path: `${desk}/team?/appoint`, session, fields: ['kind', 'person'] },
		{ path: `${desk}/team?/link`, session, fields: ['linkFunction'] },
		{ path: `${desk}/team?/endLink`, session, fields: ['id'] },
		{ path: `${desk}/team?/task`, session, fields: ['taskTitle', 'owner', 'dueDay', 'dueMonth', 'dueYear'] },
		{ path: `${desk}/team?/taskDone`, session, fields: ['id', 'isDone'] },
		{ path: `${desk}/team?/removeTask`, session, fields: ['id'] },
		{
			path: `${desk}/teilnehmende/fragen?/add`,
			session,
			fields: ['label', 'purpose', 'kind', 'options', 'isRequired', 'goneDay', 'goneMonth', 'goneYear'],
		},
		{ path: `${desk}/teilnehmende/fragen?/remove`, session, fields: ['id'] },
		{ path: `${desk}/ablauf/fassungen`, session, fields: ['note'] },
		{ path: '/folgen', fields: ['email', 'subject'] },
		{ path: '/koordination/ansichten?/keep', session, fields: ['viewName', 'viewPath'] },
		{ path: '/koordination/ansichten?/forget', session, fields: ['id'] },
		{ path: `${desk}/ablauf/raster`, session, fields: ['id', 'start', 'track'] },
		{ path: `${desk}/ablauf?/contribution`, session, fields: ['role', 'contributor', 'function'] },
		{ path: `${desk}/ablauf?/removeContribution`, session, fields: ['id'] },
		{ path: '/koordination/formate?/change', session, fields: ['format', 'name', 'cadence'] },
		{ path: '/koordination/formate?/remove', session, fields: ['format'] },
		{ path: `${desk}/fotos?/add`, session, fields: ['file', 'alt', 'caption', 'photographer', 'holder', 'people'] },
		{ path: `${desk}/fotos?/withdraw`, session, fields: ['id'] },
		{ path: `${desk}?/came`, session, fields: ['people', 'precision'] },
		{ path: `${desk}/tag?/openDoor`, session, fields: ['label'] },
		{ path: `${desk}/tag?/closeDoor`, session, fields: ['id'] },
		{ path: `${desk}/tag?/announce`, session, fields: ['text'] },
		{ path: `${desk}/tag?/withdrawAnnouncement`, session, fields: ['id'] },
		{ path: `/tuer/${made.door}?/arrive`, fields: ['place', 'anyway'] },
		{ path: `/tuer/${made.door}?/undo`, fields: ['place'] },
		{ path: `/tuer/${made.door}?/walkIn`, fields: ['name', 'organisation', 'key'] },
		{
			path: `${desk}/gruppen?/plan`,
			session,
			fields: ['tables', 'rounds', 'minutes', 'people', 'organisation', 'organisationType', 'profession', 'municipality', 'met'],
		},
		{ path: `${desk}/gruppen?/seat`, session, fields: ['nothing'] },
		{ path: `${desk}/gruppen?/group`, session, fields: ['group', 'topic', 'room', 'moderator'] },
		{ path: `${desk}/gruppen?/move`, session, fields: ['round', 'place', 'target'] },
		...['begin', 'extend', 'end'].map((act) => ({ path: `${desk}/gruppen?/${act}`, session, fields: ['round', 'minutes'] })),
		{
			path: `${desk}/auftraege?/give`,
			session,
			fields: ['bundle', 'title', 'asked', 'step', 'due', 'atNext', 'carerName', 'carerEmail', 'asking'],
		},
		{
			path: `${desk}/auftraege?/correct`,
			session,
			fields: ['mandate', 'asked', 'step', 'due', 'atNext', 'carerName', 'carerEmail', 'asking'],
		},
		...['open', 'openAll', 'giveHanded'].map((act) => ({ path: `${desk}/auftraege?/${act}`, session, fields: ['bundle'] })),
		...['report', 'postpone', 'end', 'reopen', 'leave'].flatMap((act) => {
			const fields = ['mandate', 'note', 'due', 'atNext', 'kind'];
			return [
				{ path: `${desk}/auftraege?/${act}`, session, fields },
				...(['reopen', 'leave'].includes(act) ? [] : [{ path: `/auftrag/${made.mandate}?/${act}`, fields }]),
			];
		}),
		{
			path: `${desk}/auftraege?/say`,
			session,
			fields: ['key', 'kind', 'seen', 'title', 'wording', 'status', 'on', 'criterion1', 'level1'],
		},
		{ path: '/koordination/prozesse?/save', session, fields: ['process', 'name', 'aim', 'isPublic', `m${'0'.repeat(32)}`] },
		{ path: '/koordination/prozesse?/remove', session, fields: ['process'] },
		{ path: '/koordination/grundlagen?/say', session, fields: ['key', 'kind', 'seen', 'title', 'wording', 'status', 'on'] },
		{
			path: `/koordination/grundlagen/${made.statement}?/word`,
			session,
			fields: ['kind', 'seen', 'title', 'wording', 'status', 'on', 'criterion1', 'dimension1', 'level1', 'addressee1'],
		},
		{ path: `/koordination/grundlagen/${made.statement}?/show`, session, fields: ['isPublic'] },
		{ path: `${desk}/protokolle?/begin`, session, fields: ['key', 'name'] },
		{ path: `${desk}/protokolle/${made.minutes}?/save`, session, fields: ['seen', 'section1', 'heading1', 'text1'] },
		{ path: `${desk}/protokolle/${made.minutes}/fassungen?/release`, session, fields: ['seen'] },
		{ path: `${desk}/protokolle/${made.minutes}/fassungen?/addRecipient`, session, fields: ['recipientName', 'recipientEmail'] },
		{ path: `${desk}/protokolle/${made.minutes}/fassungen?/removeRecipient`, session, fields: ['recipient'] },
		{ path: '/koordination/arbeitsgruppen?/save', session, fields: ['group', 'groupName', 'aim', 'functions'] },
		...[
			['save', ['groupName', 'aim', 'functions']],
			['keep', ['member', 'memberName', 'organisation', 'function', 'memberEmail', 'since']],
			['leave', ['member', 'until']],
			['remove', ['member']],
			['gather', ['m00000000000000000000000000000000']],
			['end', ['endedOn']],
		].map(([act, fields]) => ({ path: `/koordination/arbeitsgruppen/${made.group.id}?/${act}`, session, fields: fields as string[] })),
		{ path: '/koordination/organisationen/einlesen?/preview', session, fields: ['text', 'name', 'column0'] },
		{ path: '/koordination/organisationen/einlesen?/import', session, fields: ['text', 'name', 'column0', 'named', 'same2'] },
		{ path: '/koordination/organisationen/einlesen?/undo', session, fields: ['list'] },
		{ path: '/koordination/gastplaetze', session, fields: SLOT },
		{ path: `/koordination/gastplaetze/${made.seat.slot}?/save`, session, fields: SLOT },
		{ path: `/koordination/gastplaetze/${made.seat.slot}?/decide`, session, fields: ['request', 'decision'] },
		{ path: `/gastanfragen/${made.seat.decider}?/decide`, fields: ['request', 'decision'] },
		{ path: `/gastplaetze/${made.seat.slot}`, fields: ['key', 'name', 'email', 'organisation', 'profession', 'discreet'] },
		{ path: `${desk}/auftraege?/show`, session, fields: ['mandate', 'isPublic'] },
		{ path: `${desk}/auftraege?/agree`, session, fields: ['key', 'title', 'template', 'mandate'] },
		...['renew', 'finish'].map((act) => ({ path: `${desk}/auftraege?/${act}`, session, fields: ['agreement', 'note', 'until', 'review'] })),
		{ path: '/koordination/vereinbarungen?/begin', session, fields: ['key', 'title', 'template'] },
		{ path: '/koordination/vereinbarungen/vorlagen?/save', session, fields: ['template', 'name', 'term', 'heading1', 'text1', 'place1'] },
		{ path: '/koordination/vereinbarungen/vorlagen?/remove', session, fields: ['template'] },
		{
			path: `/koordination/vereinbarungen/${made.agreement.id}/bearbeiten`,
			session,
			fields: [
				'seen',
				'anew',
				'title',
				'from',
				'until',
				'review',
				'heading1',
				'text1',
				'place1',
				'party1',
				'name1',
				'role1',
				'contactEmail1',
			],
		},
		...[
			['show', ['isPublic']],
			['addMeasure', ['key', 'measureTitle', 'asked', 'due']],
			['measured', ['measure', 'percent', 'note', 'evidence']],
			['renew', ['agreement', 'note', 'until', 'review']],
			['dropAnnex', ['seen', 'anew', 'annex']],
			['addAnnex', ['seen', 'anew', 'annexTitle']],
			['paper', ['party', 'hash', 'signer', 'function', 'on']],
		].map(([act, fields]) => ({ path: `/koordination/vereinbarungen/${made.agreement.id}?/${act}`, session, fields: fields as string[] })),
		...['sign', 'note', 'measured'].map((act) => ({
			path: `/vereinbarung/${made.agreement.token}?/${act}`,
			fields: ['hash', 'signer', 'function', 'may', 'measure', 'percent', 'note', 'evidence'],
		})),
		{ path: `${desk}/bretter?/add`, session, fields: ['title', 'tables', 'choices', 'kind1', 'title1', 'question1'] },
		{ path: `${desk}/bretter/${made.board.id}?/save`, session, fields: ['title', 'tables', 'choices', 'kind1', 'title1', 'question1'] },
		{ path: `${desk}/bretter/${made.board.id}?/show`, session, fields: ['isPublic'] },
		{ path: `${desk}/bretter/${made.board.id}?/handOver`, session, fields: ['bundle', 'who', 'step', 'due'] },
		{ path: `${desk}/bretter/${made.board.id}?/takeOver`, session, fields: ['target', 'newTitle', 'first'] },
		{ path: '/b', fields: ['code'] },
		{ path: `/b/${made.board.code}-1?/card`, fields: ['key', 'rev', 'column', 'text', 'pitfall', 'interface'] },
		{ path: `/b/${made.board.code}-1?/takeBack`, fields: ['key', 'rev', 'column'] },
		{ path: `/b/${made.board.code}-1?/choose`, fields: ['card', 'chosen'] },
		{ path: `/b/${made.board.code}-1?/ready`, fields: ['ready'] },
		{ path: `/b/${made.board.code}-1?/vote`, fields: ['ballot', 'stage', 'code', `b${'0'.repeat(32)}`] },
		{ path: `/b/${made.board.code}-1?/sit`, fields: ['table'] },
		{ path: `/b/${made.board.code}-1?/help`, fields: ['key', 'bundle', 'helperName', 'helperEmail'] },
		{ path: `${desk}/bretter/${made.board.id}?/forgetHelper`, session, fields: ['helper'] },
		{ path: `/moderation/${made.facilitator}?/move`, fields: ['state', 'minutes', 'seen'] },
		{ path: `/moderation/${made.facilitator}?/extend`, fields: ['minutes'] },
		{ path: `/moderation/${made.facilitator}?/hide`, fields: ['card', 'reason'] },
		...['show', 'take'].map((act) => ({ path: `/moderation/${made.facilitator}?/${act}`, fields: ['card'] })),
		{ path: `/moderation/${made.facilitator}?/choose`, fields: ['table', 'card', 'chosen'] },
		{ path: `/moderation/${made.facilitator}?/paper`, fields: ['table', 'column', 'cards'] },
		{ path: `/moderation/${made.facilitator}?/count`, fields: ['entry', 'slips', `d${'0'.repeat(32)}`, `v${'0'.repeat(32)}`] },
		{ path: `/moderation/${made.facilitator}?/uncount`, fields: ['entry'] },
		{ path: `/moderation/${made.facilitator}?/handOver`, fields: ['bundle', 'who', 'step', 'due'] },
		{ path: `${desk}/danach?/close`, session, fields: ['nothing'] },
		{ path: `${desk}/danach?/certify`, session, fields: ['hours', 'town', 'signer', 'signerFunction'] },
		{ path: `${desk}/danach?/thank`, session, fields: ['note'] },
		{ path: `${desk}/danach?/addMaterial`, session, fields: ['title', 'url', 'file'] },
		{ path: `${desk}/danach?/removeMaterial`, session, fields: ['id'] },
		{ path: `${desk}/danach?/removeTakeaway`, session, fields: ['id'] },
		{ path: `/meine-anmeldung/${made.token}/danach`, fields: ['text', 'withName'] },
		{ path: '/bescheinigung', fields: ['code', 'surname'] },
		{ path: `${desk}/verteilung?/allocate`, session, fields: ['objective', 'seed'] },
		{ path: `${desk}/verteilung?/discard`, session, fields: ['draft'] },
		{ path: `${desk}/verteilung/regeln?/quota`, session, fields: ['workshop', 'profession', 'maximum'] },
		{ path: `${desk}/verteilung/regeln?/pair`, session, fields: ['one', 'other', 'kind'] },
		{ path: `${desk}/verteilung/regeln?/removeQuota`, session, fields: ['quota'] },
		{ path: `${desk}/verteilung/regeln?/removePair`, session, fields: ['one', 'other'] },
		{
			path: `${desk}/verteilung/was-waere-wenn?/decide`,
			session,
			fields: ['workshop0', 'seats0', 'takes0', 'every0', 'was0', 'workshop1', 'seats1', 'takes1', 'was1'],
		},
		{ path: `${desk}/verteilung?/undo`, session, fields: ['nothing'] },
		{ path: `${desk}/verteilung/umsetzen/${made.place}?/move`, session, fields: ['place', 'workshop', 'exchange'] },
		{ path: `${desk}/verteilung/umsetzen/${made.place}?/firm`, session, fields: ['place', 'workshop'] },
		{ path: `${desk}/team?/add`, session, fields: ['memberName', 'memberEmail', 'memberFunction'] },
		{ path: `${desk}/team?/remove`, session, fields: ['person'] },
		{ path: '/koordination/formate?/add', session, fields: ['name', 'cadence'] },
		{ path: '/koordination/formate?/plan', session, fields: ['format', 'area', 'number', 'planned'] },
		{ path: '/koordination/formate?/replan', session, fields: ['edition', 'planned'] },
		{ path: '/koordination/formate?/drop', session, fields: ['edition'] },
		{ path: '/koordination/region?/municipality', session, fields: ['ags', 'municipality', 'area'] },
		{
			path: '/koordination/personen?/add',
			session,
			fields: ['name', 'email', 'organisation', 'function', 'sinceDay', 'sinceMonth', 'sinceYear'],
		},
		{ path: '/koordination/personen?/end', session, fields: ['id'] },
		{ path: '/koordination/organisationen?/add', session, fields: ['name', 'type', 'street', 'postcode', 'town', 'ags'] },
		{ path: '/koordination/raeume?/assign', session, fields: ['kind', 'areaName', 'since', 'municipalities'] },
		{ path: '/koordination/raeume?/draw', session, fields: ['file', 'drawnKind', 'drawnArea', 'drawnSince'] },
		{ path: '/koordination/raeume?/rename', session, fields: ['area', 'areaCalled'] },
		{ path: '/koordination/organisationen?/ask', session, fields: ['ask'] },
		{
			path: `/koordination/organisationen/${made.profile.id}?/save`,
			session,
			fields: ['name', 'type', 'town', 'ags', 'carrier', 'number', 'forms', ...OWN],
		},
		...[`/koordination/organisationen/${made.profile.id}`, `/einrichtung/${made.profile.token}`].flatMap((page) => [
			{ path: `${page}?/show`, session, fields: ['seen', 'listed', 'seesStreet', 'seesPhone'] },
			{
				path: `${page}?/keepContact`,
				session,
				fields: [
					'contact',
					'kind',
					'contactFunction',
					'contactName',
					'deputy',
					'contactPhone',
					'contactEmail',
					'hours',
					'level',
					'agreed',
					'agreedAs',
					'isKnown',
				],
			},
			{ path: `${page}?/dropContact`, session, fields: ['contact'] },
		]),
		...[`/koordination/angebote/neu`, `/koordination/angebote/${made.offer}`, `/einrichtung/${made.profile.token}/angebote/neu`].map(
			(page) => ({
				path: `${page}?/save`,
				session,
				fields: [
					'organisation',
					'offer',
					'title',
					'description',
					'leastAge',
					'mostAge',
					'topics',
					'access',
					'cost',
					'costNote',
					'waitWeeks',
					'limits',
					'state',
					'level',
					'forChildren',
					'inCrisis',
					'areaX',
				],
			}),
		),
		{ path: `/verzeichnis/angebote/${made.offer}?/mark`, session, fields: ['mark'] },
		{ path: `/einrichtung/${made.profile.token}/verzeichnis/angebote/${made.offer}?/mark`, session, fields: ['mark'] },
		{ path: `/koordination/organisationen/${made.profile.id}?/renew`, session, fields: ['renew'] },
		{ path: `/koordination/organisationen/${made.profile.id}?/verify`, session, fields: ['verified'] },
		{ path: `/koordination/organisationen/${made.profile.id}?/ask`, session, fields: ['ask'] },
		{ path: `/koordination/organisationen/${made.profile.id}?/archive`, session, fields: ['archived'] },
		{
			path: '/koordination/stellen/neu?/add',
			session,
			fields: ['position', 'number', 'school', 'fte', 'employer', 'from', 'until', 'programme', 'percent', 'fundedUntil', 'person', 'held'],
		},
		{ path: `${position}?/change`, session, fields: ['fte', 'employer', 'isPlanned', 'emphasis', 'qualification', 'from'] },
		{ path: `${position}?/state`, session, fields: ['entry', 'from', 'until', 'fte', 'employer', 'emphasis', 'qualification'] },
		{ path: `${position}?/site`, session, fields: ['entry', 'from', 'until', 'school', 'fte'] },
		{ path: `${position}?/funding`, session, fields: ['entry', 'from', 'until', 'programme', 'percent', 'reference'] },
		{
			path: `${position}?/assignment`,
			session,
			fields: ['entry', 'from', 'until', 'person', 'school', 'fte', 'held', 'hours', 'room', 'phone'],
		},
		{ path: `${position}?/drop`, session, fields: ['kind', 'entry'] },
		{ path: `${position}?/show`, session, fields: ['entry', 'specialist', 'level', 'agreed'] },
		{ path: `${position}?/rename`, session, fields: ['entry', 'specialist', 'person'] },
		{ path: `${position}?/number`, session, fields: ['number', 'renumber'] },
		{ path: `${position}?/end`, session, fields: ['lastOn'] },
		{ path: `${position}?/confirm`, session, fields: ['confirmed'] },
		{ path: '/koordination/stellen/programme?/keep', session, fields: ['programme', 'name', 'lastOn', 'note', 'isArchived'] },
		{ path: '/koordination/stellen/programme?/rule', session, fields: ['programme', 'kind', 'value', 'source'] },
		{ path: '/koordination/stellen/programme?/remove', session, fields: ['rule'] },
		{ path: '/koordination/stellen/programme?/take', session, fields: ['land'] },
		{ path: '/koordination/stellen/erfassungen?/begin', session, fields: ['census', 'name', 'referenceOn', 'dueOn', 'note'] },
		{ path: `/koordination/stellen/erfassungen/${made.census.id}?/ask`, session, fields: ['ask'] },
		{ path: `/koordination/stellen/erfassungen/${made.census.id}?/answer`, session, fields: ['asked', 'answer', 'note'] },
		{ path: `/koordination/stellen/erfassungen/${made.census.id}?/settle`, session, fields: ['asked'] },
		{ path: `/koordination/stellen/erfassungen/${made.census.id}?/move`, session, fields: ['dueOn'] },
		{ path: `/koordination/stellen/erfassungen/${made.census.id}?/end`, session, fields: ['ended'] },
		{ path: `/erfassung/${made.census.token}?/answer`, fields: ['answer', 'note', 'seen'] },
		{ path: `/einrichtung/${made.profile.token}?/save`, fields: OWN },
		{ path: `/einrichtung/${made.profile.token}?/verify`, fields: ['verified'] },
		{ path: `/einrichtung/${made.profile.token}?/archive`, fields: ['archived'] },
	];
});
afterAll(async () => {
	await site.database.close();
	await site.server.end();
});

const NONSENSE: Record<string, string> = {
	nothing: '',
	nul: 'a\0b',
	control: '\u0001\u001b[31m\u007f',
	surrogate: '\ud800x',
	emoji: '🧑🏽‍🏫'.repeat(40),
	sql: "'; drop table registration.place; --",
	html: '<script>alert(1)</script><img src=x onerror=alert(1)>',
	template: '{{7*7}} ${7*7} {name} {count, plural, one {x} other {y}}',
	formula: '=HYPERLINK("http://x";"y")',
	long: 'ä'.repeat(30_000),
	number: '99999999999999999999',
	uuid: '00000000-0000-4000-8000-000000000000',
	lines: 'a\r\nBcc: x@x.example\r\n\r\nb',
	proto: '__proto__',
	marks: `a${'\u0301\u0323'.repeat(9_000)}`,
};

test.each(Object.entries(NONSENSE))('%s in every field of every form', async (_, text) => {
	for (const { path, session, fields } of forms) {
		const answer = await ask(site.server.origin + path, { form: Object.fromEntries(fields.map((field) => [field, text])), session });
		// Asking for more rows is answered with the form and all that stands in it, stopping mails with a page.
		expect(`${path}: ${answer.status}`).toMatch(
			/\?\/more$|abbestellen$|bescheinigung$/.test(path) ? /: (200|303|400|413)$/ : /: (303|400|404|409|413|429)$/,
		);
		expect(answer.body).not.toMatch(/<script>alert|<img src=x/);
	}
});

test('a thousand fields, the same field a hundred times, and names that objects already have', async () => {
	for (const { path, session } of forms) {
		const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`field${at}`, 'x']));
		expect(
			(await ask(site.server.origin + path, { form: { ...many, constructor: 'x', toString: 'x', hasOwnProperty: 'x' }, session })).status,
		).toBeLessThan(500);
	}
	const body = new URLSearchParams(Array.from({ length: 100 }, (_, at) => ['name', `Name ${at}`]));
	const answer = await fetch(`${site.server.origin}/veranstaltungen/${slug}/anmeldung`, { method: 'POST', body, redirect: 'manual' });
	expect(answer.status).toBe(400);
});

/** Sends bytes as they are: what a browser would never send. */
function raw(path: string, headers: Record<string, string>, body: Buffer, method = 'POST'): Promise<{ status: number; body: string }> {
	const url = new URL(site.server.origin + path);
	return new Promise((done, failed) => {
		const request = http.request(
			{ host: url.hostname, port: url.port, path: url.pathname + url.search, method, headers: { accept: 'text/html', ...headers } },
			(response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk) => chunks.push(chunk));
				response.on('end', () => done({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
			},
		);
		// A server may hang up on ten megabytes once it has answered.
		request.on('error', (error: NodeJS.ErrnoException) =>
			error.code === 'EPIPE' || error.code === 'ECONNRESET' ? done({ status: 413, body: '' }) : failed(error),
		);
		request.end(body);
	});
}

const FORM = 'application/x-www-form-urlencoded';

test.each([
	['10 MB', { 'content-type': FORM }, Buffer.alloc(10_000_000, 'a'), [413]],
	['Windows-1252', { 'content-type': FORM }, Buffer.from('name=M\xfcller&email=x', 'latin1'), [400]],
	['broken percent signs', { 'content-type': FORM }, Buffer.from('name=%zz%&email=%ff%fe'), [400]],
	['JSON', { 'content-type': 'application/json' }, Buffer.from('{"name":1}'), [400, 415]],
	['no type', {}, Buffer.from('name=x'), [400, 415]],
	[
		'half a multipart',
		{ 'content-type': 'multipart/form-data; boundary=x' },
		Buffer.from('--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nhalf'),
		[400],
	],
	[
		'a file as a name',
		{ 'content-type': 'multipart/form-data; boundary=x' },
		Buffer.from('--x\r\nContent-Disposition: form-data; name="name"; filename="a.txt"\r\n\r\nfile\r\n--x--\r\n'),
		[400],
	],
] as [string, Record<string, string>, Buffer, number[]][])('%s on the registration form', async (_, headers, body, expected) => {
	const answer = await raw(`/veranstaltungen/${slug}/anmeldung`, headers, body);
	expect(expected).toContain(answer.status);
});

test('odd addresses, filters and methods are answered, not stumbled over', async () => {
	const odd = [
		'/%00',
		'/%ff',
		'/veranstaltungen?q=%00&year=abc&when=x',
		'/veranstaltungen?q=%25_%5C&year=99999',
		`/veranstaltungen/${'a'.repeat(3000)}`,
		'/veranstaltungen/%2e%2e%2f',
		'/en/veranstaltungen',
		'/events',
		'/veranstaltungen/x.ics',
		'/anmelden/%00',
		'/meine-anmeldung/%00',
		`/koordination/treffen/${slug}/teilnehmende?search=%00&state=x&profession=y`,
		`/koordination/treffen/${slug}/teilnehmende/list.pdf`,
		`/koordination/treffen/${slug}/teilnehmende/list.csv?search=%00`,
		'/koordination/organisationen?q=%00&type=%00',
		'/verzeichnis?q=%00&type=%00&area=%00&page=%00',
		'/verzeichnis?q=%25%27&area=x&page=-1',
		'/verzeichnis/list.vcf?q=%00',
		'/verzeichnis/%00',
		'/verzeichnis/angebote?q=%00&for=%00&in=%00&topic=%00&area=%00&age=%00&mine=%00&free=%00&page=%00',
		'/verzeichnis/angebote/%00',
		'/verzeichnis/angebote/list.json?q=%00',
		'/koordination/angebote?q=%00&state=%00',
		'/koordination/angebote/%00',
		'/koordination/stellen?q=%00&status=%00&programme=%00&school=%00&day=%00&known=%00&page=-1',
		'/koordination/stellen?day=9999-12-31&known=0001-01-01&page=99999999999999999999',
		'/koordination/stellen/versorgung?by=%00&value=%00&day=1900-02-29',
		'/koordination/stellen/pruefen?months=-5&day=2200-12-31',
		'/koordination/stellen/%00',
		'/erfassung/%00',
	];
	for (const path of odd)
		expect(`${path.slice(0, 60)}: ${(await ask(site.server.origin + path, { session })).status}`).toMatch(/: (200|400|404|308)$/);
	for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS'])
		expect((await raw('/', { origin: site.server.origin }, Buffer.alloc(0), method)).status).toBeLessThan(500);
	expect((await raw('/', { host: 'x'.repeat(300) }, Buffer.alloc(0), 'GET')).status).toBeLessThan(500);
	expect((await raw('/koordination', { cookie: `session=${'%'.repeat(5000)}; =; ;;` }, Buffer.alloc(0), 'GET')).status).toBe(303);
});

test('names that are formulas stay text in the list that is taken away', async () => {
	const made = await site.database.within([1], async (tx) => {
		const made = await makeMeeting(tx, coordinator, { input: { title: 'Formelhaftes' } });
		await conduct.register(tx, made.open, person('formel', { name: '=cmd|calc', function: '@SUM(A1)', organisation: '+49;"x"' }), [], 'de');
		return made;
	});
	const list = `${site.server.origin}/koordination/treffen/${made.meeting.slug}/teilnehmende/list`;
	const bytes = Buffer.from(await (await fetch(`${list}.csv`, { headers: { cookie: `session=${session}` } })).arrayBuffer());
	const csv = bytes.toString();
	expect(csv.startsWith('\uFEFF"Name";"E-Mail";')).toBe(true);
	expect(csv).toContain(`"'=cmd|calc";"person-formel@schule.example";"'+49;""x""";"'@SUM(A1)"`);
	const xlsx = await fetch(`${list}.xlsx`, { headers: { cookie: `session=${session}` } });
	expect(
		Buffer.from(await xlsx.arrayBuffer())
			.subarray(0, 2)
			.toString(),
	).toBe('PK');
});

test('nothing of all this was a bug to the program', () => {
	expect(site.server.output.filter((text) => text.includes('"level":50'))).toEqual([]);
});

test('what a device at a door sends is read act by act: nonsense is named, never an error of ours, and nothing of it is kept', async () => {
	// A meeting of its own: whatever was sent before may have called the other one off.
	const token = await site.database.within([1], async (tx) => {
		const made = await makeMeeting(tx, coordinator);
		return doorToken(tx, 1, await openDoor(tx, made.organiser, '', new Date()));
	});
	const door = `/tuer/${token}`;
	const send = (body: string, type = 'application/json') =>
		fetch(`${site.server.origin}${door}/scans.json`, {
			method: 'POST',
			headers: { 'content-type': type, origin: site.server.origin, accept: 'application/json' },
			body,
		});
	const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
	for (const body of [nested, `[{"key":${nested}}]`]) expect((await send(body)).status).toBeLessThan(500);
	for (const body of ['', '[', '{}', '[]', 'null', '"x"', JSON.stringify(Array(201).fill({})), 'x'.repeat(600_000)])
		expect([400, 413]).toContain((await send(body)).status);
	const texts = Object.values(NONSENSE).map((text) => text.slice(0, 2000));
	const acts = texts.map((text) => ({ key: text, kind: text, place: text, code: text, name: text, organisation: text, agoSeconds: text }));
	const answer = await send(JSON.stringify(acts));
	expect(answer.status).toBe(200);
	expect(await answer.json()).toEqual({ done: [], unreadable: expect.any(Array) });
	const uuid = () => crypto.randomUUID();
	const known = [
		...texts.map((text) => ({ key: uuid(), kind: 'arrive', code: text.slice(0, 200) })),
		{ key: uuid(), kind: 'undo', place: uuid() },
		{ key: uuid(), kind: 'arrive', place: uuid(), anyway: true, agoSeconds: 86_400 },
		{ key: uuid(), kind: 'arrive' },
	];
	const read = await send(JSON.stringify(known));
	expect(read.status).toBe(200);
	const { done } = (await read.json()) as { done: { outcome: string }[] };
	expect([...new Set(done.map(({ outcome }) => outcome))]).toEqual(['unknown']);
	// Another site may not send acts, whatever it calls them.
	const foreign = await fetch(`${site.server.origin}${door}/scans.json`, {
		method: 'POST',
		headers: { 'content-type': 'text/plain', origin: 'https://anderswo.example' },
		body: JSON.stringify(known),
	});
	expect(foreign.status).toBe(403);
});

test('what a phone sends to a board, at any stage: nonsense is refused in words, and never an error of ours', {
	timeout: 60_000,
}, async () => {
	const made = await site.database.within([1], async (tx) => makeBoard(tx, await makeMeeting(tx, coordinator), { codes: 3 }));
	const { origin } = site.server;
	const uuid = crypto.randomUUID();
	const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
	const bodies = [
		...['', 'null', '[]', '{}', '1', '"x"', nested, `{"text":"${'x'.repeat(70_000)}","rev":1}`],
		...['{"__proto__":1}', '{"constructor":1}', `{"${uuid}":99}`, `{"${uuid.toUpperCase()}":1}`].map((dots) => `{"rev":1,"dots":${dots}}`),
		...['1e9', '-1', '2147483648', '"1"'].map((rev) => `{"rev":${rev},"dots":{},"text":"x"}`),
		...['\\u0000', '\\ud800x'].map((text) => `{"rev":1,"dots":{},"code":"${text}","text":"${text}","title":"${text}","maker":"${text}"}`),
		...[`["${uuid}"]`, `[${`"${uuid}",`.repeat(700)}"x"]`, '"x"'].map((cards) => `{"maker":"x","cards":${cards}}`),
		`{"column":"x","text":"y","rev":1,"stage":1,"pitfall":{},"interface":[]}`,
		...['{"isChosen":"x"}', '{"isReady":1}', '{"what":"undo","act":"x","isUndone":true}', '{"what":"assign","cards":["x"],"bundle":null}'],
		`{"what":"assign","cards":["${uuid}"],"bundle":"${uuid}","title":"\\u0000","maker":"\\u0000"}`,
	];
	const board = `/b/${made.board.code}-1`;
	const paths = ['ballots/3', 'ballots/999999', 'cards', 'chosen', 'wording'].map((path) => `${board}/${path}/${uuid}`);
	const stages = ['ready', 'collecting', 'bundling', 'voting', 'counting', 'result', 'closed'];
	for (const [at, state] of stages.entries()) {
		const form = { state, minutes: '', seen: String(at) };
		if (at > 0) expect((await ask(`${origin}/moderation/${made.facilitator}?/move`, { form })).status).toBe(303);
		for (const path of [
			...paths,
			`${board}/ready`,
			`${board}/here`,
			`/buendeln/${made.team}/acts/${uuid}`,
			`/buendeln/${made.team}/held/${uuid}`,
		])
			for (const body of bodies) {
				const headers = { 'content-type': 'application/json', origin };
				const answer = await fetch(origin + path, { method: 'PUT', headers, body });
				expect(answer.status, `${state} ${path} ${body.slice(0, 60)}`).toBeLessThan(500);
				await answer.text();
			}
	}
	expect(site.server.output.filter((text) => text.includes('"level":50'))).toEqual([]);
});
