import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import {
	BOARD_LETTERS,
	following,
	GRACE_MS,
	inRoom,
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
import { changesFor, seenByFacilitator, seenByGuest, seenByProjector, seenByTeam } from './rules-seen.ts';
import { hints, pieces, similarity } from './rules-similar.ts';
import { isDone, shownBundles } from './rules-team.ts';
import { average, benefitOf, differences, effortOf, isAllowed, isCountable, mark, tally, usualDots } from './rules-vote.ts';
import { ballotIn, countsIn } from './schema-vote.ts';

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

test('a board goes on or back; what a small round does not need is skipped, but never the vote before its result', () => {
	expect(Object.fromEntries(states.map((state) => [state, following(state)]))).toEqual({
		ready: ['collecting', 'closed'],
		collecting: ['ready', 'selecting', 'bundling', 'voting', 'closed'],
		selecting: ['ready', 'collecting', 'bundling', 'voting', 'closed'],
		bundling: ['ready', 'collecting', 'selecting', 'voting', 'closed'],
		voting: ['ready', 'collecting', 'selecting', 'bundling', 'counting', 'closed'],
		counting: ['ready', 'collecting', 'selecting', 'bundling', 'voting', 'result', 'closed'],
		result: ['ready', 'collecting', 'selecting', 'bundling', 'voting', 'handover', 'closed'],
		handover: ['ready', 'collecting', 'selecting', 'bundling', 'voting', 'result', 'closed'],
		closed: [],
	});
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
	isCarried: false,
	isLate: false,
	isChosen: false,
	hiddenBecause: null as string | null,
	pitfall: null as string | null,
	interface: null as string | null,
	bundle: null as string | null,
	author: 'me' as string | null,
	...facts,
});

const held = {
	board: { title: 'Brett', code: 'ABCDEF', tables: 3, choices: 2, dots: 3, dotsEach: 2, codes: 0, method: 'dots' as const },
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
	bundles: [],
	acts: [],
	handed: [],
	helpers: [],
	holds: [],
	vote: null,
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

const say = (id: string, text: string, bundle: string | null = null) => ({ id, text, bundle });

test('cards about one thing are found to be alike, however their words end; cards about nothing in common are not', () => {
	const found = hints([
		say('a', 'Ein fester Ansprechpartner im Jugendamt'),
		say('b', 'Feste Ansprechpartnerin beim Amt für Jugend', 'bundle'),
		say('c', 'Mehr Parkplätze vor der Schule'),
		say('d', 'Parkplatz fehlt an der Schule'),
		say('e', 'Und das ist es'),
	]);
	expect(Object.fromEntries([...found].map(([id, { like }]) => [id, like]))).toEqual({ a: 'b', c: 'd', d: 'c' });
});

property.prop([fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })])(
	'likeness is even, and whole only of texts that say the same',
	(one, other) => {
		const [a, b] = [pieces(one), pieces(other)];
		const value = similarity(a, b);
		expect(value).toBe(similarity(b, a));
		expect(value >= 0 && value <= 1).toBe(true);
		expect(similarity(a, a)).toBe(a.size > 0 ? 1 : 0);
	},
);

