import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MinutesSection, merged } from './rules-minutes.ts';

const section = (id: string, text = id, heading = `Kopf ${id}`): MinutesSection => ({ id, heading, text });
const base = [section('a'), section('b'), section('c')];

test('what one changes goes beside what another changes; the same section is a conflict, and mine stands there', () => {
	const mine = [section('a', 'mein a'), section('b'), section('c', 'mein c')];
	const theirs = [section('a'), section('b', 'ihr b'), section('c', 'ihr c')];
	const { sections, conflicts } = merged(base, mine, theirs);
	expect(sections.map(({ text }) => text)).toEqual(['mein a', 'ihr b', 'mein c']);
	expect(conflicts).toEqual([{ mine: mine[2], theirs: theirs[2] }]);
});

test('both add and take out; what one took out and the other changed is not lost', () => {
	const mine = [section('neu-von-mir'), section('a'), section('c', 'mein c')];
	const theirs = [section('a'), section('neu-von-ihnen'), section('b', 'ihr b')];
	const { sections, conflicts } = merged(base, mine, theirs);
	expect(sections.map(({ id }) => id)).toEqual(['neu-von-mir', 'a', 'neu-von-ihnen', 'b', 'c']);
	expect(conflicts).toEqual([{ mine: mine[2], theirs: null }]);
	// What both took out, or one did and nobody missed, is gone.
	expect(merged(base, [section('a'), section('b')], base).sections.map(({ id }) => id)).toEqual(['a', 'b']);
	expect(merged(base, base, [section('a'), section('b')]).sections.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('the same change on both sides is no conflict', () => {
	const both = [section('a', 'neu'), section('b'), section('c')];
	expect(merged(base, both, both)).toEqual({ sections: both, conflicts: [] });
});

test('whatever two do: no word of either is lost without being told, and alone nobody is asked', () => {
	const side = fc
		.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), text: fc.constantFrom('1', '2', '3') }), { maxLength: 5 })
		.map((all) => {
			const once = new Map(all.map(({ id, text }) => [id, section(id, text)]));
			return [...once.values()];
		});
	fc.assert(
		fc.property(side, side, side, (was, mine, theirs) => {
			const { sections, conflicts } = merged(was, mine, theirs);
			expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length);
			const before = new Map(was.map((one) => [one.id, one.text]));
			for (const [all, isMine] of [
				[mine, true],
				[theirs, false],
			] as const)
				for (const { id, text } of all) {
					if (before.get(id) === text) continue;
					// Changed or added: it stands there, or a conflict tells of it.
					const stands = sections.some((one) => one.id === id && one.text === text);
					const told = conflicts.some((one) => one.mine.id === id && (isMine || one.theirs?.text === text));
					expect(stands || told).toBe(true);
				}
			expect(merged(was, mine, was)).toEqual({ sections: mine, conflicts: [] });
			expect(merged(was, was, theirs).conflicts).toEqual([]);
		}),
	);
});
