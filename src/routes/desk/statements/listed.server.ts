// Which statements somebody sees in the list, as its address says.
import { coordinator } from '#modules/people/access.ts';
import { shownStatement } from '#modules/thread/output-statement.server.ts';
import { statementsOf } from '#modules/thread/read-statement.server.ts';
import { statementKinds, statuses } from '#modules/thread/rules-statement.ts';
import type { Tx } from '#platform/db/database.ts';
import { signedIn } from '../../gate.server.ts';

/** What the address of the list asks for. */
export const statementFilter = (url: URL) => ({
	search: (url.searchParams.get('q') ?? '').slice(0, 100),
	kind: statementKinds.find((one) => one === url.searchParams.get('kind')) ?? '',
	status: statuses.find((one) => one === url.searchParams.get('status')) ?? '',
});

/** The statements that somebody keeps and that fit the address, by title. */
export async function listedStatements(tx: Tx, locals: App.Locals, url: URL) {
	const actor = signedIn(locals);
	const { search, kind, status } = statementFilter(url);
	return (await statementsOf(tx, coordinator(actor) ? null : actor.teams))
		.map((one) => shownStatement(locals.language, one))
		.filter((one) => (kind === '' || one.kind === kind) && (status === '' || one.status === status))
		.filter(({ title, wording }) => `${title} ${wording}`.toLowerCase().includes(search.toLowerCase()))
		.sort((a, b) => a.title.localeCompare(b.title, locals.language) || (a.id < b.id ? -1 : 1));
}
