import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { FEWEST_MARKS, lacksOf, situations, toldOf } from './rules.ts';

const counts = fc.record({ known: fc.nat(30), used: fc.nat(30), notYet: fc.nat(30) });

property.prop([counts, fc.constantFrom('known' as const, 'used' as const, 'notYet' as const)])(
	'one mark more is seen by nobody, but where a five is full or somebody is the first',
	(before, kind) => {
		const after = { ...before, [kind]: before[kind] + 1 };
		const [was, is] = [toldOf(before), toldOf(after)];
		const all = before.known + before.used + before.notYet;
		if (all + 1 < FEWEST_MARKS) expect(is).toBeNull();
		if (all < FEWEST_MARKS) return;
		const steps = (count: number) => count === 0 || (count + 1) % FEWEST_MARKS === 0;
		const mayChange = kind !== 'notYet' && (steps(before.known + before.used) || (kind === 'used' && steps(before.used)));
		if (!mayChange) expect(is).toEqual(was);
	},
);

test('below five marks nothing is told; then none, a few, or full fives', () => {
	expect(toldOf({ known: 2, used: 2, notYet: 0 })).toBeNull();
	expect(toldOf({ known: 0, used: 0, notYet: 5 })).toEqual({ known: { kind: 'none' }, used: { kind: 'none' } });
	expect(toldOf({ known: 4, used: 1, notYet: 0 })).toEqual({ known: { kind: 'atLeast', count: 5 }, used: { kind: 'few' } });
	expect(toldOf({ known: 0, used: 14, notYet: 0 })).toEqual({
		known: { kind: 'atLeast', count: 10 },
		used: { kind: 'atLeast', count: 10 },
	});
});

test('an area lacks what neither its own offers nor those for the whole region name', () => {
	const [own, everywhere] = lacksOf(
		['north', 'south'],
		[
			{ areas: ['north'], situations: ['crisis'] },
			{ areas: [], situations: ['absence', 'addiction'] },
			{ areas: [], situations: [] },
		],
	);
	expect(own).toMatchObject({ area: 'north', own: 1, everywhere: 2, open: 1 });
	expect(own?.missing).toEqual(situations.filter((one) => !['absence', 'addiction', 'crisis'].includes(one)));
	expect(everywhere).toMatchObject({ area: 'south', own: 0, open: 1 });
	expect(everywhere?.missing).toContain('crisis');
});
