import * as v from 'valibot';
import { fieldOf, id, idsOf, prose, required, tick } from '#platform/form.ts';

const PREFIX = 'm';

/** The field that ticks a meeting. */
export const meetingField = (meeting: string): string => fieldOf(PREFIX, meeting);

const meetingsIn = (values: object): string[] => idsOf(PREFIX, values);

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
