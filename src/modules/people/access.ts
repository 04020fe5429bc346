declare const proof: unique symbol;

/** Somebody who signed in, with what they may do in this region. */
export interface Actor {
	readonly region: number;
	readonly person: string;
	readonly name: string;
	readonly email: string;
	readonly roles: readonly string[];
	/** Meetings whose organising team they belong to. */
	readonly teams: readonly string[];
}

/** Proof: runs the region's affairs. */
export type Coordinator = Actor & { readonly [proof]: 'Coordinator' };

/** The proof that somebody coordinates this region, or undefined. */
export function coordinator(actor: Actor | undefined): Coordinator | undefined {
	return actor?.roles.includes('coordinator') ? (actor as Coordinator) : undefined;
}
