/** A part of the programme as a version keeps it. */
export interface ReleasedItem {
	id: string;
	kind: string;
	title: string;
	description: string;
	/** Moments as text, as a version is stored. */
	startsAt: string;
	endsAt: string;
	track: string;
	room: string;
	speakerId: string | null;
}

/** A workshop as a version keeps it; seats and what is cancelled are told by other ways. */
export interface ReleasedWorkshop {
	id: string;
	title: string;
	description: string;
	topic: string | null;
	leaderId: string | null;
	room: string;
	/** Parts of the programme in which it runs; null = not planned yet. */
	phases: (string | null)[];
}

/** A version of a programme. */
export interface Programme {
	items: ReleasedItem[];
	workshops: ReleasedWorkshop[];
}

/** One thing that is different between two versions. */
export interface ProgrammeChange {
	what: 'added' | 'changed' | 'removed';
	of: 'item' | 'workshop';
	id: string;
	title: string;
	/** Which facts changed. */
	facts: ('title' | 'description' | 'time' | 'room' | 'person' | 'topic' | 'phases')[];
	/** The workshop whose people it concerns; null = everybody. */
	concerns: string | null;
}

type Facts = ProgrammeChange['facts'];

const itemFacts = (a: ReleasedItem, b: ReleasedItem): Facts => [
	...(a.title !== b.title || a.kind !== b.kind ? (['title'] as const) : []),
	...(a.startsAt !== b.startsAt || a.endsAt !== b.endsAt ? (['time'] as const) : []),
	...(a.room !== b.room || a.track !== b.track ? (['room'] as const) : []),
	...(a.speakerId !== b.speakerId ? (['person'] as const) : []),
	...(a.description !== b.description ? (['description'] as const) : []),
];

const workshopFacts = (a: ReleasedWorkshop, b: ReleasedWorkshop): Facts => [
	...(a.title !== b.title ? (['title'] as const) : []),
	...([...a.phases].sort().join() !== [...b.phases].sort().join() ? (['phases'] as const) : []),
	...(a.room !== b.room ? (['room'] as const) : []),
	...(a.leaderId !== b.leaderId ? (['person'] as const) : []),
	...(a.topic !== b.topic ? (['topic'] as const) : []),
	...(a.description !== b.description ? (['description'] as const) : []),
];

function compared<One extends { id: string; title: string }>(
	of: ProgrammeChange['of'],
	before: readonly One[],
	after: readonly One[],
	facts: (a: One, b: One) => Facts,
): ProgrammeChange[] {
	const known = new Map(before.map((one) => [one.id, one]));
	const still = new Set(after.map(({ id }) => id));
	const change = (what: ProgrammeChange['what'], { id, title }: One, changed: Facts = []): ProgrammeChange => ({
		what,
		of,
		id,
		title,
		facts: changed,
		// A workshop that is new or gone may be everybody's; one that changed is theirs who go there.
		concerns: of === 'workshop' && what === 'changed' ? id : null,
	});
	return [
		...after.flatMap((one) => {
			const old = known.get(one.id);
			const changed = old ? facts(old, one) : [];
			if (!old) return [change('added', one)];
			return changed.length > 0 ? [change('changed', one, changed)] : [];
		}),
		...before.filter(({ id }) => !still.has(id)).map((one) => change('removed', one)),
	];
}

/** What is different between two versions of a programme, in the order of the new one. */
export const changesBetween = (before: Programme, after: Programme): ProgrammeChange[] => [
	...compared('item', before.items, after.items, itemFacts),
	...compared('workshop', before.workshops, after.workshops, workshopFacts),
];

/** Of some changes those that concern somebody who goes to these workshops. */
export const concerning = (changes: readonly ProgrammeChange[], workshops: ReadonlySet<string>): ProgrammeChange[] =>
	changes.filter(({ concerns }) => concerns === null || workshops.has(concerns));
