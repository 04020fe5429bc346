import * as v from 'valibot';
import { choice, email, line, personName, reference, required } from '#platform/form.ts';
import { dayOf, fromParts } from '#platform/time/time.ts';
import { organisationTypes } from './rules.ts';

export const organisation = v.object({
	name: required('nameMissing'),
	type: choice(organisationTypes, 'typeMissing'),
	street: line(),
	postcode: v.pipe(line(10), v.regex(/^(\d{5})?$/, 'postcodeWrong')),
	town: required('townMissing'),
	ags: v.pipe(line(8), v.regex(/^(\d{8})?$/, 'unknownChoice')),
});

export type NewOrganisation = v.InferOutput<typeof organisation>;

const since = [['sinceDay'], ['sinceMonth'], ['sinceYear']] as const;
type Since = { sinceDay: string; sinceMonth: string; sinceYear: string };
const sinceDay = ({ sinceDay: day, sinceMonth: month, sinceYear: year }: Since) => fromParts(day, month, year, '12:00');
const isEmpty = (raw: Since) => !raw.sinceDay && !raw.sinceMonth && !raw.sinceYear;

/** Somebody with an account, and where they work in which function; without a day it counts from today. */
export const colleague = v.pipe(
	v.object({
		name: personName('personNameMissing'),
		email: email('emailMissing'),
		organisation: reference,
		function: line(160),
		sinceDay: line(2),
		sinceMonth: line(2),
		sinceYear: line(4),
	}),
	v.forward(
		v.partialCheck(since, (raw) => isEmpty(raw) || sinceDay(raw) !== undefined, 'dayWrong'),
		['sinceDay'],
	),
	v.forward(
		v.partialCheck([['organisation'], ['function']], (raw) => raw.organisation === null || raw.function !== '', 'functionMissing'),
		['function'],
	),
	v.forward(
		v.partialCheck([['organisation'], ['function']], (raw) => raw.organisation !== null || raw.function === '', 'organisationMissing'),
		['organisation'],
	),
	v.transform(({ sinceDay: day, sinceMonth: month, sinceYear: year, ...rest }) => {
		const at = fromParts(day, month, year, '12:00');
		return { ...rest, since: at ? dayOf(at) : null };
	}),
);

export type Colleague = v.InferOutput<typeof colleague>;
