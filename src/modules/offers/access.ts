import type { Insider } from '#modules/organisations/access.ts';
import { type Actor, coordinator } from '#modules/people/access.ts';

declare const proof: unique symbol;

/** Proof of whose marks are meant: somebody who signed in, or an organisation's own people together. Shape: whose = told to nobody, and never stored */
export type Marker = { readonly region: number; readonly whose: string; readonly [proof]: 'Marker' };

const markerAs = (region: number, whose: string): Marker => ({ region, whose }) as Marker;

/** The marks of somebody who signed in; whoever reads the figures makes none, for their own would tell them of the others'. */
export const personMarker = (actor: Actor): Marker | undefined =>
	coordinator(actor) ? undefined : markerAs(actor.region, `person ${actor.person}`);

/** The marks of an organisation's own people together. */
export const houseMarker = ({ region, organisation }: Insider): Marker => markerAs(region, `organisation ${organisation}`);
