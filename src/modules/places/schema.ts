import * as v from 'valibot';
import { isAddress, line, prose, required, tick } from '#platform/form.ts';
import { isReadableAccent } from './rules.ts';

const ANCESTOR = /^https:\/\/[a-z0-9.-]+(:\d+)?$/;

/** What a region says of itself: for imprint, privacy notice, accessibility statement, and its look. */
export const region = v.object({
	name: required('nameMissing', 120),
	operatorName: required('operatorMissing', 160),
	operatorAddress: v.pipe(prose(400), v.minLength(1, 'addressMissing')),
	operatorEmail: v.pipe(required('emailMissing', 254), v.toLowerCase(), v.check(isAddress, 'emailMissing')),
	operatorPhone: line(60),
	representedBy: line(200),
	dataProtectionOfficer: prose(600),
	supervisoryAuthority: prose(600),
	enforcementBody: prose(600),
	accent: v.pipe(
		line(7),
		v.toLowerCase(),
		v.regex(/^(#[0-9a-f]{6})?$/, 'accentWrong'),
		v.check((colour) => colour === '' || isReadableAccent(colour), 'accentTooLight'),
	),
	frameAncestors: v.pipe(
		prose(1000),
		v.transform((text) => text.toLowerCase().split(/\s+/).filter(Boolean)),
		v.check((sites) => sites.every((site) => ANCESTOR.test(site)), 'ancestorWrong'),
	),
	asksByItself: tick,
});

export type RegionInput = v.InferOutput<typeof region>;

/** A municipality and the planning area it lies in from now on; an unknown area is founded. */
export const municipality = v.object({
	ags: v.pipe(line(8), v.regex(/^\d{8}$/, 'agsWrong')),
	municipality: required('municipalityMissing', 120),
	area: line(120),
});

export type MunicipalityInput = v.InferOutput<typeof municipality>;
