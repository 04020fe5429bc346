import * as v from 'valibot';
import { choice, line, required } from '#platform/form.ts';
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
