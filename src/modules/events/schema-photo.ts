import * as v from 'valibot';
import { choice, line, prose, required } from '#platform/form.ts';

/** Whether somebody can be recognised in a photo, and if so, whether they agreed. */
export const photoPeople = ['nobody', 'consented'] as const;

/** What is said about a photo. */
export const photo = v.object({
	alt: required('altMissing', 500),
	caption: prose(500),
	photographer: required('photographerMissing', 160),
	holder: line(160),
	people: choice(photoPeople, 'photoPeopleMissing'),
});

export type PhotoInput = v.InferOutput<typeof photo>;
