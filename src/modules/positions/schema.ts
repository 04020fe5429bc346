import * as v from 'valibot';
import { levels } from '#modules/organisations/rules-visibility.ts';
import { choice, day, id, line, prose, reference, required, tick } from '#platform/form.ts';
import { dayAfter } from '#platform/time/partial.ts';
import { fteOf, kinds } from './rules.ts';
import { ruleKinds } from './rules-findings.ts';
import { packs } from './rules-packs.ts';

/** A share of a full position. Unit: hundredths */
const fte = v.pipe(
	line(12),
	v.check((text) => fteOf(text) !== undefined, 'fteWrong'),
	v.transform((text) => fteOf(text) ?? 0),
);

const from = v.pipe(day, v.minLength(1, 'fromMissing'));

/** The last day, as people write it; kept as the first day after it, null = open. */
const until = v.pipe(
	day,
	v.transform((last) => (last === '' ? null : dayAfter(last))),
);

/** A part of the costs; nothing typed = all of it. Unit: percent */
const percent = v.pipe(
	line(6),
	v.regex(/^(\d{1,3}\s?%?)?$/, 'percentWrong'),
	v.transform((text) => (text === '' ? 100 : Number.parseInt(text, 10))),
	v.minValue(1, 'percentWrong'),
	v.maxValue(100, 'percentWrong'),
);

const number = v.pipe(line(40), v.regex(/^[\p{L}\p{N}./ _-]*$/u, 'numberWrong'));

const facts = {
	fte,
	employer: line(260),
	isPlanned: tick,
	emphasis: line(300),
	qualification: line(200),
};

/** A new position, with the school it serves, who pays and who works there, as far as that is known. */
export const newPosition = v.object({
	/** Made with the form, so that sending it twice adds one. */
	position: id('unknownChoice'),
	number,
	school: required('schoolMissing', 260),
	...facts,
	from,
	until,
	programme: reference,
	percent,
	fundedUntil: until,
	person: line(160),
	held: line(200),
});

export type NewPosition = v.InferOutput<typeof newPosition>;

/** Something else holds of a position from a day on. */
export const change = v.object({ ...facts, from });

export type Change = v.InferOutput<typeof change>;

/** When an entry holds, and which one is put right; null = it is new. */
const entry = { entry: reference, from, until };

/** From when an entry says something else; '' = it was never right. */
const since = day;

/** What was approved, put right. */
export const state = v.object({ ...entry, ...facts });
/** A school that a position serves. */
export const site = v.object({ ...entry, since, school: required('schoolMissing', 260), fte });
/** Who pays. */
export const funding = v.object({ ...entry, since, programme: id('programmeMissing'), percent, reference: line(120) });
/** Who works there. */
export const assignment = v.object({
	...entry,
	since,
	person: line(160),
	school: reference,
	fte,
	isAbsent: tick,
	held: line(200),
});

/** When and where somebody is reached at a school. */
export const contact = v.object({
	specialist: id('unknownChoice'),
	organisation: id('unknownChoice'),
	hours: line(300),
	room: line(120),
	phone: line(60),
});

export type ContactInput = v.InferOutput<typeof contact>;

export type StateInput = v.InferOutput<typeof state>;
export type SiteInput = v.InferOutput<typeof site>;
export type FundingInput = v.InferOutput<typeof funding>;
export type AssignmentInput = v.InferOutput<typeof assignment>;

/** An entry that was wrong from the beginning. */
export const dropped = v.object({ kind: choice(kinds, 'unknownChoice'), entry: id('unknownChoice') });

/** The last day of a position. */
export const ending = v.object({ lastOn: v.pipe(day, v.minLength(1, 'dayMissing')) });

/** The number of a position; none where the field was emptied. */
export const numbering = v.object({ number, renumber: choice(['yes'], 'unknownChoice') });

/** Somebody is called otherwise, wherever they work. */
export const renaming = v.object({ entry: id('unknownChoice'), specialist: id('unknownChoice'), person: required('personMissing', 160) });

/** Who sees the name of somebody; everybody only since they agreed. */
export const showing = v.pipe(
	v.object({ entry: id('unknownChoice'), specialist: id('unknownChoice'), level: choice(levels, 'unknownChoice'), agreed: tick }),
	v.forward(
		v.partialCheck([['level'], ['agreed']], ({ level, agreed }) => level !== 'public' || agreed, 'agreedMissing'),
		['level'],
	),
);

export type ShowingInput = v.InferOutput<typeof showing>;

/** Somebody says that what stands there is right. */
export const confirming = v.object({ confirmed: choice(['yes'], 'unknownChoice') });

/** A programme, known or new. */
export const programme = v.object({
	programme: reference,
	name: required('programmeNameMissing', 160),
	lastOn: day,
	note: prose(1000),
	isArchived: tick,
});

export type ProgrammeInput = v.InferOutput<typeof programme>;

const isYearDay = (text: string): boolean => {
	const [, month = '', date = ''] = /^(\d\d)-(\d\d)$/.exec(text) ?? [];
	const at = new Date(`2027-${month}-${date}T12:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().slice(5, 10) === text;
};

/** A day of the year as people write it, "30.04.", kept as "04-30". */
const yearDayOf = (text: string): string => {
	const [, date = '', month = ''] = /^(\d{1,2})\.\s*(\d{1,2})\.?$/.exec(text.trim()) ?? [];
	return `${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
};

/** What a programme, or the region, asks of positions. */
export const rule = v.pipe(
	v.object({
		programme: reference,
		kind: choice(ruleKinds, 'unknownChoice'),
		value: prose(2000),
		source: line(300),
	}),
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const { kind, value, programme: of, source } = dataset.value;
		const wrong = (message: string) => {
			addIssue({ message, path: [{ type: 'object', origin: 'value', input: dataset.value, key: 'value', value }] });
			return NEVER;
		};
		if (value === '') return wrong('ruleValueMissing');
		const about = { programme: of, kind, source };
		if (kind === 'qualification') return { ...about, number: null, text: value };
		if (kind === 'applyBy') return isYearDay(yearDayOf(value)) ? { ...about, number: null, text: yearDayOf(value) } : wrong('yearDayWrong');
		if (kind === 'leastFte') {
			const share = fteOf(value);
			return share === undefined ? wrong('fteWrong') : { ...about, number: share, text: '' };
		}
		const amount = /^\d{1,5}$/.test(value.replace(/\s*%$/, '')) ? Number(value.replace(/\s*%$/, '')) : 0;
		if (amount < 1 || (kind === 'mostPercent' && amount > 100)) return wrong(kind === 'mostPercent' ? 'percentWrong' : 'pupilsWrong');
		return { ...about, number: amount, text: '' };
	}),
);

export type RuleInput = v.InferOutput<typeof rule>;

/** The Land whose programmes are taken over. */
export const taking = v.object({ land: v.pipe(v.optional(v.string(), ''), v.picklist(Object.keys(packs), 'unknownChoice')) });

/** A rule that is asked no longer. */
export const ruleGone = v.object({ rule: id('unknownChoice') });
