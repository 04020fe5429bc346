// Where money ends before the position does.
import { isOn, OPEN, type Span } from './rules.ts';

/** Days on which nobody pays. Shape: until = the first day that is paid for again, or the end of the window */
export interface Gap {
	from: string;
	until: string;
}

/**
 * The days of a window on which a position is there and no funding line covers it, as spans; periods that touch leave none.
 * Shape:  window from..until, half open · states = when the position is there, planned ones not among them
 * Source: domain.md §7, invariant 3
 */
export function gapsIn(states: readonly Span[], fundings: readonly Span[], window: { from: string; until: string }): Gap[] {
	const gaps: Gap[] = [];
	const days = new Set([window.from]);
	for (const { from, until } of [...states, ...fundings])
		for (const day of [from, until ?? OPEN]) if (day > window.from && day < window.until) days.add(day);
	const turns = [...days].sort();
	for (const [at, from] of turns.entries()) {
		const until = turns[at + 1] ?? window.until;
		const isGap = states.some((one) => isOn(one, from)) && !fundings.some((one) => isOn(one, from));
		const last = gaps.at(-1);
		if (!isGap) continue;
		if (last?.until === from) last.until = until;
		else gaps.push({ from, until });
	}
	return gaps;
}

/** The first day on which nobody pays for a position any more, from a day on; null = nobody pays on that day, OPEN where no end is known. */
export function fundedUntil(fundings: readonly Span[], day: string): string | null {
	if (!fundings.some((one) => isOn(one, day))) return null;
	let until = day;
	for (;;) {
		const ends = fundings.filter((one) => isOn(one, until)).map((one) => one.until ?? OPEN);
		const next = ends.sort().at(-1);
		if (next === undefined || next === OPEN) return next ?? until;
		until = next;
	}
}
