// What is known of a position, and what follows from it on a day.
import type { Language } from '#platform/language/language.ts';

/** When something holds. Shape: days "2027-08-01"; until = the first day on which it holds no longer, null = open */
export interface Span {
	from: string;
	until: string | null;
}

/** What was approved. Unit: fte = hundredths of a full position. Shape: employer = an organisation */
export interface State extends Span {
	id: string;
	employer: string | null;
	fte: number;
	isPlanned: boolean;
	emphasis: string;
	qualification: string;
}

/** A school that a position serves, with its share. Unit: fte = hundredths */
export interface Site extends Span {
	id: string;
	organisation: string;
	fte: number;
}

/** Who pays which part of a position. */
export interface Funding extends Span {
	id: string;
	programme: string;
	percent: number;
	reference: string;
}

/** Who works in a position. Shape: organisation = at which of its schools, null = at all. Unit: fte = hundredths */
export interface Assignment extends Span {
	id: string;
	specialist: string;
	organisation: string | null;
	fte: number;
	isAbsent: boolean;
	qualification: string;
}

/** Everything that is known of one position. */
export interface Facts {
	states: readonly State[];
	sites: readonly Site[];
	fundings: readonly Funding[];
	assignments: readonly Assignment[];
}

/** The kinds of entries of a position, as the database names their tables. */
export const kinds = ['state', 'site', 'funding', 'assignment'] as const;
export type Kind = (typeof kinds)[number];

/** The day that is later than all others, for spans that are open. */
export const OPEN = '9999-12-31';

/** Whether something holds on a day. */
export const isOn = ({ from, until }: Span, day: string): boolean => from <= day && (until === null || day < until);

/** How it stands with a position on a day: ended and coming ones are not there, planned ones are not approved. Source: domain.md §3.6 */
export const statuses = ['filled', 'partly', 'absent', 'vacant', 'planned', 'coming', 'ended'] as const;
export type Status = (typeof statuses)[number];

/** How it stands with a position on a day; it follows from the entries and is never typed. */
export function statusOf({ states, assignments }: Pick<Facts, 'states' | 'assignments'>, day: string): Status {
	const state = states.find((one) => isOn(one, day));
	const next = state ?? states.filter(({ from }) => from > day).sort((x, y) => (x.from < y.from ? -1 : 1))[0];
	if (!next) return 'ended';
	if (next.isPlanned) return 'planned';
	if (!state) return 'coming';
	const now = assignments.filter((one) => isOn(one, day));
	if (now.length === 0) return 'vacant';
	if (now.every(({ isAbsent }) => isAbsent)) return 'absent';
	return total(now) < state.fte ? 'partly' : 'filled';
}

/** The sum of shares. Unit: hundredths */
export const total = (all: readonly { fte: number }[]): number => all.reduce((sum, { fte }) => sum + fte, 0);

/** Every day on which something begins or ends, in order. */
const turns = (spans: readonly Span[]): string[] =>
	[...new Set(spans.flatMap(({ from, until }) => (until ? [from, until] : [from])))].sort();

/** Why the entries of a position cannot all be true: a key of the room's words after "clash.", the first day, and figures to say. */
export interface Clash {
	key:
		| 'statesTwice'
		| 'siteTwice'
		| 'sitesOver'
		| 'siteOutside'
		| 'assignedOver'
		| 'assignedOutside'
		| 'assignedPlanned'
		| 'assignedElsewhere'
		| 'schoolOver'
		| 'assignedTwice'
		| 'fundedTwice';
	day: string;
	/** Unit: hundredths; 0 where there are none to say */
	is: number;
	most: number;
}

/**
 * The first day on which entries contradict each other; undefined where they never do. More people than approved are one, and so is somebody in a
 * position that is not there.
 * Shape:  since = days before are not looked at, for entries that were over by then may be missing
 * Source: domain.md §7, invariant 1
 */
export function clashIn({ states, sites, fundings, assignments }: Facts, since = ''): Clash | undefined {
	const days = turns([...states, ...sites, ...fundings, ...assignments]).filter((day) => day > since);
	for (const day of since ? [since, ...days] : days) {
		const [state, another] = states.filter((one) => isOn(one, day));
		const served = sites.filter((one) => isOn(one, day));
		const working = assignments.filter((one) => isOn(one, day));
		const paying = fundings.filter((one) => isOn(one, day));
		const most = state?.fte ?? 0;
		const clash = (key: Clash['key'], is = 0): Clash => ({ key, day, is, most });
		if (another) return clash('statesTwice');
		if (!state && served.length > 0) return clash('siteOutside');
		if (!state && working.length > 0) return clash('assignedOutside');
		if (new Set(served.map(({ organisation }) => organisation)).size < served.length) return clash('siteTwice');
		if (total(served) > most) return clash('sitesOver', total(served));
		if (state?.isPlanned && working.length > 0) return clash('assignedPlanned');
		if (total(working) > most) return clash('assignedOver', total(working));
		for (const [school, own] of Map.groupBy(working, ({ organisation }) => organisation)) {
			if (school === null) continue;
			const site = served.find(({ organisation }) => organisation === school);
			if (!site) return clash('assignedElsewhere');
			if (total(own) > site.fte) return { key: 'schoolOver', day, is: total(own), most: site.fte };
		}
		if (new Set(working.map(({ specialist, organisation }) => `${specialist} ${organisation}`)).size < working.length)
			return clash('assignedTwice');
		if (new Set(paying.map(({ programme }) => programme)).size < paying.length) return clash('fundedTwice');
	}
	return undefined;
}

/**
 * What is left of spans when everything ends on a day: those that begin later are not, those that would go on end then.
 * Shape:  until = the first day on which nothing holds any more
 */
export const cutAt = <Entry extends Span>(all: readonly Entry[], until: string): { gone: Entry[]; cut: Entry[] } => ({
	gone: all.filter(({ from }) => from >= until),
	cut: all.filter((one) => one.from < until && (one.until ?? OPEN) > until),
});

/** Hundredths of a full position as people write them: "0,50". */
export const fteText = (language: Language, fte: number): string => (fte / 100).toFixed(2).replace('.', language === 'de' ? ',' : '.');

/** Hundredths of a full position that somebody typed, "0,5", "1", ".75" or "50 %"; undefined for anything else, and for more than a hundred positions. */
export function fteOf(text: string): number | undefined {
	const [, amount = '', percent] = /^(\d{0,3}(?:[.,]\d{1,20})?(?:e-?\d)?)\s*(%?)$/i.exec(text.trim()) ?? [];
	if (!/^[.,]?\d/.test(amount)) return undefined;
	const fte = Number(amount.replace(',', '.')) * (percent ? 1 : 100);
	const whole = Math.round(fte);
	return Math.abs(fte - whole) < 1e-6 && whole >= 1 && whole <= 10_000 ? whole : undefined;
}
