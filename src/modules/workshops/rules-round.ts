/** One time that a workshop takes place. */
export interface Run {
	id: string;
	/** The phase of the programme; null = not planned yet. */
	phase: string | null;
	phaseTitle: string;
	startsAt: Date | null;
	endsAt: Date | null;
	taken: number;
	isCancelled: boolean;
}

/** The workshop of a seat, if that run of it takes place. */
export function heldAt<Workshop extends { id: string; runs: readonly Run[] }>(
	all: readonly Workshop[],
	seat: { workshop: string | null; phase: string | null },
): { workshop: Workshop; run: Run } | undefined {
	const workshop = all.find(({ id }) => id === seat.workshop);
	const run = workshop?.runs.find(({ phase, isCancelled }) => !isCancelled && (phase ?? null) === (seat.phase ?? null));
	return workshop && run && { workshop, run };
}

/** The phases that make up each round, in order; within a round the first one names it. */
export type Phases = (string | null)[][];

/** A time at which everyone goes to one workshop: a phase of the programme, or several that run at the same time. */
export interface Round {
	/** Names the round. */
	phase: string | null;
	phases: (string | null)[];
	phaseTitle: string;
	startsAt: Date | null;
	endsAt: Date | null;
}

type Phase = Pick<Run, 'phase' | 'phaseTitle' | 'startsAt' | 'endsAt'>;

const moment = (date: Date | null) => date?.getTime() ?? Number.NEGATIVE_INFINITY;

function phasesOf(workshops: readonly { runs: readonly Run[] }[]): Phase[] {
	const known = new Map<string | null, Phase>();
	for (const { phase, phaseTitle, startsAt, endsAt } of workshops.flatMap(({ runs }) => runs))
		known.set(phase, { phase, phaseTitle, startsAt, endsAt });
	return [...known.values()].sort(
		(a, b) => Math.sign(moment(a.startsAt) - moment(b.startsAt)) || ((a.phase ?? '') < (b.phase ?? '') ? -1 : 1),
	);
}

/** Phases as one round: from the first beginning to the last end. */
function together(phases: readonly Phase[]): Round {
	const [first] = phases;
	const last = phases.reduce<Date | null>((end, { endsAt }) => (moment(endsAt) > moment(end) ? endsAt : end), null);
	return {
		phase: first?.phase ?? null,
		phases: phases.map(({ phase }) => phase),
		phaseTitle: [...new Set(phases.map(({ phaseTitle }) => phaseTitle))].join(' / '),
		startsAt: first?.startsAt ?? null,
		endsAt: last,
	};
}

/**
 * The rounds of a meeting: the phases in which its workshops run, in order. Nobody can be in two places at once, so phases that
 * overlap are one round, also by a third one that overlaps both; workshops not planned yet are a round of their own.
 */
export function roundsOf(workshops: readonly { runs: readonly Run[] }[]): Round[] {
	const groups: Phase[][] = [];
	for (const phase of phasesOf(workshops)) {
		const last = groups.at(-1);
		const isDuring = last !== undefined && phase.startsAt !== null && moment(together(last).endsAt) > moment(phase.startsAt);
		if (isDuring) last.push(phase);
		else groups.push([phase]);
	}
	return groups.map(together);
}

/** The rounds that places were given out in, as they are in the programme now; what was planned later is none of them. */
export function roundsIn(workshops: readonly { runs: readonly Run[] }[], phases: Phases): Round[] {
	const known = new Map(phasesOf(workshops).map((one) => [one.phase, one]));
	const gone = (phase: string | null): Phase => ({ phase, phaseTitle: '', startsAt: null, endsAt: null });
	return phases.map((list) => together(list.map((phase) => known.get(phase) ?? gone(phase))));
}

/** The run of a workshop in a round that is not called off. */
export const runIn = ({ runs }: { runs: readonly Run[] }, { phases }: Pick<Round, 'phases'>): Run | undefined =>
	runs.find(({ phase, isCancelled }) => !isCancelled && phases.includes(phase));

/** Which round a phase belongs to, counted from 0; -1 = none. */
export const roundAt = (rounds: readonly Pick<Round, 'phases'>[], phase: string | null): number =>
	rounds.findIndex(({ phases }) => phases.includes(phase));

/** Whether rounds are made of the same phases as those of a draft. */
export const isSamePhases = (rounds: readonly Pick<Round, 'phases'>[], phases: Phases): boolean =>
	JSON.stringify(rounds.map((round) => round.phases)) === JSON.stringify(phases);
