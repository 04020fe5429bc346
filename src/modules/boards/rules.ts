/** How far a board can be, in the order of a day; going back is possible until it is closed. */
export const states = ['ready', 'collecting', 'selecting', 'bundling', 'voting', 'counting', 'result', 'handover', 'closed'] as const;
export type State = (typeof states)[number];

/** While this vote is not decided yet: ballots come in, or those under way and the paper are still counted. */
export const isVoting = (state: State | undefined): boolean => state === 'voting' || state === 'counting';

/** From when on everybody sees how the vote went. */
export const isShown = (state: State | undefined): boolean => state === 'result' || state === 'handover' || state === 'closed';

/** What a card of a column is. */
export const kinds = [
	'wish',
	'expectation',
	'interface',
	'pitfall',
	'improvement',
	'challenge',
	'idea',
	'solution',
	'topic',
	'other',
] as const;
export type Kind = (typeof kinds)[number];

/** Columns that boards often have. Source: domain.md H-05, K-11, S-12 */
export const presets = {
	wishes: ['wish', 'expectation', 'pitfall', 'improvement'],
	challenges: ['challenge', 'idea', 'solution'],
	topics: ['topic'],
} as const satisfies Record<string, readonly Kind[]>;
export const presetNames = Object.keys(presets) as (keyof typeof presets)[];

export const CARD_LENGTH = 140;

/** Cards of one phone, and of one board: far more than anybody writes, and fewer than a machine would. */
export const MOST_BY_GUEST = 60;
export const MOST_ON_BOARD = 6_000;

/** Queued writes still count as in time for so long after the collecting or the vote has ended. */
export const GRACE_MS = 30_000;

/** For so long others of the team see that somebody has a card in their hand. */
export const HOLD_MS = 10_000;

/** People who say that they work on one priority: far more than work on anything. */
export const MOST_HELPERS = 100;

/** Hours after the meeting's end in which links still open a board. */
export const LINK_HOURS = 12;

/** A stage of a board: how far it is, since when, and until when people were told that it lasts. */
export interface Stage {
	number: number;
	state: State;
	beganAt: Date;
	until: Date | null;
	endedAt: Date | null;
}

/**
 * The number of the stage in which the vote began whose result counts; undefined before there was one, and once people have gone back to
 * gather anew: what was voted on then is not there any more.
 */
export function voteIn(stages: readonly Stage[]): number | undefined {
	const at = stages.findLastIndex(({ state }) => state === 'voting');
	const isOver = stages.slice(at + 1).some(({ state }) => !isVoting(state) && !isShown(state));
	return isOver ? undefined : stages[at]?.number;
}

/** What is to be done with something that a phone wrote. */
export type Reception = 'takes' | 'late' | 'closed' | 'early';

/**
 * Whether a card that a phone wrote still counts: while cards are collected, and in a moment of grace for what waited on the phone.
 * Shape:  aimed = number of the stage that the phone saw when it was written
 */
export function reception(stages: readonly Stage[], aimed: number, now: Date): Reception {
	const current = stages.at(-1);
	if (!current || current.state === 'closed') return 'closed';
	if (current.state === 'collecting') return 'takes';
	const seen = stages.find(({ number }) => number === aimed);
	// What is voted on stays as it is.
	if (isVoting(current.state) || isShown(current.state)) return 'late';
	if (seen?.state !== 'collecting') return stages.some(({ state }) => state === 'collecting') ? 'late' : 'early';
	return seen.endedAt !== null && now.getTime() - seen.endedAt.getTime() <= GRACE_MS ? 'takes' : 'late';
}

/**
 * Which stages may follow now: the next, a later one up to the vote as soon as there are cards, any earlier one again, or the end.
 * What was shown is not counted again.
 */
export function following(state: State): readonly State[] {
	if (state === 'closed') return [];
	const at = states.indexOf(state);
	// Small rounds skip what they do not need.
	const furthest = state === 'ready' ? at + 1 : Math.max(at + 1, states.indexOf('voting'));
	return states.filter(
		(one, number) => number !== at && (number <= furthest || one === 'closed') && (one !== 'counting' || state === 'voting'),
	);
}

/** How many times a board has been in this state, this one included: "Runde 2" is the second. */
export const turnOf = (stages: readonly Stage[]): number => {
	const current = stages.at(-1);
	return stages.filter(({ state }) => state === current?.state).length;
};

/** Letters of a board's code: none that looks like a digit, and no digit that looks like a letter. */
export const BOARD_LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A board's code and a table, as somebody typed or scanned them: "abc 234" or "ABC234-7"; null for anything else. */
export function readBoardCode(typed: string): { code: string; table: number | null } | null {
	const [, code = '', table] =
		/^([2-9A-HJ-NP-Z]{6})(?:-([1-9]\d{0,2}))?$/.exec(typed.slice(0, 20).toUpperCase().replaceAll(/\s/g, '')) ?? [];
	return code ? { code, table: table ? Number(table) : null } : null;
}

/** Lines of what was written on paper: one line a card, without signs of a list. */
export const paperLines = (text: string): string[] =>
	text
		.split('\n')
		.map((line) => line.replace(/^\s*(?:[-–•*]|\d{1,2}[.)])\s+/, '').trim())
		.filter((line) => line !== '');

/** Cards that go from the tables into the room: those that were chosen and what came along from an earlier board, or all where nobody chose. */
export function inRoom<Card extends { isChosen: boolean; isCarried: boolean; isLate: boolean; hiddenBecause: string | null }>(
	cards: readonly Card[],
): Card[] {
	const shown = cards.filter((card) => !card.isLate && card.hiddenBecause === null);
	// Hiding what was chosen does not bring in what was not.
	const isSelected = cards.some(({ isChosen, isLate }) => isChosen && !isLate);
	return isSelected ? shown.filter(({ isChosen, isCarried }) => isChosen || isCarried) : shown;
}