test('a device lays its own steps over what the server has; a bundle without cards is gone', () => {
	const seen = seenByTeam({ ...held, cards: [card('x', { bundle: 'one' }), card('y')], bundles: [{ id: 'one', title: 'Eins' }] });
	const write = (body: object, refused: string | null = null) => ({ path: 'acts/1', body: body as Record<string, unknown>, refused });
	const brief = (writes: Parameters<typeof shownBundles>[1]) => {
		const { loose, bundles } = shownBundles(seen, writes);
		return [loose.map(({ id }) => id), bundles.map(({ title, cards }) => [title, cards.map(({ id }) => id)])];
	};
	expect(brief([])).toEqual([['y'], [['Eins', ['x']]]]);
	expect(brief([write({ what: 'assign', cards: ['x', 'y', 'gone'], bundle: 'two', title: 'Zwei' })])).toEqual([[], [['Zwei', ['x', 'y']]]]);
	expect(brief([write({ what: 'rename', bundle: 'one', title: 'Anders' })])).toEqual([['y'], [['Anders', ['x']]]]);
	expect(brief([write({ what: 'assign', cards: ['y'], bundle: 'one' }, 'vorbei')])).toEqual([['y'], [['Eins', ['x']]]]);
	const acts = [{ id: '1', number: 1, maker: '', what: 'assign' as const, bundle: 'one', title: 'Eins', cards: 1, isUndone: false }];
	const undo = (isUndone: boolean) => isDone({ ...seen, acts }, write({ what: 'undo', act: '1', isUndone }));
	// A step that has arrived is no longer laid over what others did since.
	const followed = shownBundles({ ...seen, acts }, [write({ what: 'assign', cards: ['x'], bundle: null })]);
	expect(followed.bundles.map(({ id }) => id)).toEqual(['one']);
	expect([isDone(seen, write({})), isDone({ ...seen, acts }, write({})), undo(true), undo(false)]).toEqual([false, true, false, true]);
});

test('what goes into the room is what was chosen, or everything where nobody chose; never what is hidden or late', () => {
	const ids = (cards: readonly ReturnType<typeof card>[]) => inRoom(cards).map(({ id }) => id);
	const all = [card('a'), card('b', { isChosen: true }), card('c', { isChosen: true, hiddenBecause: 'x' }), card('d', { isLate: true })];
	expect(ids(all)).toEqual(['b']);
	expect(ids(all.filter(({ isChosen }) => !isChosen))).toEqual(['a']);
});

const votes = fc.record({
	bundles: fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 8 }),
	given: fc.array(fc.array(fc.nat({ max: 2 }), { minLength: 8, maxLength: 8 }), { maxLength: 30 }),
});

property.prop([votes])(
	'invariant 7: the dots of all bundles are the dots of all ballots; every bundle is told, and as many dots are one rank',
	({ bundles, given }) => {
		const ballots = given.map((counts, rev) => ({ rev, dots: Object.fromEntries(bundles.map((bundle, at) => [bundle, counts[at] ?? 0])) }));
		const ranked = tally(bundles, ballots, 'dots');
		expect(ranked.map(({ bundle }) => bundle).sort()).toEqual([...bundles].sort());
		const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
		expect(sum(ranked.map(({ dots }) => dots))).toBe(sum(ballots.flatMap(({ dots }) => Object.values(dots))));
		for (const one of ranked) {
			expect(one.rank).toBe(1 + ranked.filter(({ dots }) => dots > one.dots).length);
			expect(one.voters).toBeLessThanOrEqual(ballots.length);
		}
	},
);

test('a ballot keeps to its dots, and to bundles that are there', () => {
	const bundles = new Set(['a', 'b', 'c']);
	const allowance = { method: 'dots' as const, dots: 3, dotsEach: 2 };
	const cases = [{}, { a: 2, b: 1 }, { a: 0 }, { a: 3 }, { a: 2, b: 2 }, { x: 1 }, { a: -1 }, { a: 1.5 }];
	expect(cases.map((dots) => isAllowed(dots as Record<string, number>, allowance, bundles))).toEqual([
		true,
		true,
		true,
		false,
		false,
		false,
		false,
		false,
	]);
	expect([1, 5, 12, 100].map(usualDots)).toEqual([1, 3, 7, 20]);
	expect(ballotIn({ ballot: 'x', [`b${'0'.repeat(32)}`]: '2', [`b${'1'.repeat(32)}`]: '', other: '5' })).toEqual({
		id: 'x',
		code: '',
		dots: { '00000000-0000-0000-0000-000000000000': 2 },
	});
	expect(ballotIn({ [`b${'0'.repeat(32)}`]: '-1' })).toBeNull();
});

