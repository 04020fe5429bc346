import * as v from 'valibot';
import { expect, test } from 'vitest';
import { offer } from './schema.ts';

const told = (form: Record<string, string>) =>
	Object.fromEntries((v.safeParse(offer, form).issues ?? []).map((issue) => [v.getDotPath(issue), issue.message]));

const good = {
	capacity: '60',
	opensDay: '1',
	opensMonth: '2',
	opensYear: '2027',
	opensTime: '',
	closesDay: '10',
	closesMonth: '3',
	closesYear: '2027',
	closesTime: '12:00',
};

test('everything that is wrong about places and window is told at once', () => {
	expect(told({})).toEqual({ capacity: 'capacityWrong', opensDay: 'windowWrong', closesDay: 'windowWrong' });
	expect(told({ ...good, capacity: 'viele', closesMonth: '1' })).toEqual({ capacity: 'capacityWrong', closesDay: 'closesBeforeOpens' });
});

test('a window without a time begins at midnight in Germany', () => {
	expect(v.parse(offer, good)).toEqual({
		capacity: 60,
		opensAt: new Date('2027-01-31T23:00:00Z'),
		closesAt: new Date('2027-03-10T11:00:00Z'),
	});
});
