import * as v from 'valibot';
import { choice, email, isAddress, line, prose } from '#platform/form.ts';
import { legalRegimes } from './rules.ts';
import { carriers, webOf } from './rules-school.ts';
import { organisation } from './schema.ts';

const web = v.pipe(
	line(300),
	v.check((text) => text === '' || webOf(text) !== '', 'websiteWrong'),
	v.transform(webOf),
);

/** What an organisation says of itself, and keeps itself. */
const own = {
	phone: line(60),
	website: web,
	openingHours: prose(1000),
	possibilities: prose(4000),
	limits: prose(4000),
	waysOfWorking: prose(4000),
};

/** What its own people change by the link of an organisation; the link goes to the address, which therefore cannot be empty. */
export const ownProfile = v.object({
	...own,
	street: line(),
	postcode: organisation.entries.postcode,
	email: email('profileEmailMissing'),
});

export type OwnProfile = v.InferOutput<typeof ownProfile>;

/** An organisation as the coordination keeps it. Shape: forms = a line each */
export const profile = v.pipe(
	v.object({
		...organisation.entries,
		...own,
		email: v.pipe(
			line(254),
			v.toLowerCase(),
			v.check((text) => text === '' || isAddress(text), 'emailMissing'),
		),
		carrier: v.pipe(line(20), v.picklist(carriers, 'unknownChoice')),
		legalRegime: choice(legalRegimes, 'unknownChoice'),
		number: v.pipe(line(20), v.toUpperCase(), v.regex(/^([A-Z0-9][A-Z0-9./-]*)?$/, 'numberWrong')),
		forms: prose(600),
	}),
	v.transform(({ forms, ...rest }) => ({
		...rest,
		forms: [
			...new Set(
				forms
					.split(/[\n;]/)
					.map((one) => one.trim())
					.filter(Boolean),
			),
		],
	})),
);

export type ProfileInput = v.InferOutput<typeof profile>;

/** Somebody says that everything is right. */
export const verification = v.object({ verified: choice(['yes'], 'unknownChoice') });

/** An organisation that is there no longer, or is again. */
export const archiving = v.object({ archived: choice(['yes', 'no'], 'unknownChoice') });

/** The link of an organisation ends. */
export const renewing = v.object({ renew: choice(['yes'], 'unknownChoice') });

/** Asks an organisation whether everything is right, or all that are due. */
export const asking = v.object({ ask: choice(['yes'], 'unknownChoice') });
