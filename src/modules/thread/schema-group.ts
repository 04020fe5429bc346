import * as v from 'valibot';
import { day, id, isAddress, line, personName, prose, required } from '#platform/form.ts';

const MOST_FUNCTIONS = 30;

/** A working group: what it is called, what it is there for, and which functions it wants, one a line. */
export const workingGroup = v.object({
	group: id('unknownChoice'),
	groupName: required('groupNameMissing', 120),
	aim: prose(1000),
	functions: v.pipe(
		prose(4000),
		v.transform((text) => [...new Set(text.split('\n').map((one) => one.replace(/\s+/gu, ' ').trim()))].filter((one) => one !== '')),
		v.check((all) => all.every((one) => one.length <= 120), 'functionTooLong'),
		v.check((all) => all.length <= MOST_FUNCTIONS, 'functionsTooMany'),
	),
});

export type WorkingGroupInput = v.InferOutput<typeof workingGroup>;

/** Somebody who comes to a working group, or whose entry is put right. */
export const member = v.object({
	/** Made with the form for somebody new; of somebody known their own. */
	member: id('unknownChoice'),
	memberName: personName('memberNameMissing'),
	organisation: line(160),
	/** One of those that the group wants, or another. */
	function: line(120),
	memberEmail: v.pipe(
		line(254),
		v.toLowerCase(),
		v.check((text) => text === '' || isAddress(text), 'emailWrong'),
	),
	since: v.pipe(day, v.minLength(1, 'dayWrong')),
});

export type MemberInput = v.InferOutput<typeof member>;

/** Somebody who is in a working group no longer, and from when. */
export const memberLeft = v.object({ member: id('unknownChoice'), until: v.pipe(day, v.minLength(1, 'dayWrong')) });

export type MemberLeft = v.InferOutput<typeof memberLeft>;

/** Somebody who was entered by mistake. */
export const memberGone = v.object({ member: id('unknownChoice') });

/** A working group that is taken away. */
export const groupGone = v.object({ group: id('unknownChoice') });

/** The day from which a working group works no longer. */
export const groupEnd = v.object({ endedOn: v.pipe(day, v.minLength(1, 'dayWrong')) });
