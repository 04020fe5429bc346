// Which schools of a census somebody sees, as the address says.
import { type Asked, replies, replyOf } from '#modules/positions/rules-census.ts';
import { plain } from '#platform/plain.ts';

/** What the address of a census asks for. */
export const replyFilter = (url: URL) => ({
	search: (url.searchParams.get('q') ?? '').slice(0, 100),
	reply: replies.find((one) => one === url.searchParams.get('reply')) ?? '',
});

/** The schools that fit the address. */
export function repliesIn(url: URL, asked: readonly Asked[]): Asked[] {
	const { search, reply } = replyFilter(url);
	const wanted = plain(search).split(/\s+/).filter(Boolean);
	return asked.filter(
		(one) => (reply === '' || replyOf(one) === reply) && wanted.every((word) => plain(`${one.name} ${one.town}`).includes(word)),
	);
}
