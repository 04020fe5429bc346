import { type Actor, coordinator } from '#modules/people/access.ts';
import type { Reader } from './rules-visibility.ts';

declare const proof: unique symbol;

/** Proof: came by the link of an organisation, as one of its own people. */
export type Insider = { readonly region: number; readonly organisation: string; readonly link: number; readonly [proof]: 'Insider' };

/** The proof that the link of an organisation is good. Shape: link = its number; another one ends it */
export const insider = (region: number, organisation: string, link: number): Insider => ({ region, organisation, link }) as Insider;

/** Proof of how far somebody may read the register; everybody may as a visitor. */
export type Reading = { readonly region: number; readonly reader: Reader; readonly [proof]: 'Reading' };

const readAs = (region: number, reader: Reader): Reading => ({ region, reader }) as Reading;

/** How far somebody reads the register, signed in or not. */
export const reading = (region: number, actor: Actor | undefined): Reading =>
	readAs(region, coordinator(actor) ? 'coordination' : actor ? 'network' : 'visitor');

/** How far an organisation's own people read the register. */
export const readingOf = ({ region }: Insider): Reading => readAs(region, 'network');
