// Lists of priorities of many boards at once, as they were kept when the boards were closed.
import type { Tx } from '#platform/db/database.ts';
import { type Stage, type State, voteIn } from './rules.ts';
import { inOrder, type Method, type Ranked } from './rules-vote.ts';

/** An entry of a list: its title, its rank, and its dots; null where something else was weighed. */
export interface ListedPriority extends Pick<Ranked, 'bundle' | 'rank' | 'voters'> {
	title: string;
	dots: number | null;
}

/** The lists of closed boards of these meetings; a fixed number of queries. Shape: onlyPublic = only those that everybody may read */
export async function shownLists(
	tx: Tx,
	meetings: readonly string[],
	onlyPublic: boolean,
): Promise<{ board: string; meeting: string; ranked: ListedPriority[] }[]> {
	if (meetings.length === 0) return [];
	const boards = await tx
		.selectFrom('boards.board as board')
		.select(['board.id', 'board.meeting_id as meeting', 'board.method'])
		.where('board.meeting_id', 'in', meetings)
		.$if(onlyPublic, (query) => query.where('board.is_public', '=', true))
		.orderBy('board.title')
		.orderBy('board.id')
		.execute();
	const ids = boards.map(({ id }) => id);
	if (ids.length === 0) return [];
	const stages = Map.groupBy(
		await tx
			.selectFrom('boards.stage')
			.select(['board_id as board', 'number', 'state', 'began_at as beganAt', 'until', 'ended_at as endedAt'])
			.where('board_id', 'in', ids)
			.orderBy('number')
			.execute(),
		({ board }) => board,
	);
	const scores = Map.groupBy(
		await tx
			.selectFrom('boards.score as score')
			.innerJoin('boards.bundle as bundle', (join) =>
				join.onRef('bundle.region_id', '=', 'score.region_id').onRef('bundle.id', '=', 'score.bundle_id'),
			)
			.select([
				'score.board_id as board',
				'score.stage',
				'score.bundle_id as bundle',
				'bundle.title',
				'dots',
				'voters',
				'benefit',
				'effort',
			])
			.where('score.board_id', 'in', ids)
			.execute(),
		({ board }) => board,
	);
	return boards.map(({ id, meeting, method }) => {
		const own = (stages.get(id) ?? []).map((stage): Stage => ({ ...stage, state: stage.state as State }));
		const voted = own.at(-1)?.state === 'closed' ? voteIn(own) : undefined;
		const counted = (scores.get(id) ?? []).filter(({ stage }) => stage === voted);
		const title = new Map(counted.map((one) => [one.bundle, one.title]));
		return {
			board: id,
			meeting,
			ranked: inOrder(counted.map(({ bundle, dots, voters, benefit, effort }) => ({ bundle, dots, voters, benefit, effort }))).map(
				({ bundle, rank, voters, dots }) => ({
					bundle,
					rank,
					voters,
					title: title.get(bundle) ?? '',
					dots: (method as Method) === 'dots' ? dots : null,
				}),
			),
		};
	});
}
