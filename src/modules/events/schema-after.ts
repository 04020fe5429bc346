import * as v from 'valibot';
import { line, required } from '#platform/form.ts';

/** Something to read: a title, and where it is to be found unless a file comes with it. */
export const material = v.object({
	title: required('material.titleMissing', 200),
	url: v.pipe(
		line(1000),
		v.check((text) => text === '' || (/^https?:\/\/[^\s/]+/i.test(text) && URL.canParse(text)), 'material.urlWrong'),
		// As browsers write it: the scheme in small letters.
		v.transform((text) => (text ? new URL(text).href : '')),
	),
});

export type MaterialInput = v.InferOutput<typeof material>;
