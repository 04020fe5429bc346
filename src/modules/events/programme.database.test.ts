import { expect, test } from 'vitest';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { parts } from '#platform/time/time.ts';
import { database } from '../../../tests/database.ts';
import { makeMeeting, makeRegion } from '../../../tests/make.ts';
import { agenda, contributions } from './read.server.ts';
import { addAgendaItem, addSpeaker, setSpeakerConsent } from './write.server.ts';
import * as formats from './write-format.server.ts';
import { addContribution, shiftItem } from './write-programme.server.ts';

const { database: db } = await database();
const within = <T>(work: (tx: Tx) => Promise<T>) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const now = new Date();

test('a part that is moved stays as long as it is, and does not run past midnight', async () => {
	const made = await within((tx) => makeMeeting(tx, coordinator));
	const facts = { kind: 'talk', description: '', room: '', speaker: null } as const;
	const id = await within((tx) =>
		addAgendaItem(tx, made.organiser, { ...facts, title: 'Vortrag', start: '9:00', end: '10:15', track: '' }),
	);
	await within((tx) => shiftItem(tx, made.organiser, id, { start: '13:30', track: 'Spur A' }));
	const [item] = await within((tx) => agenda(tx, made.meeting.id));
	expect([item && parts(item.startsAt).time, item && parts(item.endsAt).time, item?.track]).toEqual(['13:30', '14:45', 'Spur A']);
	for (const start of ['23:00', '25:00'])
		await expect(within((tx) => shiftItem(tx, made.organiser, id, { start, track: '' }))).rejects.toThrow(Rejected);
	const other = await within((tx) => makeMeeting(tx, coordinator));
	await expect(within((tx) => shiftItem(tx, other.organiser, id, { start: '9:00', track: '' }))).rejects.toThrow(Rejected);
});

test('who moderates stands there with the function; the name only as long as they agree', async () => {
	const made = await within((tx) => makeMeeting(tx, coordinator));
	const speaker = await within((tx) =>
		addSpeaker(tx, made.organiser, { speakerName: 'Rita Rede', affiliation: '', about: '', nameConsent: true }, now),
	);
	const input = { role: 'moderator', contributor: speaker, function: 'Schulamtsdirektorin' } as const;
	await within((tx) => addContribution(tx, made.organiser, input));
	await expect(within((tx) => addContribution(tx, made.organiser, input))).rejects.toThrow(Rejected);
	const shown = async () => (await within((tx) => contributions(tx, made.meeting.id))).map((one) => [one.role, one.function, one.name]);
	expect(await shown()).toEqual([['moderator', 'Schulamtsdirektorin', 'Rita Rede']]);
	await within((tx) => setSpeakerConsent(tx, made.organiser, speaker, false, now));
	expect(await shown()).toEqual([['moderator', 'Schulamtsdirektorin', null]]);
});

test('a format may be renamed; it is removed only if it never had an edition', async () => {
	const one = await within((tx) => formats.addFormat(tx, coordinator, { name: 'Fachtag', cadence: 12 }));
	const two = await within((tx) => formats.addFormat(tx, coordinator, { name: 'Runder Tisch', cadence: null }));
	await expect(within((tx) => formats.changeFormat(tx, coordinator, { format: two, name: 'Fachtag', cadence: null }))).rejects.toThrow(
		Rejected,
	);
	await within((tx) => formats.changeFormat(tx, coordinator, { format: two, name: 'Tisch', cadence: 6 }));
	await within((tx) => formats.planEdition(tx, coordinator, { format: one, area: null, number: null, planned: { year: 2030 } }));
	await expect(within((tx) => formats.removeFormat(tx, coordinator, one))).rejects.toThrow(Rejected);
	await within((tx) => formats.removeFormat(tx, coordinator, two));
	await expect(within((tx) => formats.removeFormat(tx, coordinator, two))).rejects.toThrow(Rejected);
});
