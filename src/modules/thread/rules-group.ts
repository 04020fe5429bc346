/** Functions that working groups between schools and youth welfare want among their members, where a region names none of its own. Source: domain.md S-15 */
export const usualFunctions = [
	'practice',
	'lowerSupervision',
	'upperSupervision',
	'advisor',
	'youthWelfare',
	'municipality',
	'careerCooperation',
	'participation',
] as const;

/** Somebody in a working group. Shape: days as "2027-03-16"; until = the first day on which they are in it no longer, null = still */
export interface Member {
	id: string;
	name: string;
	organisation: string;
	/** One that the group wants, or another; '' = none. */
	function: string;
	email: string;
	since: string;
	until: string | null;
}

/** Whether somebody is in a group on a day. */
export const isMember = ({ since, until }: Pick<Member, 'since' | 'until'>, day: string): boolean =>
	since <= day && (until === null || day < until);

/** A function with those who have it; of one that a group wants and nobody has, it is told that it is missing. */
export interface Seat<Who> {
	function: string;
	isWanted: boolean;
	members: Who[];
}

/** Who has which function: those that the group wants in their order, then all others. */
export function seatsOf<Who extends Pick<Member, 'function'>>(functions: readonly string[], members: readonly Who[]): Seat<Who>[] {
	const by = Map.groupBy(members, (member) => member.function);
	const others = [...by.keys()]
		.filter((one) => !functions.includes(one))
		.sort((a, b) => Number(a === '') - Number(b === '') || (a < b ? -1 : 1));
	return [
		...functions.map((one) => ({ function: one, isWanted: true, members: by.get(one) ?? [] })),
		...others.map((one) => ({ function: one, isWanted: false, members: by.get(one) ?? [] })),
	];
}
