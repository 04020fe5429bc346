import * as v from 'valibot';
import { expect, test } from 'vitest';
import { meeting } from './schema.ts';

const told = (form: Record<string, string>) =>
	Object.fromEntries((v.safeParse(meeting, form).issues ?? []).map((issue) => [v.getDotPath(issue), issue.message]));

const good = { title: 'Treffen', day: '16', month: '3', year: '2027', start: '9:30', end: '16', venueKind: 'online' };

test('everything that is wrong about a meeting is told at once, date and times included', () => {
	expect(told({})).toEqual({
		title: 'titleMissing',
		day: 'dateWrong',
		start: 'timeWrong',
		end: 'timeWrong',
		venueKind: 'venueKindMissing',
	});
	expect(told({ ...good, title: '', end: '8', joinUrl: 'http://x', venueKind: 'external' })).toEqual({
		title: 'titleMissing',
		end: 'endBeforeStart',
		venueName: 'venueMissing',
		joinUrl: 'joinUrlWrong',
	});
	expect(told({ ...good, day: '31', month: '2', start: 'früh', venueKind: 'organisation' })).toEqual({
		day: 'dateWrong',
		start: 'timeWrong',
		venueOrganisation: 'venueMissing',
	});
});

test('times are read in Germany', () => {
	expect(v.parse(meeting, good)).toMatchObject({
		startsAt: new Date('2027-03-16T08:30:00Z'),
		endsAt: new Date('2027-03-16T15:00:00Z'),
	});
});
