import { expect, test } from 'vitest';
import { freeSeats, type Slot, slotState } from './rules-guest.ts';

const at = (hour: number) => new Date(Date.UTC(2027, 4, 3, hour));
const slot: Slot = { startsAt: at(12), endsAt: at(14), closesAt: at(8), seats: 2, cancelledAt: null };
const granted = { decision: 'granted' as const };

test('only a grant takes a seat, and more grants than seats leave none', () => {
	const asked = [null, 'declined', 'withdrawn'].map((decision) => ({ decision: decision as null }));
	expect(freeSeats(slot, asked)).toBe(2);
	expect(freeSeats(slot, [...asked, granted])).toBe(1);
	expect(freeSeats({ seats: 1 }, [granted, granted])).toBe(0);
});

test('one can ask until it closes, as long as a seat is free and it takes place', () => {
	expect(slotState(slot, [granted], at(7))).toBe('open');
	expect(slotState(slot, [granted, granted], at(7))).toBe('full');
	expect(slotState(slot, [], at(8))).toBe('closed');
	expect(slotState(slot, [], at(14))).toBe('over');
	expect(slotState({ ...slot, cancelledAt: at(1) }, [], at(7))).toBe('cancelled');
});
