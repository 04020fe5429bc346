import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { read } from '#platform/time/partial.ts';
import { type Edition, editionBefore, isOverdue, isToBeFixed, nextNumber } from './rules-format.ts';

const edition = (number: number, date: string, facts: Partial<Edition> = {}): Edition => ({
	number,
	date: read(date) as Edition['date'],
	isMeeting: false,
	isDropped: false,
	...facts,
});

property.prop([fc.array(fc.integer({ min: 1, max: 900 }))])('invariant 4: a number comes once, whatever numbers there are', (numbers) => {
	expect(numbers).not.toContain(nextNumber(numbers.map((number) => ({ number }))));
});

test('the first edition is the first', () => {
	expect(nextNumber([])).toBe(1);
	expect(nextNumber([{ number: 5 }])).toBe(6);
});

describe('a date that should be fixed', () => {
	test('"2027" from April 2026 on; never once there is a meeting, or when it was dropped', () => {
		expect(isToBeFixed(edition(6, '2027'), '2026-04-01')).toBe(false);
		expect(isToBeFixed(edition(6, '2027'), '2026-04-10')).toBe(true);
		expect(isToBeFixed(edition(6, '2027', { isMeeting: true }), '2026-11-25')).toBe(false);
		expect(isToBeFixed(edition(6, '2027', { isDropped: true }), '2026-11-25')).toBe(false);
		expect(isToBeFixed(edition(6, 'Herbst 2027'), '2026-11-25')).toBe(false);
	});
});

describe('a format that is overdue', () => {
	const every = (months: number | null, today: string, ...editions: Edition[]) => isOverdue(months, editions, today);
	test('when its last edition lies longer back than it should, and none is planned', () => {
		expect(every(12, '2026-11-25', edition(5, '09/2025'))).toBe(true);
		expect(every(24, '2026-11-25', edition(5, '09/2025'))).toBe(false);
		expect(every(12, '2026-11-25', edition(5, '09/2025'), edition(6, '2027'))).toBe(false);
		expect(every(12, '2026-11-25', edition(5, '09/2025'), edition(6, '2027', { isDropped: true }))).toBe(true);
		expect(every(null, '2026-11-25', edition(5, '09/2005'))).toBe(false);
		expect(every(12, '2026-11-25')).toBe(false);
	});
});

test('the next edition takes over from the last one of its area that was a meeting', () => {
	const held = (number: number, areaId: string | null, isMeeting = true) => ({ ...edition(number, '2025', { isMeeting }), areaId });
	const [third, fourth, fifth, other] = [held(3, null), held(4, null), held(5, null, false), held(5, 'north')];
	expect(editionBefore([fourth, other, fifth, third], held(6, null, false))).toBe(fourth);
	expect(editionBefore([fourth, third], fourth)).toBe(third);
	expect(editionBefore([fourth, third], held(1, 'north'))).toBeUndefined();
});