test('nobody is sent a result before it is shown, and everybody is then', () => {
	const ranked = [{ bundle: 'one', rank: 1, dots: 4711, voters: 3, benefit: null, effort: null }];
	const at = (...names: State[]) => ({
		...held,
		stages: stagesOf(...names),
		cards: [card('x', { bundle: 'one' })],
		bundles: [{ id: 'one', title: 'Eins' }],
		vote: { stage: 3, ballots: 3, onPaper: 0, counted: [], ranked },
	});
	const all = (one: typeof held | ReturnType<typeof at>) =>
		[seenByGuest(one, { digest: 'me', table: 1 }), seenByProjector(one), seenByFacilitator(one), seenByTeam(one)].map((seen) =>
			JSON.stringify(seen),
		);
	for (const state of ['voting', 'counting'] as const)
		for (const seen of all(at('ready', 'collecting', 'voting', state))) expect(seen).not.toContain('4711');
	const [phone, screen] = all(at('ready', 'collecting', 'bundling'));
	expect(phone).not.toContain('Eins');
	expect(screen).toContain('Eins');
	for (const state of ['collecting', 'selecting'] as const)
		for (const seen of all(at('ready', 'collecting', state)).slice(0, 2)) expect(seen).not.toContain('Eins');
	for (const seen of all(at('ready', 'collecting', 'voting', 'result')).slice(0, 3)) expect(seen).toContain('4711');
});

test('slips of paper carry no more dots than so many can, and count once two people say the same', () => {
	const [allowance, bundles] = [{ method: 'dots' as const, dots: 3, dotsEach: 2 }, new Set(['a', 'b'])];
	const fits = (slips: number, counts: Record<string, [number, number]>) => isCountable({ slips, counts }, allowance, bundles);
	expect([fits(2, { a: [4, 2], b: [2, 2] }), fits(2, {}), fits(2, { a: [4, 1] }), fits(2, { a: [1, 2] }), fits(2, { a: [3, 3] })]).toEqual([
		true,
		true,
		false,
		false,
		false,
	]);
	expect([fits(2, { a: [4, 2], b: [3, 2] }), fits(2, { c: [1, 1] })]).toEqual([false, false]);
	const one = { slips: 2, counts: { a: [4, 2], b: [1, 1] } } as const;
	expect(differences(one, one)).toEqual([]);
	expect(differences(one, { slips: 3, counts: { a: [4, 2], b: [2, 1] } })).toEqual(['slips', 'b']);
	expect(differences(one, { slips: 2, counts: { a: [4, 2] } })).toEqual(['b']);
	expect(tally(['a', 'b'], [{ rev: 1, dots: { b: 2 } }], 'dots', one)).toEqual([
		{ bundle: 'a', rank: 1, dots: 4, voters: 2, benefit: null, effort: null },
		{ bundle: 'b', rank: 2, dots: 3, voters: 2, benefit: null, effort: null },
	]);
	const field = (letter: string, digit: string) => `${letter}${digit.repeat(32)}`;
	const id = '11111111-1111-1111-1111-111111111111';
	expect(countsIn({ slips: '3', [field('d', '1')]: ' 4', [field('v', '1')]: '2', [field('d', '2')]: '0', [field('v', '3')]: '' })).toEqual({
		[id]: [4, 2],
	});
	expect(countsIn({ [field('d', '1')]: 'vier' })).toBeNull();
});

