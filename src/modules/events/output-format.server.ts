import type { Language } from '#platform/language/language.ts';
import { say } from '#platform/time/partial.ts';
import type { Format, KnownEdition } from './read-format.server.ts';
import { isOverdue, isToBeFixed, nextNumber } from './rules-format.ts';
import { words } from './words.ts';

/** The name of an edition: "6. Kooperationstreffen", with its area where it counts in one. */
export const editionName = (
	language: Language,
	format: Pick<Format, 'name'>,
	{ number, area }: Pick<KnownEdition, 'number' | 'area'>,
): string => words(language)(area ? 'edition.nameIn' : 'edition.name', { number, format: format.name, area: area ?? '' });

/** Formats with their editions as the page of formats shows them; today = "2026-11-25". */
export const formatLines = (language: Language, formats: readonly Format[], today: string) =>
	formats.map((format) => ({
		id: format.id,
		name: format.name,
		cadenceMonths: format.cadenceMonths,
		needsMinutes: format.needsMinutes,
		isOverdue: isOverdue(format.cadenceMonths, format.editions, today),
		next: nextNumber(format.editions.filter(({ areaId }) => areaId === null)),
		editions: format.editions.map((edition) => ({
			id: edition.id,
			name: editionName(language, format, edition),
			date: say(language, edition.date),
			meeting: edition.meeting,
			isDropped: edition.isDropped,
			isToBeFixed: isToBeFixed(edition, today),
		})),
	}));

/** Planned editions whose date should be fixed by now, the nearest first; today = "2026-11-25". */
export const editionsToFix = (language: Language, formats: readonly Format[], today: string) =>
	formats.flatMap((format) =>
		format.editions
			.filter((edition) => isToBeFixed(edition, today))
			.map((edition) => ({ id: edition.id, name: editionName(language, format, edition), date: say(language, edition.date) })),
	);
