import * as v from 'valibot';
import { email, isId } from '#platform/form.ts';

/** What can be followed besides every meeting. */
export const followable = ['format', 'area', 'topic'] as const;
export type Followable = (typeof followable)[number];

/** What somebody follows; null = every meeting. */
export type Subject = { kind: Followable; id: string } | null;

/** A choice of the form, "format 0b5a1f6e-…"; nothing means every meeting. */
function subjectOf(text: string): Subject | undefined {
	if (text === '') return null;
	const [kind = '', id = ''] = text.split(' ');
	const known = followable.find((one) => one === kind);
	return known && isId(id) ? { kind: known, id } : undefined;
}

/** Who wants to hear of which meetings. */
export const follow = v.object({
	email: email('emailMissing'),
	subject: v.pipe(
		v.optional(v.string(), ''),
		v.check((text) => subjectOf(text) !== undefined, 'unknownChoice'),
		v.transform((text) => subjectOf(text) as Subject),
	),
});

export type FollowInput = v.InferOutput<typeof follow>;
