import * as v from 'valibot';
import { line, prose, required, tick } from '#platform/form.ts';

/** "4", "4,5" or "4.25" hours, in quarters; undefined for anything else. */
function readHours(text: string): number | undefined {
	const found = /^(\d{1,2})(?:[.,](\d{1,2}))?$/.exec(text.trim());
	if (!found) return undefined;
	const minutes = Math.round(Number(`${found[1]}.${found[2] ?? 0}`) * 60);
	return minutes >= 15 && minutes % 15 === 0 ? minutes : undefined;
}

/** What certificates say besides names. */
export const certificatePlan = v.pipe(
	v.object({
		hours: v.pipe(
			line(6),
			v.check((text) => readHours(text) !== undefined, 'certificate.hoursWrong'),
		),
		town: required('certificate.townMissing', 120),
		signer: required('certificate.signerMissing', 160),
		signerFunction: line(160),
	}),
	v.transform(({ hours, ...rest }) => ({ ...rest, minutes: readHours(hours) ?? 0 })),
);

export type CertificatePlan = v.InferOutput<typeof certificatePlan>;

/** What somebody types who checks a certificate. */
export const check = v.object({ code: required('check.codeMissing', 60), surname: required('check.surnameMissing', 160) });

/** What somebody takes away from a meeting. */
export const takeaway = v.object({ text: v.pipe(prose(1000), v.minLength(1, 'takeaway.missing')), withName: tick });

export type TakeawayInput = v.InferOutput<typeof takeaway>;

/** What the organisers add to their thanks. */
export const thanks = v.object({ note: prose(2000) });
