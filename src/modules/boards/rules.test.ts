import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import {
	BOARD_LETTERS,
	following,
	GRACE_MS,
	paperLines,
	readBoardCode,
	reception,
	type Stage,
	type State,
	states,
	turnOf,
} from './rules.ts';
import { lines } from './rules-list.ts';
import { isThere, left, shownCards } from './rules-phone.ts';
import { seenByFacilitator, seenByGuest, seenByProjector } from './rules-seen.ts';

const NOW = new Date('2027-03-16T10:00:00Z');

/** Stages that followed each other a minute apart, the last one still on. */
const stagesOf = (...names: State[]): Stage[] =>
	names.map((state, at) => {
		const began = new Date(NOW.getTime() - (names.length - at) * 60_000);
		const isLast = at === names.length - 1;
		return { number: at + 1, state, beganAt: began, until: null, endedAt: isLast ? null : new Date(began.getTime() + 60_000) };
	});

test.each([
	[['ready'], 1, 'early'],
	[['ready', 'collecting'], 1, 'takes'],
	[['ready', 'collecting'], 2, 'takes'],
	[['ready', 'collecting', 'selecting'], 1, 'late'],
	[['ready', 'collecting', 'selecting'], 3, 'late'],
	[['ready', 'collecting', 'selecting', 'collecting'], 2, 'takes'],
	[['ready', 'collecting', 'closed'], 2, 'closed'],
] satisfies [State[], number, string][])('on a board that went %j a card aimed at stage %i: %s', (names, aimed, expected) => {
	const stages = stagesOf(...names);
	// A minute after it ended the grace is over.
	expect(reception(stages, aimed, new Date(NOW.getTime() + GRACE_MS + 1))).toBe(expected);
});

test('what waited on a phone counts for a moment after the collecting has ended', () => {
	const stages = stagesOf('ready', 'collecting', 'selecting');
	const ended = stages[1]?.endedAt?.getTime() as number;
	expect([0, GRACE_MS, GRACE_MS + 1].map((later) => reception(stages, 2, new Date(ended + later)))).toEqual(['takes', 'takes', 'late']);
});

test('a board goes on or back, never further than the next stage, and from anywhere to its end', () => {
	expect(states.map((state) => following(state))).toEqual([
		['collecting', 'closed'],
		['ready', 'selecting', 'closed'],
		['ready', 'collecting', 'closed'],
		[],
	]);
	expect(turnOf(stagesOf('ready', 'collecting', 'selecting', 'collecting'))).toBe(2);
});

property.prop([fc.string({ unit: fc.constantFrom(...BOARD_LETTERS), minLength: 6, maxLength: 6 }), fc.integer({ min: 1, max: 200 })])(
	'a code is read however it is typed, with a table or without',
	(code, table) => {
		const typed = ` ${code.slice(0, 3).toLowerCase()} ${code.slice(3)} `;
		expect(readBoardCode(typed)).toEqual({ code, table: null });
		expect(readBoardCode(`${typed}-${table}`)).toEqual({ code, table });
	},
);

test.each(['', 'ABC12', 'ABC1234', 'ABC0EF', 'ABCOEF', 'ABCDEF-0', 'ABCDEF-1000', 'ABCDEF-x', '../../etc'])('%j is no code', (typed) => {
	expect(readBoardCode(typed)).toBeNull();
});

test('lines of paper lose the signs of their list and nothing else', () => {
	expect(paperLines('- Kaffee\n2. Räume\n\n  • 3 Stühle\r\n2030 fertig')).toEqual(['Kaffee', 'Räume', '3 Stühle', '2030 fertig']);
});

const card = (id: string, facts: object = {}) => ({
	id,
	column: 'a',
	table: 1 as number | null,
	text: `Text ${id}`,
	rev: 1,
	isPaper: false,
	isLate: false,
	isChosen: false,
	hiddenBecause: null as string | null,
	pitfall: null as string | null,
	interface: null as string | null,
	author: 'me' as string | null,
	...facts,
});

