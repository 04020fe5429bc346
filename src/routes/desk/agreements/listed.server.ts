// Which agreements somebody sees in the list, as its address says.
import { coordinator } from '#modules/people/access.ts';
import { shownAgreement } from '#modules/thread/output-agreement.server.ts';
import { agreementsOf } from '#modules/thread/read-agreement.server.ts';
import { agreementStates } from '#modules/thread/rules-agreement.ts';
import type { Tx } from '#platform/db/database.ts';
import { dayOf } from '#platform/time/time.ts';
import { signedIn } from '../../gate.server.ts';

/** What the address of the list asks for. */
export const agreementFilter = (url: URL) => ({
	search: (url.searchParams.get('q') ?? '').slice(0, 100),
	state: agreementStates.find((one) => one === url.searchParams.get('state')) ?? '',
});

/** The agreements that somebody keeps and that fit the address, by title. */
export async function listed(tx: Tx, locals: App.Locals, url: URL) {
	const actor = signedIn(locals);
	const { search, state } = agreementFilter(url);
	const wanted = search.toLowerCase();
	return (await agreementsOf(tx, coordinator(actor) ? null : actor.teams))
		.map((one) => shownAgreement(locals.language, one, dayOf(locals.now)))
		.filter((one) => state === '' || one.state === state)
		.filter(({ title, parties }) => [title, ...parties.map(({ name }) => name)].join(' ').toLowerCase().includes(wanted))
		.sort((a, b) => a.title.localeCompare(b.title, locals.language) || (a.id < b.id ? -1 : 1));
}
