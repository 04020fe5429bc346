import type { Language } from '#platform/language/language.ts';
import type { Priority } from './rules-list.ts';
import type { Method } from './rules-vote.ts';
import { words } from './words.ts';

/**
 * How a bundle was weighed.
 * Shape:  benefit, effort = averages; the answer is the weight, and by how many, which is left out where nobody said anything
 */
export function weightSaid(language: Language, method: Method, one: Pick<Priority, 'dots' | 'voters' | 'benefit' | 'effort'>): string[] {
	const t = words(language);
	const { dots, voters: count, benefit, effort } = one;
	if (method === 'matrix' && (benefit === null || effort === null)) return [t('result.unrated')];
	const number = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
	const weight =
		benefit === null || effort === null
			? t('result.dots', { count: dots })
			: t('result.rates', { benefit: number.format(benefit), effort: number.format(effort) });
	return [weight, t('result.voters', { count })];
}

/** How a board was weighed. */
export const methodSaid = (language: Language, board: { method: Method; dots: number; dotsEach: number }): string =>
	board.method === 'matrix'
		? words(language)('result.matrix')
		: words(language)('result.method', { dots: board.dots, each: board.dotsEach });

/** What becomes of a priority; where nobody is named, it is open on purpose. */
export const becomesSaid = (language: Language, { who, step, due }: { who: string; step: string; due: string }): string =>
	who ? [who, step, due].filter(Boolean).join(' · ') : words(language)('handover.open');
