// Offers as pages and tables show them.
import type { Language } from '#platform/language/language.ts';
import type { Sheet } from '#platform/sheet/sheet.ts';
import { shortDay } from '#platform/time/time.ts';
import type { Offer } from './read.server.ts';
import type { Told, Use } from './rules.ts';
import { words } from './words.ts';

/** The ages an offer is for, as a phrase; '' = any. */
export function ageLine(language: Language, { leastAge: least, mostAge: most }: Pick<Offer, 'leastAge' | 'mostAge'>): string {
	const t = words(language);
	if (least !== null && most !== null) return t('age.span', { least, most });
	if (least !== null) return t('age.from', { least });
	return most === null ? '' : t('age.to', { most });
}

/** An offer as pages show it: what is chosen from lists as phrases. */
export interface ShownOffer {
	id: string;
	title: string;
	organisation: string;
	organisationName: string;
	description: string;
	state: Offer['state'];
	level: Offer['level'];
	/** When somebody last changed it, as a day. */
	changed: string;
	/** Short facts under the title: for whom, at what age, where. */
	line: string;
	facts: { label: string; text: string }[];
	topics: string[];
}

/** An offer as pages show it. */
export function shownOffer(language: Language, one: Offer): ShownOffer {
	const t = words(language);
	const forWhom = one.audiences.map((audience) => t(`audience.${audience}`)).join(', ');
	const where = one.areas.map(({ name }) => name).join(', ') || t('area.everywhere');
	const wait = one.waitWeeks === null ? '' : t('wait', { weeks: one.waitWeeks });
	const cost = [one.cost && t(`cost.${one.cost}`), one.costNote].filter(Boolean).join(' · ');
	const age = ageLine(language, one);
	const facts = [
		[t('audience'), [forWhom, age].filter(Boolean).join(' · ')],
		[t('situation'), one.situations.map((situation) => t(`situation.${situation}`)).join(', ')],
		[t('area'), where],
		[t('access'), one.access],
		[t('cost'), cost],
		[t('wait.label'), wait],
		[t('limits'), one.limits],
	] as const;
	return {
		id: one.id,
		title: one.title,
		organisation: one.organisation,
		organisationName: one.organisationName,
		description: one.description,
		state: one.state,
		level: one.level,
		changed: shortDay(language, one.changedAt),
		line: [forWhom, age, where, one.cost && t(`cost.${one.cost}`), wait].filter(Boolean).join(' · '),
		facts: facts.filter(([, text]) => text !== '').map(([label, text]) => ({ label, text })),
		topics: one.topics,
	};
}

/** What may be told of a figure of marks. Shape: undefined = nothing, for there are too few */
export function toldLine(language: Language, what: 'told' | 'toldUsed', told: Told | undefined): string {
	const t = words(language);
	if (!told) return t('used.tooFew');
	return told.kind === 'atLeast' ? t(`${what}.atLeast`, { count: told.count }) : t(`${what}.${told.kind}`);
}

/** Offers as a table to take away. Shape: uses = what may be told of how they are used, for the coordination */
export function offerSheet(language: Language, all: readonly Offer[], uses?: ReadonlyMap<string, Use>): Sheet {
	const t = words(language);
	return {
		name: t('offers.title'),
		headings: [
			t('title'),
			t('offer.organisation'),
			t('description'),
			t('audience'),
			t('leastAge'),
			t('mostAge'),
			t('situation'),
			t('topics'),
			t('area'),
			t('access'),
			t('cost'),
			t('costNote'),
			t('waitWeeks'),
			t('limits'),
			t('state'),
			t('level'),
			...(uses ? [t('used.known'), t('used.used')] : []),
		],
		rows: all.map((one) => [
			one.title,
			one.organisationName,
			one.description,
			one.audiences.map((audience) => t(`audience.${audience}`)).join('; '),
			one.leastAge,
			one.mostAge,
			one.situations.map((situation) => t(`situation.${situation}`)).join('; '),
			one.topics.join('; '),
			one.areas.map(({ name }) => name).join('; '),
			one.access,
			one.cost && t(`cost.${one.cost}`),
			one.costNote,
			one.waitWeeks,
			one.limits,
			t(`state.${one.state}`),
			t(`level.${one.level}`),
			...(uses ? [toldLine(language, 'told', uses.get(one.id)?.known), toldLine(language, 'toldUsed', uses.get(one.id)?.used)] : []),
		]),
	};
}
