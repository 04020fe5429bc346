// Statements as pages show them.
import type { Language } from '#platform/language/language.ts';
import { decode, say } from '#platform/time/partial.ts';
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
		status: (status, on) => [words(language)(`status.${status}`), on === '' ? '' : say(language, decode(on))].filter(Boolean).join(', '),
		criterion: (criterion) => criterionLine(language, criterion),
	});

/** A statement as a page shows it: its last version, with its criteria by what they look at. */
export function shownStatement(language: Language, { id, kind, meeting, isPublic, versions }: Statement): ShownStatement {
	const last = versions.at(-1) as StatementVersion;
	return {
		id,
		kind,
		meeting,
		isPublic,
		title: last.title,
		wording: last.wording,
		status: last.status,
		on: last.on === '' ? '' : say(language, decode(last.on)),
		number: last.number,
		criteria: dimensions.flatMap((dimension) => last.criteria.filter((one) => one.dimension === dimension)),
		versions: versions.map(({ number, at, by, status }) => ({ number, at: shortDay(language, at), by, status })),
	};
}
