import { describe, expect, test } from 'vitest';
import { agendaConflicts, changesToTell, movedAlong, slugFor, stateOf, weekdayConflicts } from './rules.ts';

describe('a weekday that contradicts its date', () => {
	test.each([
		['Am Dienstag, 17. März 2027 treffen wir uns.', [{ written: 'Dienstag, 17. März 2027', actual: 3 }]],
		['Mittwoch, den 17.03.2027', []],
		['Montag 28.02.2022 und Dienstag, 1.3.', [{ written: 'Dienstag, 1.3.', actual: 1 }]],
		['Sonnabend, 20. März', []],
		['Freitag, 31. Februar 2027', []],
		['jeden ersten Montag im Monat', []],
	])('%s', (text, conflicts) => {
		expect(weekdayConflicts(text, 2027)).toEqual(conflicts);
	});
});

test('a slug is plain, carries the year, and is given once', () => {
	expect(slugFor('5. Kooperationstreffen „Jugendhilfe & Schule“', 2027, new Set())).toBe('5-kooperationstreffen-jugendhilfe-schule-2027');
	expect(slugFor('Übergänge gestalten', 2027, new Set(['uebergaenge-gestalten-2027']))).toBe('uebergaenge-gestalten-2027-2');
	expect(slugFor('会议', 2027, new Set())).toBe('treffen-2027');
});

test('a state is read from what was done', () => {
	expect([
		stateOf({ published: false, cancelled: false }),
		stateOf({ published: true, cancelled: false }),
		stateOf({ published: true, cancelled: true }),
	]).toEqual(['draft', 'published', 'cancelled']);
});

test('a programme that contradicts itself is pointed out: outside the meeting, one room or one track twice at once', () => {
	const at = (hour: number) => new Date(Date.UTC(2027, 0, 1, hour));
	const slot = (id: string, from: number, until: number, track: string, room: string) => ({
		id,
		startsAt: at(from),
		endsAt: at(until),
		track,
		room,
	});
	const items = [
		slot('a', 9, 10, '', 'Aula'),
		slot('b', 10, 11, '', 'Aula'),
		slot('c', 10, 11, 'A', 'Aula'),
		slot('d', 10, 12, 'A', 'R1'),
		slot('e', 8, 9, 'B', ''),
	];
	expect(agendaConflicts({ startsAt: at(9), endsAt: at(12) }, items)).toEqual([
		{ kind: 'room', item: 'b', other: 'c' },
		{ kind: 'track', item: 'c', other: 'd' },
		{ kind: 'outside', item: 'e' },
	]);
});

test('people are told of another time or venue, and of nothing else', () => {
	const known = { startsAt: new Date(0), endsAt: new Date(1), venue: 'a' };
	expect(changesToTell(known, { ...known })).toEqual([]);
	expect(changesToTell(known, { ...known, endsAt: new Date(2) })).toEqual(['time']);
	expect(changesToTell(known, { ...known, startsAt: new Date(-1), venue: 'b' })).toEqual(['time', 'venue']);
});

test.each([
	['2027-03-16T08:30:00Z', '2027-03-16T10:00:00Z', '2027-03-16T09:15:00Z', '2027-03-16T10:45:00Z'],
	// The clock on the wall counts, also where summer time began in between.
	['2027-03-16T08:30:00Z', '2027-04-20T07:30:00Z', '2027-03-16T09:15:00Z', '2027-04-20T08:15:00Z'],
	['2027-03-16T08:30:00Z', '2027-04-20T15:30:00Z', '2027-03-16T09:15:00Z', '2027-04-20T16:15:00Z'],
	['2027-03-16T08:30:00Z', '2027-03-17T20:00:00Z', '2027-03-16T21:00:00Z', '2027-03-17T21:00:00Z'],
])('a meeting that moves from %s to %s takes along what began at %s: to %s', (before, after, at, expected) => {
	expect(movedAlong(new Date(before), new Date(after))(new Date(at))).toEqual(new Date(expected));
});
