// The red thread as a picture: meetings along one line, and beside it what began there, row by row in the order of time.

/** A meeting on the line. Shape: day = "2027-03-16"; series = tells meetings of one kind and area from others */
export interface ThreadMeeting {
	id: string;
	slug: string;
	title: string;
	day: string;
	series: string;
	seriesTitle: string;
	area: string | null;
}

export const threadKinds = ['priority', 'statement', 'mandate', 'agreement'] as const;
export type ThreadKind = (typeof threadKinds)[number];

/** Something that happened to an object: it began, went on, or came to its end. */
export interface ThreadPoint {
	what: 'begun' | 'renewed' | 'ended';
	day: string;
	note: string;
}

/** Something that began at a meeting, and perhaps from something else. */
export interface ThreadObject {
	id: string;
	kind: ThreadKind;
	title: string;
	/** Where it began; null = with the region's coordination. */
	meeting: string | null;
	/** What it comes from. */
	from: string | null;
	/** What is said beside its title: who is asked, who stands to it, how many dots. */
	about: string;
	/** How it stands, as its kind says it; '' for what has no state. */
	state: string;
	/** Nothing more is to come of it. */
	isOver: boolean;
	/** Its rank among those that began with it, or that of what it comes from. */
	rank: number;
	points: ThreadPoint[];
}

/** A row of the picture, with what is drawn in it. Lane 0 is the line of the meetings. */
export interface ThreadRow {
	kind: 'meeting' | ThreadKind;
	/** Of the meeting or the object. */
	id: string;
	what: ThreadPoint['what'];
	title: string;
	about: string;
	note: string;
	state: string;
	day: string;
	lane: number;
	/** Lanes that go by. */
	through: number[];
	/** Its own lane comes from above, or goes on below. */
	up: boolean;
	down: boolean;
}

/** The rows of meetings of one kind and area. */
export interface ThreadSection {
	series: string;
	title: string;
	lanes: number;
	rows: ThreadRow[];
}

/** Lanes that are drawn beside each other; more lie upon the last. */
export const MOST_LANES = 6;

interface Step {
	object: ThreadObject;
	point: ThreadPoint;
}

const order = { priority: 0, statement: 1, mandate: 2, agreement: 3 } as const;

/** The sections of the thread, by title; rows in the order of time, what began at a meeting after it. */
export function threadSections(meetings: readonly ThreadMeeting[], objects: readonly ThreadObject[]): ThreadSection[] {
	const seriesOf = new Map(meetings.map(({ id, series }) => [id, series]));
	const bySeries = Map.groupBy(meetings, ({ series }) => series);
	const own = Map.groupBy(
		objects.filter(({ meeting }) => meeting === null || seriesOf.has(meeting)),
		({ meeting }) => (meeting === null ? '' : (seriesOf.get(meeting) as string)),
	);
	const without = own.get('') ?? [];
	return [...bySeries, ...(without.length > 0 ? [['', []] as [string, ThreadMeeting[]]] : [])]
		.map(([series, all]) => section(series, all, own.get(series) ?? []))
		.sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : a.series < b.series ? -1 : 1));
}

function section(series: string, meetings: readonly ThreadMeeting[], objects: readonly ThreadObject[]): ThreadSection {
	const held = [...meetings].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.id < b.id ? -1 : 1));
	const steps = objects
		.flatMap((object) => object.points.map((point): Step => ({ object, point })))
		.sort(
			(a, b) =>
				(a.point.day < b.point.day ? -1 : a.point.day > b.point.day ? 1 : 0) ||
				order[a.object.kind] - order[b.object.kind] ||
				a.object.rank - b.object.rank ||
				(a.object.title < b.object.title ? -1 : 1),
		);
	const last = new Map<string, Step>();
	const strandOf = strands(objects);
	for (const step of steps) last.set(strandOf(step.object.id), step);
	// A strand goes on below its last point as long as something is to come of one of its objects.
	const isOpen = (strand: string) => objects.some((object) => strandOf(object.id) === strand && !object.isOver);
	const lanes = new Map<string, number>();
	const rows: ThreadRow[] = [];
	let at = 0;
	const stepsUntil = (day: string | null) => {
		while (at < steps.length && (day === null || (steps[at] as Step).point.day < day)) {
			const step = steps[at++] as Step;
			const strand = strandOf(step.object.id);
			const isFirst = !lanes.has(strand);
			const lane = lanes.get(strand) ?? free(lanes);
			lanes.set(strand, lane);
			const goesOn = last.get(strand) !== step || isOpen(strand);
			rows.push({
				...rowOf(step),
				lane: Math.min(lane, MOST_LANES),
				through: drawn([...lanes].filter(([one]) => one !== strand).map(([, number]) => number)),
				up: !isFirst,
				down: goesOn,
			});
			if (!goesOn) lanes.delete(strand);
		}
	};
	for (const [number, meeting] of held.entries()) {
		stepsUntil(number === 0 ? '' : meeting.day);
		rows.push({
			kind: 'meeting',
			id: meeting.id,
			what: 'begun',
			title: meeting.title,
			about: '',
			note: '',
			state: '',
			day: meeting.day,
			lane: 0,
			through: drawn([...lanes.values()]),
			up: number > 0,
			down: true,
		});
	}
	stepsUntil(null);
	return {
		series,
		title: held[0]?.seriesTitle ?? '',
		lanes: Math.max(0, ...rows.map(({ lane }) => lane), ...rows.flatMap(({ through }) => through)),
		rows,
	};
}

const rowOf = ({ object, point }: Step) => ({
	kind: object.kind,
	id: object.id,
	what: point.what,
	title: object.title,
	about: point.what === 'begun' ? object.about : '',
	note: point.note,
	state: object.state,
	day: point.day,
});

const drawn = (lanes: readonly number[]): number[] => [...new Set(lanes.map((lane) => Math.min(lane, MOST_LANES)))].sort((a, b) => a - b);

function free(lanes: ReadonlyMap<string, number>): number {
	const taken = new Set(lanes.values());
	let lane = 1;
	while (taken.has(lane)) lane++;
	return lane;
}

/** Which strand an object belongs to: that of what it comes from, as far as that is there. */
function strands(objects: readonly ThreadObject[]): (id: string) => string {
	const from = new Map(objects.map((object) => [object.id, object.from]));
	return (id) => {
		const seen = new Set<string>();
		let strand = id;
		for (let next = from.get(strand); next && from.has(next) && !seen.has(next); next = from.get(strand)) {
			seen.add(next);
			strand = next;
		}
		return strand;
	};
}

/** The objects of the strand to which one belongs, and the meetings at which they began. */
export function strandAround(
	{ meetings, objects }: { meetings: readonly ThreadMeeting[]; objects: readonly ThreadObject[] },
	id: string,
): { meetings: ThreadMeeting[]; objects: ThreadObject[] } {
	const strandOf = strands(objects);
	const wanted = objects.some((object) => object.id === id) ? strandOf(id) : null;
	const own = objects.filter((object) => strandOf(object.id) === wanted);
	const at = new Set(own.map(({ meeting }) => meeting));
	const series = new Set(meetings.filter(({ id: meeting }) => at.has(meeting)).map((one) => one.series));
	// The later meetings of the kind are where somebody asks about it.
	return { meetings: meetings.filter((meeting) => series.has(meeting.series)), objects: own };
}
