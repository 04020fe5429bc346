declare const proof: unique symbol;

/** Proof: whoever takes care of a mandate, by the personal link. */
export type Carer = { readonly region: number; readonly mandate: string; readonly [proof]: 'Carer' };

/** The proof that the link of whoever takes care is good. */
export const carer = (region: number, mandate: string): Carer => ({ region, mandate }) as Carer;
