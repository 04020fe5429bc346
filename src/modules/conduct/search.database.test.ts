import { expect, test } from 'vitest';
import { addSpeaker } from '#modules/events/write.server.ts';
import { addTeamMember } from '#modules/events/write-team.server.ts';
import { reading } from '#modules/organisations/access.ts';
import type { Actor } from '#modules/people/access.ts';
import { database } from '../../../tests/database.ts';
import { makeColleague, makeMeeting, makeRegion, person } from '../../../tests/make.ts';
import { makePosition, makeProfile } from '../../../tests/make-register.ts';
import { meant } from './read-directory.server.ts';
import { search } from './read-search.server.ts';
import * as conduct from './write.server.ts';

const { database: db } = await database();

const ours = await db.within([1], async (tx) => {
	const coordinator = await makeRegion(tx);
	const one = await makeMeeting(tx, coordinator, { input: { title: 'Kooperationstreffen 100%' }, workshops: [5] });
	const other = await makeMeeting(tx, coordinator, { input: { title: 'Sozialraumkonferenz' }, workshops: [5] });
	for (const made of [one, other]) await conduct.register(tx, made.open, person('gesucht'), [], 'de');
	for (const { organiser } of [one, other]) {
		const speaker = { speakerName: 'Rita Rede', affiliation: 'Institut', about: '', nameConsent: false };
		await addSpeaker(tx, organiser, speaker, new Date());
	}
	await makeColleague(tx, coordinator, 'im Verzeichnis');
	await makeProfile(tx, coordinator, { name: 'Schule am Steg', type: 'school' });
	await makeProfile(tx, coordinator, { name: 'Grundschule Öhmstraße', type: 'school' });
	await makeProfile(tx, coordinator, { name: 'Allgemeiner Sozialer Dienst Süd' });
	await makePosition(tx, coordinator, { school: 'Schule am Steg', person: 'Undine Falk', number: 'ST-7' });
	await addTeamMember(tx, one.organiser, { memberName: 'Tea', memberEmail: 'tea@team.example', memberFunction: '' });
	const team: Actor = { region: 1, person: coordinator.person, name: 'Tea', email: '', roles: [], teams: [one.meeting.id] };
	return { coordinator, team, one, other };
});
await db.within([2], async (tx) => {
	const coordinator = await makeRegion(tx, { id: 2, host: 'zwei.example' });
	await makeMeeting(tx, coordinator, { input: { title: 'Fremdes Kooperationstreffen' } });
});

const found = async (actor: Actor, words: string) =>
	(await db.within([1], (tx) => search(tx, actor, words, 50, 'de'))).map(({ kind, title }) => `${kind}: ${title}`);

test('a coordinator finds everything of the region, each word counting', async () => {
	expect(await found(ours.coordinator, 'koop treffen')).toEqual(['meetings: Kooperationstreffen 100%']);
	expect(await found(ours.coordinator, 'WORKSHOP 1')).toEqual(['programme: Workshop 1', 'programme: Workshop 1']);
	expect(await found(ours.coordinator, 'verzeichnis')).toEqual([
		'organisations: Organisation im Verzeichnis',
		'persons: Person im Verzeichnis',
	]);
	expect(await found(ours.coordinator, 'person gesucht')).toEqual(['people: Person gesucht', 'people: Person gesucht']);
	expect(await found(ours.coordinator, 'rede institut')).toEqual(['speakers: Rita Rede', 'speakers: Rita Rede']);
	for (const words of ['öhmstraße', 'ÖHMSTRASSE', 'oehmstrasse', 'gs ohm', 'Grundschule Öhm'])
		expect(await found(ours.coordinator, words), words).toEqual(['organisations: Grundschule Öhmstraße']);
	expect(await found(ours.coordinator, 'ASD süd')).toEqual(['organisations: Allgemeiner Sozialer Dienst Süd']);
	expect(await found(ours.coordinator, 'undine')).toEqual(['positions: Undine Falk']);
	expect(await found(ours.coordinator, 'st-7')).toEqual(['positions: ST-7']);
	expect(await found(ours.coordinator, 'koop konferenz')).toEqual([]);
});

test('a team finds what belongs to its meetings, and nothing of the register', async () => {
	expect(await found(ours.team, 'e')).toEqual(['meetings: Kooperationstreffen 100%', 'speakers: Rita Rede', 'people: Person gesucht']);
	expect(await found(ours.team, 'rede')).toEqual(['speakers: Rita Rede']);
	expect(await found(ours.team, 'workshop')).toEqual(['programme: Workshop 1']);
	expect(await found({ ...ours.team, teams: [] }, 'e')).toEqual([]);
});

test('signs that mean something to a database mean themselves', async () => {
	expect(await found(ours.coordinator, '100%')).toEqual(['meetings: Kooperationstreffen 100%']);
	expect(await found(ours.coordinator, '%')).toEqual(['meetings: Kooperationstreffen 100%']);
	expect(await found(ours.coordinator, '_')).toEqual([]);
	expect(await found(ours.coordinator, '\\ \' " {},')).toEqual([]);
	expect(await found(ours.coordinator, '   ')).toEqual([]);
});

test('a search that finds nothing is asked back with words that whoever asks may see', async () => {
	const asked = (actor: Actor | undefined, words: string) => db.within([1], (tx) => meant(tx, reading(1, actor), words));
	expect(await asked(ours.coordinator, 'Grundshcule Öhmstrasse')).toBe('grundschule ohmstrasse');
	expect(await asked(undefined, 'Grundshcule')).toBe('grundschule');
	// What a visitor may not read is no word of theirs: the profile of a school, and an organisation that is not in the public directory.
	expect(await asked(ours.team, 'Geheime Moglichkeitne')).toBe('geheime moglichkeiten');
	expect(await asked(undefined, 'Moglichkeitne')).toBeNull();
	expect(await asked(undefined, 'Allgemeienr')).toBeNull();
	expect(await asked(ours.team, 'Allgemeienr')).toBe('allgemeiner');
});