const held = {
	board: { title: 'Brett', code: 'ABCDEF', tables: 3, choices: 2 },
	columns: [
		{ id: 'a', kind: 'wish' as const, title: '', question: '' },
		{ id: 'b', kind: 'pitfall' as const, title: 'Woran es hakt', question: 'Warum?' },
	],
	stages: stagesOf('ready', 'collecting'),
	cards: [
		card('mine'),
		card('near', { author: 'you', column: 'b' }),
		card('far', { author: 'they', table: 2 }),
		card('late', { author: 'you', isLate: true }),
		card('hidden', { author: 'they', table: 2, hiddenBecause: 'Name genannt' }),
	],
	guests: [{ table: 1 }, { table: 1 }, { table: null }],
	ready: [2],
};

test('a phone sees its table, its own, and nothing of others; a screen sees numbers; nobody sees who wrote what', () => {
	const ids = (seen: { cards: { id: string }[] }) => seen.cards.map(({ id }) => id);
	const phone = seenByGuest(held, { digest: 'me', table: 1 });
	expect([ids(phone), phone.mine, phone.isReady]).toEqual([['mine', 'near'], ['mine'], false]);
	expect(ids(seenByGuest(held, { digest: 'you', table: 1 }))).toEqual(['mine', 'near', 'late']);
	expect(ids(seenByGuest(held, { digest: 'they', table: null }))).toEqual(['far', 'hidden']);
	const screen = seenByProjector(held);
	expect([screen.counts, screen.joined, screen.ready]).toEqual([[2, 1], 3, [2]]);
	expect(JSON.stringify(screen)).not.toMatch(/Text|Name genannt/);
	const lead = seenByFacilitator(held);
	expect([lead.cards.length, lead.present]).toEqual([5, [1]]);
	for (const seen of [phone, screen, lead]) expect(JSON.stringify(seen)).not.toMatch(/author|"me"|"you"|"they"/);
});

test('a phone lays what it wrote over what the server has, until it is to be seen', () => {
	const seen = seenByGuest(held, { digest: 'me', table: 1 });
	const write = (path: string, body: object, facts: object = {}) => ({
		path,
		body: { column: 'a', pitfall: null, interface: null, ...body },
		refused: null,
		sentAt: null,
		...facts,
	});
	const waits = write('cards/new', { text: 'Neu', rev: 1 });
	const refused = write('cards/mine', { text: 'Anders', rev: 2 }, { refused: 'vorbei' });
	const brief = (writes: Parameters<typeof shownCards>[1]) =>
		shownCards(seen, writes).map(({ text, waits, refused }) => [text, waits, refused]);
	expect(brief([waits, refused])).toEqual([
		['Anders', false, 'vorbei'],
		['Text near', false, null],
		['Neu', true, null],
	]);
	expect(brief([write('cards/mine', { text: '', rev: 2 })])).toEqual([['Text near', false, null]]);
	const chosen = write('chosen/near', { isChosen: true }, { sentAt: 1 });
	expect(shownCards(seen, [chosen]).map(({ isChosen }) => isChosen)).toEqual([false, true]);
	expect(
		[waits, chosen, write('cards/mine', { text: 'x', rev: 1 }), write('cards/gone', { text: '', rev: 2 }), write('here', {})].map((one) =>
			isThere(seen, one),
		),
	).toEqual([false, false, true, true, true]);
});

test('a list shows what a board shows, by column and table', () => {
	expect(lines(held, false).map(({ text, column, table }) => [text, column, table])).toEqual([
		['Text mine', '', 1],
		['Text far', '', 2],
		['Text near', 'Woran es hakt', 1],
	]);
	expect(lines(held, true)).toEqual([]);
});

test('time left is told as on a clock', () => {
	const until = '2027-03-16T10:05:00Z';
	expect([0, 55_500, 300_000].map((later) => left(until, NOW.getTime() + later))).toEqual(['5:00', '4:05', null]);
});
