import { partyBy } from '#modules/thread/read-agreement.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { nothingHere } from '../../gate.server.ts';

/** The agreement whose party came by its link, with the proof; 404 for anything else. */
export const party = async (tx: Tx, { locals, params }: { locals: App.Locals; params: { token: string } }) =>
	(await partyBy(tx, locals.region.id, params.token)) ?? nothingHere();
