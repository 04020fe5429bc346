declare const proof: unique symbol;

/** Proof: came by the link that a school got in a census. */
export type Respondent = {
	readonly region: number;
	readonly asked: string;
	readonly census: string;
	readonly organisation: string;
	readonly address: string;
	readonly [proof]: 'Respondent';
};

/** The proof that the link of a school in a census is good. Shape: asked = the row of the school in it; address = by which the school is reached; another one ends the link */
export const respondent = (facts: { region: number; asked: string; census: string; organisation: string; address: string }): Respondent =>
	facts as Respondent;
