import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { compare, decode, encode, firstDay, lastDay, type PartialDate, read, say, seasons } from './partial.ts';

const dates: fc.Arbitrary<PartialDate> = fc.oneof(
	fc.record({ year: fc.integer({ min: 1900, max: 2200 }) }),
	fc.record({ year: fc.integer({ min: 1900, max: 2200 }), season: fc.constantFrom(...seasons) }),
	fc.record({ year: fc.integer({ min: 1900, max: 2200 }), month: fc.integer({ min: 1, max: 12 }) }),
	fc.record({ year: fc.integer({ min: 1900, max: 2200 }), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) }),
	fc.record({
		year: fc.integer({ min: 1900, max: 2200 }),
		month: fc.integer({ min: 1, max: 12 }),
		day: fc.integer({ min: 1, max: 28 }),
		time: fc.constantFrom('00:00', '09:30', '18:00', '23:59'),
	}),
);

describe('invariant 5: partial dates', () => {
	property.prop([dates, dates, dates])('are ordered, whatever three are compared', (a, b, c) => {
		expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
		if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
		if (compare(a, b) === 0) expect(encode(a)).toBe(encode(b));
	});

	property.prop([fc.array(dates, { maxLength: 8 }), fc.integer()])('sort the same whatever the order they come in', (list) => {
		const sorted = (all: PartialDate[]) => [...all].sort(compare).map(encode);
		expect(sorted(list.toReversed())).toEqual(sorted(list));
	});

	property.prop([dates])('are read back as they were said, in both languages, and never finer', (date) => {
		for (const language of ['de', 'en'] as const) {
			const said = say(language, date);
			expect(read(said)).toEqual(date);
			if (!date.day) expect(said.replace(String(date.year), '')).not.toMatch(/\d/);
		}
		expect(decode(encode(date))).toEqual(date);
		expect(firstDay(date) <= lastDay(date)).toBe(true);
	});

	test('the vaguer, the later: "2027" after "Frühjahr 2027", a year after its December', () => {
		const order = [
			'2027',
			'Frühjahr 2018',
			'Jan 2020',
			'31.12.2027',
			'Winter 2026',
			'Februar 2027',
			'31. Dezember 2027, 18 Uhr',
			'März 2027',
		];
		const sorted = order.map((text) => read(text) as PartialDate).sort(compare);
		expect(sorted.map((date) => say('de', date))).toEqual([
			'Frühjahr 2018',
			'Januar 2020',
			'Februar 2027',
			'Winter 2026',
			'März 2027',
			'31. Dezember 2027, 18:00',
			'31. Dezember 2027',
			'2027',
		]);
	});
});

describe('what people write', () => {
	test.each([
		['2027', { year: 2027 }],
		[' im Frühjahr 2027 ', { year: 2027, season: 'spring' }],
		['Herbst 2027', { year: 2027, season: 'autumn' }],
		['im September 2025', { year: 2025, month: 9 }],
		['Sept. 2025', { year: 2025, month: 9 }],
		['03/2027', { year: 2027, month: 3 }],
		['3.2027', { year: 2027, month: 3 }],
		['21.3.2017', { year: 2017, month: 3, day: 21 }],
		['Dienstag, den 21. März 2017, 18 Uhr', { year: 2017, month: 3, day: 21, time: '18:00' }],
		['21.03.2017 um 9.30 Uhr', { year: 2017, month: 3, day: 21, time: '09:30' }],
		['2027-03-16', { year: 2027, month: 3, day: 16 }],
		['21 March 2027', { year: 2027, month: 3, day: 21 }],
	])('%s', (text, date) => {
		expect(read(text)).toEqual(date);
	});

	test.each([
		'',
		'bald',
		'31.02.2027',
		'13/2027',
		'30. Februar 2027',
		'1899',
		'2201',
		'März',
		'12',
		'16.03.2027, 25 Uhr',
		'Mä 2027',
		'٢٠٢٧',
		'2027-13',
		'x'.repeat(10_000),
	])('%j is none', (text) => {
		expect(read(text)).toBeUndefined();
	});
});
