import * as v from 'valibot';
import { line, required } from '#platform/form.ts';
import { organisationTypes } from './rules.ts';

const MOST = 200;

const some = <const Item extends v.GenericSchema>(item: Item) =>
	v.pipe(
		v.array(v.fallback(v.nullable(item), null)),
		v.transform((all) => [...new Set(all.filter((one) => one !== null))].slice(0, MOST)),
	);

/** Whom an audience is made of; anything odd in the address counts as not chosen. Within a kind one of the chosen is enough. */
export const audience = v.object({
	types: some(v.picklist(organisationTypes)),
	functions: some(v.pipe(line(160), v.minLength(1))),
	areas: some(v.pipe(v.string(), v.uuid())),
});

export type Audience = v.InferOutput<typeof audience>;

/** The name under which an audience is kept. */
export const audienceName = v.object({ audienceName: required('audienceNameMissing', 120) });
