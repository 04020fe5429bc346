import * as v from 'valibot';
import { choice, isId, line, prose, required } from '#platform/form.ts';
import { answers, type MailKind, mailKinds, unknownPlaceholders } from './rules-invitation.ts';

/** What the organisers add to the mail of a mailing. */
export const mailing = v.object({ note: prose(2000) });

/** A mailing to those whom its page showed, and when it was made. */
export const seenMailing = v.object({
	note: prose(2000),
	seenAt: v.pipe(
		v.optional(v.string(), ''),
		v.transform((text) => new Date(/^\d{1,15}$/.test(text) ? Number(text) : 0)),
	),
});

/** How the list of the invited is narrowed; anything odd in the address counts as no filter. */
export const invitedFilter = v.object({
	search: v.fallback(line(100), ''),
	answer: v.fallback(v.optional(v.picklist(answers)), undefined),
});

export type InvitedFilter = v.InferOutput<typeof invitedFilter>;

/** The ids of the people that were ticked: each tick box is named p and the id without its hyphens. */
export const ticked = (values: Record<string, string>): string[] =>
	Object.keys(values).flatMap((name) => {
		const id = name.replace(/^p(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
		return isId(id) ? [id] : [];
	});

/** The name of somebody's tick box. */
export const tickOf = (id: string): string => `p${id.replaceAll('-', '')}`;

const knows = (kind: MailKind, text: string) => unknownPlaceholders(kind, text).length === 0;

const which = { kind: choice(mailKinds, 'unknownChoice'), language: choice(['de', 'en'], 'unknownChoice') };

/** Which mail, in which language. */
export const mailTextName = v.object(which);

/** A mail's words as a region wants them. */
export const mailText = v.pipe(
	v.object({
		...which,
		subject: required('subjectMissing', 200),
		body: v.pipe(prose(4000), v.minLength(1, 'bodyMissing')),
	}),
	v.forward(
		v.partialCheck([['kind'], ['subject']], ({ kind, subject }) => knows(kind, subject), 'placeholderUnknown'),
		['subject'],
	),
	v.forward(
		v.partialCheck([['kind'], ['body']], ({ kind, body }) => knows(kind, body), 'placeholderUnknown'),
		['body'],
	),
);

export type MailTextInput = v.InferOutput<typeof mailText>;
