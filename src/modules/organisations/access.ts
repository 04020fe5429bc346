declare const proof: unique symbol;

/** Proof: came by the link of an organisation, as one of its own people. */
export type Insider = { readonly region: number; readonly organisation: string; readonly link: number; readonly [proof]: 'Insider' };

/** The proof that the link of an organisation is good. Shape: link = its number; another one ends it */
export const insider = (region: number, organisation: string, link: number): Insider => ({ region, organisation, link }) as Insider;
