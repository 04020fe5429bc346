import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_LANES, strandAround, type ThreadMeeting, type ThreadObject, threadKinds, threadSections } from './rules-thread.ts';

const meeting = (id: string, day: string, series = 'nord'): ThreadMeeting => ({
	id,
	slug: id,
	title: `Treffen ${id}`,
	day,
	series,
	seriesTitle: `Reihe ${series}`,
	area: null,
});
const object = (kind: ThreadObject['kind'], id: string, at: string | null, more: Partial<ThreadObject> = {}): ThreadObject => ({
	id,
	kind,
	title: id,
	meeting: at,
	from: null,
	about: '',
	state: '',
	isOver: kind === 'priority',
	rank: 1,
	points: [{ what: 'begun', day: '2027-03-01', note: '' }],
	...more,
});
const at = (day: string, what: 'begun' | 'renewed' | 'ended' = 'begun') => ({ what, day, note: '' });

test('a priority, its mandate and their agreement hang on one lane, from the meeting that began them to the one that ended them', () => {
	const meetings = [meeting('b', '2028-03-01'), meeting('a', '2027-03-01')];
	const objects = [
		object('agreement', 'V', 'a', { from: 'M', points: [at('2027-06-01'), at('2028-03-02', 'renewed')] }),
		object('priority', 'P', 'a'),
		object('mandate', 'M', 'a', { from: 'P', isOver: true, points: [at('2027-03-02'), at('2027-09-01', 'ended')] }),
		object('mandate', 'N', 'a', { points: [at('2027-03-02')], isOver: true }),
	];
	const [part] = threadSections(meetings, objects);
	expect(part?.title).toBe('Reihe nord');
	expect(part?.rows.map(({ title, what, lane, through, up, down }) => [title, what, lane, through.join(), up, down])).toEqual([
		['Treffen a', 'begun', 0, '', false, true],
		['P', 'begun', 1, '', false, true],
		['M', 'begun', 1, '', true, true],
		['N', 'begun', 2, '1', false, false],
		['V', 'begun', 1, '', true, true],
		['M', 'ended', 1, '', true, true],
		['Treffen b', 'begun', 0, '1', true, true],
		['V', 'renewed', 1, '', true, true],
	]);
});

test('series stand apart, and what nobody met about stands by itself', () => {
	const parts = threadSections(
		[meeting('a', '2027-01-01'), meeting('b', '2027-01-01', 'sued')],
		[object('agreement', 'V', null), object('mandate', 'M', 'gone')],
	);
	expect(parts.map(({ series, rows }) => [series, rows.length])).toEqual([
		['', 1],
		['nord', 1],
		['sued', 1],
	]);
});

test('around one thing is what it comes from and what comes from it, with the meetings of its kind', () => {
	const all = {
		meetings: [meeting('a', '2027-01-01'), meeting('b', '2028-01-01'), meeting('c', '2027-01-01', 'sued')],
		objects: [
			object('priority', 'P', 'a'),
			object('mandate', 'M', 'a', { from: 'P' }),
			object('mandate', 'X', 'c'),
			object('agreement', 'V', 'b', { from: 'M' }),
		],
	};
	const part = strandAround(all, 'M');
	expect(part.objects.map(({ id }) => id)).toEqual(['P', 'M', 'V']);
	expect(part.meetings.map(({ id }) => id)).toEqual(['a', 'b']);
	expect(strandAround(all, 'nothing').objects).toEqual([]);
});

test('whatever hangs on it: each point is told once, lanes that are open go by every row, and none is drawn twice in one', () => {
	const day = fc.integer({ min: 1, max: 28 }).map((number) => `2027-03-${String(number).padStart(2, '0')}`);
	const world = fc.record({
		days: fc.array(day, { minLength: 1, maxLength: 6 }),
		objects: fc.array(
			fc.record({
				kind: fc.constantFrom(...threadKinds),
				meeting: fc.nat(5),
				from: fc.option(fc.nat(11)),
				points: fc.array(day, { minLength: 1, maxLength: 3 }),
				isOver: fc.boolean(),
			}),
			{ maxLength: 12 },
		),
	});
	fc.assert(
		fc.property(world, ({ days, objects }) => {
			const meetings = days.map((on, number) => meeting(String(number), on));
			const all = objects.map(({ kind, meeting: number, from, points, isOver }, own) =>
				object(kind, `o${own}`, String(number % days.length), {
					from: from === null ? null : `o${from}`,
					isOver,
					// Nothing happened before the meeting that began it.
					points: points
						.map((on) => (on < (days[number % days.length] as string) ? (days[number % days.length] as string) : on))
						.sort()
						.map((on, index) => at(on, index === 0 ? 'begun' : 'renewed')),
				}),
			);
			const rows = threadSections(meetings, all).flatMap((part) => part.rows);
			expect(rows).toHaveLength(meetings.length + all.flatMap(({ points }) => points).length);
			expect(rows.map((row) => row.day)).toEqual(rows.map((row) => row.day).sort());
			const open = new Set<number>();
			for (const { lane, through, up, down } of rows) {
				if (lane > 0 && lane < MOST_LANES) {
					expect(open.has(lane)).toBe(up);
					if (down) open.add(lane);
					else open.delete(lane);
				}
				if (lane < MOST_LANES) expect(through).not.toContain(lane || -1);
				const others = [...open].filter((one) => one !== lane && one < MOST_LANES);
				expect(through.filter((one) => one < MOST_LANES)).toEqual(others.sort((a, b) => a - b));
			}
		}),
	);
});
