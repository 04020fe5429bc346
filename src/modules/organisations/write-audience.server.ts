import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Audience } from './schema-audience.ts';

/** Keeps an audience under a name; a known name stands for the new choice from now on. */
export async function keepAudience(tx: Tx, by: Coordinator, name: string, { types, functions, areas }: Audience): Promise<void> {
	const values = { types: [...types], functions: [...functions], areas: [...areas] };
	await tx
		.insertInto('organisations.audience')
		.values({ region_id: by.region, name, ...values })
		.onConflict((conflict) => conflict.columns(['region_id', 'name']).doUpdateSet(values))
		.execute();
}

/** Forgets a kept audience; nothing else changes. */
export async function forgetAudience(tx: Tx, _by: Coordinator, id: string): Promise<void> {
	await tx.deleteFrom('organisations.audience').where('id', '=', id).execute();
}
