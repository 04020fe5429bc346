import * as v from 'valibot';
import { choice, day, id, isAddress, isId, line, personName, prose, reference, required, tick, whole } from '#platform/form.ts';
import { type Clause, partyRoles, terms } from './rules-agreement.ts';
import { due, each } from './schema.ts';

export const MOST_CLAUSES = 24;
export const MOST_PARTIES = 16;

/** The numbers of an agreement's possible clauses and parties in a form. */
export const clauseNumbers = Array.from({ length: MOST_CLAUSES }, (_, at) => at + 1);
export const partyNumbers = Array.from({ length: MOST_PARTIES }, (_, at) => at + 1);

const address = v.pipe(
	line(254),
	v.toLowerCase(),
	v.check((text) => text === '' || isAddress(text), 'emailWrong'),
);

const place = v.pipe(v.optional(v.string(), ''), v.trim(), v.regex(/^\d{0,3}$/, 'orderWrong'));

const clauseFields = {
	...each(
		clauseNumbers.map((number) => `heading${number}`),
		line(120),
	),
	...each(
		clauseNumbers.map((number) => `text${number}`),
		prose(6000),
	),
	...each(
		clauseNumbers.map((number) => `place${number}`),
		place,
	),
};

/** The clauses of a form in the order that it gives them; those without a word are left out. */
function clausesIn(values: Record<string, string>): Clause[] {
	return clauseNumbers
		.map((number) => ({
			heading: values[`heading${number}`] ?? '',
			text: values[`text${number}`] ?? '',
			place: Number(values[`place${number}`] || number),
			number,
		}))
		.filter(({ heading, text }) => heading !== '' || text !== '')
		.sort((a, b) => a.place - b.place || a.number - b.number)
		.map(({ heading, text }) => ({ heading, text }));
}

/** A new agreement: from which template, and perhaps from a mandate. */
export const begun = v.object({
	key: id('unknownChoice'),
	title: required('titleMissing', 200),
	template: line(40),
	mandate: reference,
});

export type BegunInput = v.InferOutput<typeof begun>;

/** The text of an agreement with its parties. */
export const agreementText = v.pipe(
	v.object({
		/** The version that the page showed. */
		seen: whole('unreadable', 1, 100_000),
		/** Who was reached for the parties when the page showed it. */
		people: line(64),
		/** Knows that signatures do not count for another text. */
		anew: tick,
		title: required('titleMissing', 200),
		from: day,
		until: day,
		review: day,
		...clauseFields,
		...each(
			partyNumbers.flatMap((number) => [`party${number}`, `name${number}`, `contactName${number}`, `contactFunction${number}`]),
			line(160),
		),
		...each(
			partyNumbers.map((number) => `role${number}`),
			v.optional(v.picklist(['', ...partyRoles], 'unknownChoice'), ''),
		),
		...each(
			partyNumbers.map((number) => `contactEmail${number}`),
			address,
		),
	}),
	v.transform((input) => {
		const { seen, anew, title, from, until, review } = input as { seen: number; anew: boolean } & Record<
			'title' | 'from' | 'until' | 'review',
			string
		>;
		const values = input as unknown as Record<string, string>;
		const parties = partyNumbers
			.map((number) => ({
				number,
				id: values[`party${number}`] ?? '',
				name: values[`name${number}`] ?? '',
				role: partyRoles.find((one) => one === values[`role${number}`]) ?? 'signatory',
				contactName: values[`contactName${number}`] ?? '',
				contactFunction: values[`contactFunction${number}`] ?? '',
				contactEmail: values[`contactEmail${number}`] ?? '',
			}))
			.filter(({ name, contactName, contactEmail }) => name !== '' || contactName !== '' || contactEmail !== '');
		return { seen, people: values['people'] ?? '', anew, title, from, until, review, clauses: clausesIn(values), parties };
	}),
	v.check(({ parties }) => parties.every(({ name }) => name !== ''), 'partyNameMissing'),
	v.check(({ parties }) => parties.every(({ id: known }) => known === '' || isId(known)), 'unknownChoice'),
	// Nobody signs for two.
	v.check(({ parties }) => {
		const known = parties.map(({ id: one }) => one).filter(Boolean);
		return new Set(known).size === known.length;
	}, 'unknownChoice'),
	v.check(({ parties }) => new Set(parties.map(({ name }) => name.toLowerCase())).size === parties.length, 'partyTwice'),
	v.check(({ clauses }) => clauses.every(({ heading }) => heading !== ''), 'headingMissing'),
);

