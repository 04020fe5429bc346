// What a list of positions changes, as sentences.
import type { Language } from '#platform/language/language.ts';
import { lastShort, type Names } from './output.server.ts';
import { fteText } from './rules.ts';
import { type Change, newName } from './rules-plan.ts';
import { words } from './words.ts';

/** A difference between the register and a list as a sentence. */
export function changeLine(language: Language, { field, before, after }: Change, names: Names): string {
	const t = words(language);
	const say = (value: string | number): string => {
		if (value === '') return '–';
		if (field === 'percent') return `${value} %`;
		if (field === 'fte' || field === 'filled') return fteText(language, Number(value));
		const text = String(value);
		const fresh = newName(text);
		if (fresh !== undefined) return fresh || t('person.unnamed');
		if (field === 'employer' || field === 'school') return names.schools.get(text)?.name ?? text;
		if (field === 'person') return names.people.get(text) || t('person.unnamed');
		if (field === 'programme') return names.programmes.get(text)?.name ?? text;
		if (field === 'until' || field === 'fundedUntil') return lastShort(language, text);
		if (field === 'status') return t(text === 'planned' ? 'status.planned' : text === 'absent' ? 'status.absent' : 'status.filled');
		return text;
	};
	return t('list.change', { field: t(`field.${field}`), before: say(before), after: say(after) });
}
