// How far a census is, and who is asked again.
import { isOn } from './rules.ts';
import { type Standing, sharesAt } from './rules-coverage.ts';

/** What a school said. */
export const answers = ['right', 'wrong'] as const;
export type Answer = (typeof answers)[number];

/** How it stands with a school in a census. */
export const replies = ['unreachable', 'open', 'wrong', 'settled', 'right'] as const;
export type Reply = (typeof replies)[number];

/** A school in a census. */
export interface Asked {
	id: string;
	organisation: string;
	name: string;
	town: string;
	email: string;
	askedAt: Date | null;
	remindedAt: Date | null;
	answeredAt: Date | null;
	answer: Answer | null;
	note: string;
	settledAt: Date | null;
	/** What stood for the rows that it confirmed. */
	seen: string;
}

/** How it stands with a school: what it said, and whether that was dealt with; without an answer whether it can be reached. */
export function replyOf({ answer, settledAt, email, askedAt }: Pick<Asked, 'answer' | 'settledAt' | 'email' | 'askedAt'>): Reply {
	if (answer === 'right') return 'right';
	if (answer === 'wrong') return settledAt ? 'settled' : 'wrong';
	return email === '' && askedAt === null ? 'unreachable' : 'open';
}

/** How many schools are in each state, and how many have answered. */
export function progressOf(
	all: readonly Pick<Asked, 'answer' | 'settledAt' | 'email' | 'askedAt'>[],
): Record<Reply, number> & { all: number; answered: number } {
	const counts = { unreachable: 0, open: 0, wrong: 0, settled: 0, right: 0, all: all.length, answered: 0 };
	for (const one of all) {
		counts[replyOf(one)]++;
		if (one.answer !== null) counts.answered++;
	}
	return counts;
}

/** Days before a school is reminded again. */
export const PATIENCE_DAYS = 3;

/** Whether a school is to be asked by mail now: it has an address, has not answered, and was not asked a moment ago. */
export function isToBeAsked(
	{ answer, email, askedAt, remindedAt }: Pick<Asked, 'answer' | 'email' | 'askedAt' | 'remindedAt'>,
	now: Date,
): boolean {
	const last = remindedAt ?? askedAt;
	return answer === null && email !== '' && (last === null || last.getTime() <= now.getTime() - PATIENCE_DAYS * 24 * 3600_000);
}

/** What is known of a school's positions on a day. Unit: fte = hundredths at this school */
export interface Row {
	position: string;
	number: string;
	employer: string | null;
	fte: number;
	people: { specialist: string; fte: number; isAbsent: boolean }[];
}

/** What is known of a school's positions on a day, planned ones left out: what it is asked to confirm. */
export function rowsAt(positions: readonly Standing[], organisation: string, day: string): Row[] {
	return positions.flatMap(({ id, number, states, sites, assignments }) => {
		const state = states.find((one) => isOn(one, day));
		const served = sites.filter((one) => isOn(one, day));
		const at = served.findIndex((one) => one.organisation === organisation);
		const site = served[at];
		if (!state || state.isPlanned || !site) return [];
		const people = assignments
			.filter((one) => isOn(one, day) && (one.organisation === null || one.organisation === organisation))
			// What somebody works at other schools is not this one's to see.
			.map(({ specialist, organisation: of, fte, isAbsent }) => ({
				specialist,
				isAbsent,
				fte: of === null ? (sharesAt(fte, served, state.fte)[at] ?? 0) : fte,
			}));
		return [{ position: id, number, employer: state.employer, fte: site.fte, people }];
	});
}
