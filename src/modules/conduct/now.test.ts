import { expect, test } from 'vitest';
import { nowOf, type Part, type Seat } from './rules-now.ts';

const at = (time: string) => `2027-03-16T${time}:00.000Z`;
const part = (title: string, from: string, until: string): Part => ({ kind: 'talk', title, room: '', from: at(from), until: at(until) });
const seat = (title: string, from: string | null, until: string | null): Seat => ({
	title,
	room: '',
	table: null,
	from: from && at(from),
	until: until && at(until),
});
const parts = [
	part('Begrüßung', '09:00', '09:30'),
	part('Workshops', '10:00', '11:00'),
	part('Café', '10:00', '11:00'),
	part('Essen', '12:00', '13:00'),
];
const day = { parts, endsAt: at('13:30'), isClosed: false, round: null };
const titles = (list: readonly { title: string }[]) => list.map(({ title }) => title);

test.each([
	['08:00', [], ['Begrüßung'], false],
	['09:00', ['Begrüßung'], ['Workshops', 'Café'], false],
	['09:30', [], ['Workshops', 'Café'], false],
	['10:59', ['Workshops', 'Café'], ['Essen'], false],
	['12:30', ['Essen'], [], false],
	['13:00', [], [], false],
	['13:30', [], [], true],
])('at %s it is %j, then %j', (time, now, next, isOver) => {
	const told = nowOf({ ...day, mine: null }, at(time));
	expect([titles(told.now), titles(told.next), told.isOver]).toEqual([now, next, isOver]);
});

test('somebody is sent to the next of their seats, and to their table at any time', () => {
	const mine = [seat('Erster', '10:00', '11:00'), seat('Zweiter', '11:00', '12:00'), seat('Tisch', null, null)];
	expect(titles(nowOf({ ...day, mine }, at('09:00')).mine)).toEqual(['Erster', 'Tisch']);
	expect(titles(nowOf({ ...day, mine }, at('10:30')).mine)).toEqual(['Erster', 'Tisch']);
	expect(titles(nowOf({ ...day, mine }, at('11:00')).mine)).toEqual(['Zweiter', 'Tisch']);
	expect(titles(nowOf({ ...day, mine }, at('12:00')).mine)).toEqual(['Tisch']);
});

test('a meeting is over at its end, or when it is closed; a round that goes on keeps it going', () => {
	const mine = [seat('Tisch', null, null)];
	const isOver = (more: Partial<Parameters<typeof nowOf>[0]>, time: string) => {
		const told = nowOf({ ...day, mine, ...more }, at(time));
		expect(told.mine).toHaveLength(told.isOver ? 0 : 1);
		return told.isOver;
	};
	expect([isOver({ parts: [] }, '12:00'), isOver({ parts: [] }, '13:30'), isOver({ isClosed: true }, '10:30')]).toEqual([
		false,
		true,
		true,
	]);
	expect(isOver({ round: { number: 3, until: at('13:20') } }, '13:45')).toBe(false);
});
