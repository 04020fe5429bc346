import * as v from 'valibot';
import { id, prose, required, tick } from '#platform/form.ts';

/** A change process: what it is called, where it leads, and whether everybody may follow it. */
export const process = v.object({
	process: id('unknownChoice'),
	name: required('processNameMissing', 120),
	aim: prose(1000),
	isPublic: tick,
});

export type ProcessInput = v.InferOutput<typeof process>;

/** A process that is given up; what belonged to it stays. */
export const processGone = v.object({ process: id('unknownChoice') });

/** Which meetings belong to a process; each has a field of its own, "m" and its id without hyphens. */
export const meetingsIn = (values: Readonly<Record<string, string>>): string[] =>
	Object.keys(values).flatMap((name) => {
		const [, hex = ''] = /^m([0-9a-f]{32})$/.exec(name) ?? [];
		return hex ? [hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')] : [];
	});
