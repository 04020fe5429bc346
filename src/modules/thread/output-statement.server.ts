// Statements as pages show them.

import type { Language } from '#platform/language/language.ts';
import { dayLine } from '#platform/time/partial.ts';
import { shortDay } from '#platform/time/time.ts';
import type { Statement } from './read-statement.server.ts';
import type { ShownStatement } from './rules-shown.ts';
import { type Criterion, dimensions, type StatementVersion, statementText } from './rules-statement.ts';
import { words } from './words.ts';

/** A criterion in a line: what it looks at, how much it asks for, of whom. */
export function criterionLine(language: Language, { dimension, level, addressee, text }: Criterion): string {
	const t = words(language);
	return [`${t(`dimension.${dimension}`)}, ${t(`level.${level}`)}`, addressee, text].filter(Boolean).join(' · ');
}

/** What a version says, for two of them to be compared. */
export const statementLines = (language: Language, version: Parameters<typeof statementText>[0]): string =>
	statementText(version, {
		status: (status, on) => [words(language)(`status.${status}`), dayLine(language, on)].filter(Boolean).join(', '),
		criterion: (criterion) => criterionLine(language, criterion),
	});

/** What a version says, with its criteria by what they look at. */
const said = (language: Language, { number, title, wording, status, on, criteria }: StatementVersion) => ({
	number,
	title,
	wording,
	status,
	on: dayLine(language, on),
	criteria: dimensions.flatMap((dimension) => criteria.filter((one) => one.dimension === dimension)),
});

/** A statement as a page shows it: its last version, and those before it. */
export function shownStatement(language: Language, { id, kind, meeting, isPublic, versions }: Statement): ShownStatement {
	const last = versions.at(-1) as StatementVersion;
	return {
		id,
		kind,
		meeting,
		isPublic,
		...said(language, last),
		versions: versions.map((version) => ({ ...said(language, version), at: shortDay(language, version.at), by: version.by })),
	};
}
