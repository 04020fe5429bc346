// What the archive's page and its table both read from an address.
import { archive } from '#modules/conduct/read-archive.server.ts';
import { coordinator } from '#modules/people/access.ts';
import { signedIn } from '../../gate.server.ts';
import { searched } from '../search/searched.ts';

/** The search of an address: words and a year. */
export const archiveFilter = (url: URL) => ({
	search: searched(url),
	year: /^\d{4}$/.exec(url.searchParams.get('year') ?? '')?.[0] ?? '',
});

/** The archive as somebody who signed in may see it. */
export function archived(locals: App.Locals, url: URL) {
	const actor = signedIn(locals);
	const { search, year } = archiveFilter(url);
	const filter = { search, year: year ? Number(year) : undefined };
	return locals.within((tx) => archive(tx, coordinator(actor) ? null : actor.teams, locals.now, filter, locals.language));
}
