import { expect, test } from 'vitest';
import { isMember, seatsOf } from './rules-group.ts';

const who = (name: string, what: string) => ({ name, function: what });

test('functions that a group wants stand in their order, and of one that nobody has it is told', () => {
	const seats = seatsOf(
		['Schulaufsicht', 'Jugendhilfe', 'Kommunen'],
		[who('Kim', 'Kommunen'), who('Tim', 'Jugendhilfe'), who('Ria', 'Jugendhilfe')],
	);
	expect(seats.map(({ function: what, members }) => [what, members.map(({ name }) => name)])).toEqual([
		['Schulaufsicht', []],
		['Jugendhilfe', ['Tim', 'Ria']],
		['Kommunen', ['Kim']],
	]);
});

test('whoever has another function, or none, is not lost: they come after those that are wanted', () => {
	const seats = seatsOf(['Jugendhilfe'], [who('Ohne', ''), who('Gast', 'Wissenschaft'), who('Tim', 'Jugendhilfe')]);
	expect(seats.map(({ function: what, isWanted }) => [what, isWanted])).toEqual([
		['Jugendhilfe', true],
		['Wissenschaft', false],
		['', false],
	]);
	expect(seats.flatMap(({ members }) => members)).toHaveLength(3);
});

test('somebody is in a group from their first day, and on the day on which they left no longer', () => {
	const member = { since: '2027-03-01', until: '2027-06-01' };
	expect(['2027-02-28', '2027-03-01', '2027-05-31', '2027-06-01'].map((day) => isMember(member, day))).toEqual([false, true, true, false]);
	expect(isMember({ since: '2027-03-01', until: null }, '2099-01-01')).toBe(true);
});
