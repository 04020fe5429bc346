import { expect, test } from 'vitest';
import { begunFrom, dueDay, dueSaid, type Entry, isLate, type Kind, nextAsking, reminders, standing } from './rules.ts';

const entries = (...said: [kind: Kind, facts?: Partial<Entry>][]): Entry[] =>
	said.map(([kind, facts], at) => ({
		number: at + 1,
		kind,
		at: new Date(at),
		asked: 'Amt',
		step: '',
		due: '',
		note: '',
		asking: '',
		...facts,
	}));

test('how a mandate stands follows from what was said of it, the last word first', () => {
	expect(standing(entries(['given', { due: '2027-03' }], ['progress', { note: 'läuft' }])).state).toBe('open');
	const done = entries(['given'], ['postponed', { due: 'next', note: 'krank' }], ['done', { due: 'next', note: 'Liste steht' }]);
	expect(standing(done)).toMatchObject({ state: 'done', outcome: 'Liste steht', due: 'next', postponed: 1 });
	expect(standing([...done, ...entries(['reopened'])])).toMatchObject({ state: 'open', outcome: '' });
	expect(standing(entries(['given'], ['corrected', { asked: 'Schule' }])).asked).toBe('Schule');
});

test('a mandate is late on the day after its last possible day, and never once it has ended or without a day', () => {
	const late = (due: string, today: string, state: 'open' | 'done' = 'open') => isLate({ state }, dueDay(due), today);
	expect([late('2027-03-31', '2027-03-31'), late('2027-03-31', '2027-04-01'), late('2027-03', '2027-03-31')]).toEqual([false, true, false]);
	expect([late('2027-spring', '2027-05-31'), late('2027-spring', '2027-06-01')]).toEqual([false, true]);
	expect([late('next', '2099-01-01'), late('', '2099-01-01'), late('2020', '2027-01-01', 'done')]).toEqual([false, false, false]);
});

test('the next meeting is the first of the kind that asks, in the area or of all, after that was said', () => {
	const at = (meeting: string, format: string, area: string | null, day: string) => ({ meeting, format, area, startsAt: new Date(day) });
	const meetings = [
		at('gave', 'conference', 'north', '2027-01-10'),
		at('south', 'conference', 'south', '2027-02-01'),
		at('other', 'seminar', null, '2027-02-02'),
		at('next', 'conference', 'north', '2027-03-01'),
		at('region', 'conference', null, '2027-05-01'),
		at('later', 'conference', 'north', '2027-06-01'),
		at('all', 'seminar', null, '2027-09-01'),
	];
	const entry = (kind: Kind, due: string, day: string, asking = '') => ({ kind, due, at: new Date(day), asking });
	const given = [entry('given', 'next', '2027-01-11')];
	const next = (asking: string | null, more: typeof given = [], meeting = 'gave') =>
		nextAsking(meetings, { meeting, asking, entries: [...given, ...more] })?.meeting;
	expect([next(null), next('seminar'), next('unknown'), next(null, [], 'nowhere')]).toEqual(['next', 'other', undefined, undefined]);
	// What was put off at the next is asked about at the one after; what was reported there stays due.
	expect(next(null, [entry('postponed', 'next', '2027-03-02')])).toBe('later');
	expect(next(null, [entry('progress', 'next', '2027-03-02')])).toBe('next');
	expect(next(null, [entry('postponed', 'next', '2027-06-02')])).toBeUndefined();
	// Who asks from now on, and what is open again, begin anew.
	expect(next('seminar', [entry('corrected', 'next', '2027-04-01', 'Seminar')])).toBe('all');
	expect(next(null, [entry('done', 'next', '2027-02-02'), entry('reopened', 'next', '2027-03-02')])).toBe('later');
});

test('whoever takes care is reminded 14 and 3 days before, as far as these are still to come', () => {
	const days = (due: string, today: string) => reminders(dueDay(due), today).map(({ days: before, on }) => [before, on]);
	expect(days('2027-03-31', '2027-03-01')).toEqual([
		[14, '2027-03-17'],
		[3, '2027-03-28'],
	]);
	expect(days('2027-03-31', '2027-03-17')).toEqual([[3, '2027-03-28']]);
	expect([days('2027-03-31', '2027-03-30'), days('next', '2027-01-01'), days('', '2027-01-01')]).toEqual([[], [], []]);
});

test('what a room said is where a mandate begins; what is no date stays beside the step', () => {
	const said = ['nächstes Treffen', 'bis zur nächsten Konferenz', 'bis zum 31.03.2027', 'Frühjahr 2027', 'bis Ostern', 'nächste Woche', ''];
	expect(said.map(dueSaid)).toEqual(['next', 'next', '2027-03-31', '2027-spring', '', '', '']);
	expect(begunFrom({ who: 'Amt', step: 'anrufen', due: 'bis Ostern' })).toEqual({ asked: 'Amt', step: 'anrufen (bis Ostern)', due: '' });
	expect(begunFrom({ who: 'Amt', step: '', due: 'Mai 2027' })).toEqual({ asked: 'Amt', step: '', due: '2027-05' });
	expect(begunFrom(null)).toEqual({ asked: '', step: '', due: '' });
});
