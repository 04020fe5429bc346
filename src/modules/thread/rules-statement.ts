/** What people agreed to hold. Source: domain.md S-04, S-07, V-09 */
export const statementKinds = ['resolution', 'stance', 'principle', 'standard'] as const;
export type StatementKind = (typeof statementKinds)[number];

/** Drafted, agreed, secured in everyday work, given up. Source: domain.md S-07 */
export const statuses = ['draft', 'agreed', 'secured', 'retired'] as const;
export type Status = (typeof statuses)[number];

/** What a criterion looks at, and how much it asks for. Source: domain.md §3.8 */
export const dimensions = ['structure', 'process', 'outcome'] as const;
export const levels = ['minimum', 'optimum'] as const;

/** Something by which a quality standard is told to be kept. */
export interface Criterion {
	dimension: (typeof dimensions)[number];
	level: (typeof levels)[number];
	/** Whom it concerns. */
	addressee: string;
	text: string;
}

/** A version of a statement; the last one counts. */
export interface StatementVersion {
	number: number;
	title: string;
	wording: string;
	status: Status;
	/** "2027-03-16"; '' = nobody has agreed to it yet. */
	on: string;
	criteria: Criterion[];
	at: Date;
	by: string;
}

type Said = Pick<StatementVersion, 'title' | 'wording' | 'status' | 'on' | 'criteria'>;

/** Whether two versions say the same. */
export const isSameStatement = (a: Said, b: Said): boolean => written(a) === written(b);

const written = ({ title, wording, status, on, criteria }: Said) =>
	JSON.stringify([
		[title, wording, status, on],
		...criteria.map(({ dimension, level, addressee, text }) => [dimension, level, addressee, text]),
	]);

/** What a version says, line by line, for two of them to be compared. */
export const statementText = (
	{ title, wording, status, on, criteria }: Said,
	say: { status: (status: Status, on: string) => string; criterion: (criterion: Criterion) => string },
): string => [title, say.status(status, on), wording, ...criteria.map(say.criterion)].filter(Boolean).join('\n');
