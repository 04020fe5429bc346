import type { Insider } from '#modules/organisations/access.ts';
import type { Actor } from '#modules/people/access.ts';

declare const proof: unique symbol;

/** Proof of whose marks are meant: somebody who signed in, or an organisation's own people together. Shape: whose = told to nobody, and never stored */
export type Marker = { readonly region: number; readonly whose: string; readonly [proof]: 'Marker' };

/** The marks of somebody who signed in, or of an organisation's own people. */
export const marker = (by: Actor | Insider): Marker =>
	({ region: by.region, whose: 'person' in by ? `person ${by.person}` : `organisation ${by.organisation}` }) as Marker;
