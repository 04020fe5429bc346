import * as v from 'valibot';
import { id, prose, required, tick } from '#platform/form.ts';

/** The field that ticks a meeting: "m" and its id without hyphens. */
export const meetingField = (meeting: string): string => `m${meeting.replaceAll('-', '')}`;

const meetingsIn = (values: object): string[] =>
	Object.keys(values).flatMap((name) => {
		const [, hex = ''] = /^m([0-9a-f]{32})$/.exec(name) ?? [];
		return hex ? [hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')] : [];
	});

/** The meetings that a form ticks, each in a field of its own. */
export const gathering = v.pipe(
	v.looseObject({}),
	v.transform((input) => meetingsIn(input)),
);

/** A change process: what it is called, where it leads, whether everybody may follow it, and which meetings belong to it. */
export const process = v.pipe(
	v.looseObject({ process: id('unknownChoice'), name: required('processNameMissing', 120), aim: prose(1000), isPublic: tick }),
	v.transform((input) => {
		const { process: key, name, aim, isPublic } = input;
		return { process: key, name, aim, isPublic, meetings: meetingsIn(input) };
	}),
);

export type ProcessInput = v.InferOutput<typeof process>;

/** A process that is given up; what belonged to it stays. */
export const processGone = v.object({ process: id('unknownChoice') });
