// Which mandates somebody sees in the list of all, as its address says.
import { shown } from '#modules/thread/output.server.ts';
import { allMandates } from '#modules/thread/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { dayOf } from '#platform/time/time.ts';
import { signedIn } from '../../gate.server.ts';

export const mandateStates = ['open', 'late', 'done', 'dropped'] as const;

/** What the address of the list asks for. */
export const mandateFilter = (url: URL) => ({
	search: (url.searchParams.get('q') ?? '').slice(0, 100),
	state: mandateStates.find((one) => one === url.searchParams.get('state')) ?? '',
	/** Of a body that the region knows, whatever it is called in the mandate. */
	body: (url.searchParams.get('body') ?? '').slice(0, 40),
});

/** The mandates that somebody may read of and that fit the address: by meeting, the latest first. */
export async function listedMandates(tx: Tx, locals: App.Locals, url: URL) {
	const { search, state, body } = mandateFilter(url);
	const wanted = search.toLowerCase();
	return (await allMandates(tx, signedIn(locals)))
		.filter((one) => body === '' || one.body.group === body || one.body.organisation === body)
		.map((one) => ({ ...shown(locals.language, one, dayOf(locals.now)), slug: one.meeting.slug }))
		.filter((one) => state === '' || (state === 'late' ? one.isLate : one.state === state))
		.filter(({ title, asked, meeting }) => `${title} ${asked} ${meeting}`.toLowerCase().includes(wanted))
		.toReversed();
}