export type AgreementTextInput = v.InferOutput<typeof agreementText>;

/** Headings and sentences that a region begins agreements with. */
export const template = v.pipe(
	v.object({ template: reference, name: required('titleMissing', 120), term: choice(terms, 'unknownChoice'), ...clauseFields }),
	v.transform((input) => ({
		template: input.template as string | null,
		name: input.name as string,
		term: input.term as (typeof terms)[number],
		clauses: clausesIn(input as unknown as Record<string, string>),
	})),
	v.check(({ clauses }) => clauses.length > 0 && clauses.every(({ heading }) => heading !== ''), 'headingMissing'),
);

export type TemplateInput = v.InferOutput<typeof template>;

/** A template that is taken away. */
export const templateGone = v.object({ template: id('unknownChoice') });

const signed = {
	/** Of the very text that was read. */
	hash: v.pipe(v.optional(v.string(), ''), v.regex(/^[0-9a-f]{64}$/, 'textChanged')),
	signer: personName('signerMissing'),
	function: line(160),
};

/** A party signs by its link. */
export const signing = v.object({ ...signed, may: v.pipe(tick, v.literal(true, 'mayMissing')) });

export type SigningInput = v.InferOutput<typeof signing>;

/** A party that is told says that it has read. */
export const noting = v.object({ hash: signed.hash, signer: signed.signer, function: signed.function });

/** A party has signed on paper. */
export const paperSigning = v.object({
	...signed,
	party: id('unknownChoice'),
	on: v.pipe(day, v.minLength(1, 'dayWrong')),
});

export type PaperInput = v.InferOutput<typeof paperSigning>;

/** What came of it: it goes on, until when, and when it is looked at again. */
export const renewal = v.object({
	agreement: reference,
	note: v.pipe(prose(2000), v.minLength(1, 'outcomeMissing')),
	until: day,
	review: day,
});

export type RenewalInput = v.InferOutput<typeof renewal>;

/** What came of it: it ends. */
export const agreementEnding = v.object({ agreement: reference, note: v.pipe(prose(2000), v.minLength(1, 'outcomeMissing')) });

/** Something that is done so that it does not stay paper. */
export const measure = v.object({ key: id('unknownChoice'), measureTitle: required('titleMissing', 200), asked: line(160), due });

export type MeasureInput = v.InferOutput<typeof measure>;

/** How far a measure is. */
export const measured = v.object({
	measure: id('unknownChoice'),
	percent: whole('percentWrong', 0, 100),
	note: v.pipe(prose(2000), v.minLength(1, 'noteMissing')),
	evidence: v.pipe(
		line(500),
		v.check((text) => text === '' || (/^https?:\/\/[^\s/]+/i.test(text) && URL.canParse(text)), 'evidenceWrong'),
	),
});

export type MeasuredInput = v.InferOutput<typeof measured>;

/** A file that belongs to the text. */
export const annex = v.object({ seen: whole('unreadable', 1, 100_000), anew: tick, annexTitle: required('titleMissing', 200) });
export const annexGone = v.object({ seen: whole('unreadable', 1, 100_000), anew: tick, annex: id('unknownChoice') });

/** Whether everybody may read an agreement, once it is signed. */
export const shownAgreement = v.object({ isPublic: tick });
