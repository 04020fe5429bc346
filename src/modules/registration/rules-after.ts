import { plainWords } from '#platform/plain.ts';

/** Letters and digits of a certificate's code. Unit: 5 bits each, 75 in all */
export const CERTIFICATE_LETTERS = 15;

/** What a certificate's code is made from: another name or length of time is another certificate. */
export const certificateText = (place: string, name: string, minutes: number): string => `certificate ${place} ${minutes} ${name}`;

/**
 * The words of a name by any of which its owner is known: people order their names differently.
 * Shape:  small letters without marks; at least two of them each, where there are such
 */
export function wordsOf(name: string): string[] {
	const words = [...new Set(plainWords(name))];
	const long = words.filter((word) => word.length >= 2);
	return long.length > 0 ? long : words;
}

/** How long something takes. Unit: minutes */
export const lengthOf = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): number =>
	(endsAt.getTime() - startsAt.getTime()) / 60_000;

/** Minutes of a meeting that count, when its breaks and meals do not. */
export function minutesOf(
	meeting: { startsAt: Date; endsAt: Date },
	parts: readonly { kind: string; startsAt: Date; endsAt: Date }[],
): number {
	const idle = parts.filter(({ kind }) => kind === 'break' || kind === 'meal');
	const within = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }) =>
		lengthOf({
			startsAt: new Date(Math.max(startsAt.getTime(), meeting.startsAt.getTime())),
			endsAt: new Date(Math.min(endsAt.getTime(), meeting.endsAt.getTime())),
		});
	const counted = lengthOf(meeting) - idle.reduce((sum, part) => sum + Math.max(0, within(part)), 0);
	return Math.max(15, Math.round(counted / 15) * 15);
}
