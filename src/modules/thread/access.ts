import { type Organiser, organiser } from '#modules/events/access.ts';
import { type Actor, type Coordinator, coordinator } from '#modules/people/access.ts';

declare const proof: unique symbol;

/** Proof: whoever takes care of a mandate, by the personal link. */
export type Carer = { readonly region: number; readonly mandate: string; readonly link: number; readonly [proof]: 'Carer' };

/** The proof that the link of whoever takes care is good. Shape: link = its number; another one ends when somebody else takes care */
export const carer = (region: number, mandate: string, link: number): Carer => ({ region, mandate, link }) as Carer;

/** Proof: keeps an agreement, as the region's coordination or as an organiser of the meeting that made it. */
export type Keeper = { readonly region: number; readonly person: string; readonly agreement: string; readonly [proof]: 'Keeper' };

/** The proof that somebody keeps an agreement that they have just begun. */
export const keeper = ({ region, person }: Coordinator | Organiser, agreement: string): Keeper => ({ region, person, agreement }) as Keeper;

/** What began at a meeting is its organisers', and all of a region its coordinators'. */
const keeping = (actor: Actor, meeting: string | null): Coordinator | Organiser | undefined =>
	coordinator(actor) ?? (meeting === null ? undefined : organiser(actor, { id: meeting }));

/** The proof that a coordinator keeps an agreement of their region, or an organiser one of their meeting; undefined for others. */
export function keeperAs(actor: Actor, { id, meeting }: { id: string; meeting: string | null }): Keeper | undefined {
	const by = keeping(actor, meeting);
	return by && keeper(by, id);
}

/** Proof: prepares a meeting that asks what became of an agreement. */
export type Asker = Keeper & { readonly meeting: string };

/** The proof that an organiser's meeting asks what became of an agreement; read-agreement knows which it asks about. */
export const asker = (by: Organiser, agreement: string): Asker =>
	({ region: by.region, person: by.person, agreement, meeting: by.meeting }) as Asker;

/** Proof: came by the personal link of a party of an agreement. */
export type Party = {
	readonly region: number;
	readonly agreement: string;
	readonly party: string;
	readonly link: number;
	readonly [proof]: 'Party';
};

/** The proof that the link of a party is good. Shape: link = its number, as of carer */
export const party = (region: number, facts: { agreement: string; party: string; link: number }): Party => ({ region, ...facts }) as Party;

/** Proof: keeps a statement, as the region's coordination or as an organiser of the meeting that said it. */
export type StatementKeeper = {
	readonly region: number;
	readonly person: string;
	readonly statement: string;
	readonly [proof]: 'StatementKeeper';
};

/** The proof that somebody keeps a statement that they have just said. */
export const statementKeeper = ({ region, person }: Coordinator | Organiser, statement: string): StatementKeeper =>
	({ region, person, statement }) as StatementKeeper;

/** The proof that a coordinator keeps a statement of their region, or an organiser one of their meeting; undefined for others. */
export function statementKeeperAs(actor: Actor, { id, meeting }: { id: string; meeting: string | null }): StatementKeeper | undefined {
	const by = keeping(actor, meeting);
	return by && statementKeeper(by, id);
}

/** Proof: came by the link of a request for a guest seat. */
export type Guest = { readonly region: number; readonly slot: string; readonly request: string; readonly [proof]: 'Guest' };

/** The proof that the link of a request is good. */
export const guest = (region: number, facts: { slot: string; request: string }): Guest => ({ region, ...facts }) as Guest;

/** Proof: decides who is a guest at a conference, by its personal link or as a coordinator of the region. */
export type Decider = {
	readonly region: number;
	readonly slot: string;
	readonly person: string | null;
	/** null = no link, but an account. */
	readonly link: number | null;
	readonly [proof]: 'Decider';
};

/** The proof that the link of whoever decides is good. Shape: link = its number, as of carer */
export const decider = (region: number, slot: string, link: number): Decider => ({ region, slot, person: null, link }) as Decider;

/** The proof that a coordinator decides. */
export const deciderAs = ({ region, person }: Coordinator, slot: string): Decider => ({ region, slot, person, link: null }) as Decider;
