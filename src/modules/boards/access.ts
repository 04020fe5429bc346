import type { Organiser } from '#modules/events/access.ts';

declare const proof: unique symbol;

/** Proof: stands before a board with what their phone was given; nobody knows who that is. */
export type Guest = {
	readonly region: number;
	readonly board: string;
	readonly digest: string;
	readonly table: number | null;
	readonly [proof]: 'Guest';
};

/** The proof that a phone stands before a board. */
export const guest = (region: number, facts: { board: string; digest: string; table: number | null }): Guest =>
	({ region, ...facts }) as Guest;

/** Proof: leads a board, by its link or as the meeting's organiser. */
export type Facilitator = { readonly region: number; readonly board: string; readonly [proof]: 'Facilitator' };

/** The proof that the link of a board's facilitator is good, or that a board belongs to an organiser's meeting. */
export const facilitator = (region: number, board: string): Facilitator => ({ region, board }) as Facilitator;

/** The proof that an organiser leads a board of their own meeting, or undefined. */
export const facilitatorAs = (by: Organiser, board: { id: string; meeting: string }): Facilitator | undefined =>
	board.meeting === by.meeting ? facilitator(by.region, board.id) : undefined;

/** Proof: gathers what belongs together on a board, by the team's link. */
export type Bundler = { readonly region: number; readonly board: string; readonly [proof]: 'Bundler' };

/** The proof that the link of a board's team is good. */
export const bundler = (region: number, board: string): Bundler => ({ region, board }) as Bundler;