property.prop([
	fc.array(
		fc.array(fc.constantFrom(0, ...[1, 2, 3, 4].flatMap((b) => [1, 2, 3, 4].map((e) => mark(b, e)))), { minLength: 4, maxLength: 4 }),
		{ maxLength: 20 },
	),
])(
	'in a matrix what brings more than it takes stands first, on average; nobody counts who said nothing; what nobody spoke of stands last',
	(given) => {
		const bundles = ['a', 'b', 'c', 'd'];
		const ballots = given.map((marks, rev) => ({ rev, dots: Object.fromEntries(bundles.map((bundle, at) => [bundle, marks[at] ?? 0])) }));
		const ranked = tally(bundles, ballots, 'matrix');
		expect(ranked.map(({ bundle }) => bundle).sort()).toEqual(bundles);
		const worth = (one: (typeof ranked)[0]) => {
			const own = ballots.map(({ dots }) => dots[one.bundle] as number).filter((mark) => mark > 0);
			expect(one).toMatchObject({ dots: 0, voters: own.length });
			const value = own.reduce((sum, mark) => sum + benefitOf(mark) - effortOf(mark), 0) / own.length;
			expect(average((one.benefit ?? 0) - (one.effort ?? 0), one.voters)).toEqual(own.length ? value : null);
			return own.length ? value : Number.NEGATIVE_INFINITY;
		};
		const values = ranked.map(worth);
		for (const [at, one] of ranked.entries())
			expect(one.rank).toBe(1 + values.filter((value) => value > (values[at] as number) + 1e-9).length);
	},
);

test('a mark is two steps from little to much, and no number besides', () => {
	const allowance = { method: 'matrix' as const, dots: 1, dotsEach: 1 };
	const fits = (given: number) => isAllowed({ a: given }, allowance, new Set(['a']));
	expect(Array.from({ length: 100 }, (_, number) => number).filter(fits)).toEqual([
		0, 11, 12, 13, 14, 21, 22, 23, 24, 31, 32, 33, 34, 41, 42, 43, 44,
	]);
	const [hex, id] = ['1'.repeat(32), '11111111-1111-1111-1111-111111111111'];
	expect(ballotIn({ ballot: 'x', [`n${hex}`]: '3', [`e${hex}`]: '1' })?.dots).toEqual({ [id]: 31 });
	expect(ballotIn({ ballot: 'x', [`n${hex}`]: '3', [`e${hex}`]: '' })?.dots).toEqual({});
	expect(ballotIn({ ballot: 'x', [`n${hex}`]: '3', [`e${hex}`]: '10' })).toBeNull();
});

const change = fc.constantFrom<[string, (one: typeof held) => typeof held]>(
	['a card of table 1', (one) => ({ ...one, cards: [...one.cards, card('new', { table: 1 })] })],
	['a card of table 2', (one) => ({ ...one, cards: [...one.cards, card('new', { table: 2, text: 'Anders' })] })],
	['a text', (one) => ({ ...one, cards: one.cards.map((each) => (each.id === 'mine' ? { ...each, text: 'Neu', rev: 2 } : each)) })],
	['a stage', (one) => ({ ...one, stages: stagesOf('ready', 'collecting', 'selecting') })],
	['a vote', (one) => ({ ...one, stages: stagesOf('ready', 'collecting', 'voting'), bundles: [{ id: 'b', title: 'B' }] as never[] })],
	['a ballot', (one) => ({ ...one, vote: { stage: 3, ballots: 9, onPaper: 0, counted: [], ranked: [] } }) as unknown as typeof held],
	['a table that is ready', (one) => ({ ...one, ready: [1] })],
	['somebody who joins', (one) => ({ ...one, guests: [...one.guests, { table: 1 }] })],
);
property.prop([fc.array(change, { maxLength: 4 }), fc.constantFrom('me', 'you', 'they'), fc.constantFrom(1, 2, null)])(
	'as long as a phone is told that nothing changed, it would see the same',
	(changes, digest, table) => {
		const changed = changes.reduce((one, [, work]) => work(one), held);
		const eye = { digest, table };
		const same = (text: string) => text;
		if (changesFor(changed, same)(eye) === changesFor(held, same)(eye))
			expect(JSON.stringify(seenByGuest(changed, eye))).toBe(JSON.stringify(seenByGuest(held, eye)));
		const joined = { ...held, guests: [...held.guests, { table: 1 }] };
		expect(changesFor(joined, same)(eye)).toBe(changesFor(held, same)(eye));
	},
);
