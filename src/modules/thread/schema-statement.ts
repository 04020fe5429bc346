import * as v from 'valibot';
import { choice, day, line, prose, reference, required, tick, whole } from '#platform/form.ts';
import { type Criterion, dimensions, levels, statementKinds, statuses } from './rules-statement.ts';
import { each } from './schema.ts';

export const MOST_CRITERIA = 24;

/** The numbers of the criteria that a form may have. */
export const criterionNumbers = Array.from({ length: MOST_CRITERIA }, (_, at) => at + 1);

const named = (name: string) => criterionNumbers.map((number) => `${name}${number}`);

/** A statement as somebody worded it. */
export const statement = v.pipe(
	v.object({
		/** Of what is new, made with the form. */
		key: reference,
		kind: choice(statementKinds, 'unknownChoice'),
		/** The version that the page showed; 0 = none. */
		seen: whole('unreadable', 0, 100_000),
		title: required('titleMissing', 200),
		wording: v.pipe(prose(12_000), v.minLength(1, 'wordingMissing')),
		status: choice(statuses, 'unknownChoice'),
		on: day,
		...each(named('dimension'), v.optional(v.picklist(['', ...dimensions], 'unknownChoice'), '')),
		...each(named('level'), v.optional(v.picklist(['', ...levels], 'unknownChoice'), '')),
		...each(named('addressee'), line(160)),
		...each(named('criterion'), line(500)),
	}),
	v.transform((input) => {
		const { key, kind, seen, title, wording, status, on } = input;
		const values = input as unknown as Record<string, string>;
		const criteria: Criterion[] = criterionNumbers
			.map((number) => ({
				dimension: dimensions.find((one) => one === values[`dimension${number}`]) ?? 'structure',
				level: levels.find((one) => one === values[`level${number}`]) ?? 'minimum',
				addressee: values[`addressee${number}`] ?? '',
				text: values[`criterion${number}`] ?? '',
			}))
			.filter(({ addressee, text }) => addressee !== '' || text !== '');
		return { key, kind, seen, title, wording, status, on, criteria };
	}),
	v.check(({ kind, criteria }) => kind === 'standard' || criteria.length === 0, 'criteriaOnlyStandard'),
	v.check(({ criteria }) => criteria.every(({ text }) => text !== ''), 'criterionMissing'),
	v.forward(
		v.check(({ status, on }) => status === 'draft' || on !== '', 'saidOnMissing'),
		['on'],
	),
);

export type StatementInput = v.InferOutput<typeof statement>;

/** Whether everybody may read a statement. */
export const shownStatement = v.object({ isPublic: tick });
