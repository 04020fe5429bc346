import * as v from 'valibot';
import { required } from '#platform/form.ts';

/** A view of a list that somebody keeps: a page of the desk with its query, as the page itself named it. */
export const view = v.object({
	viewName: required('viewNameMissing', 80),
	viewPath: v.pipe(v.optional(v.string(), ''), v.maxLength(600, 'viewWrong'), v.regex(/^\/desk\/[\w/.-]*(\?[^\s#]*)?$/, 'viewWrong')),
});

export type ViewInput = v.InferOutput<typeof view>;
