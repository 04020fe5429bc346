import type { MeetingState, VenueKind } from '#modules/events/rules.ts';

/** Something a coordinator should see to. */
export interface DeskTask {
	kind: 'allocate' | 'publish' | 'venue' | 'open' | 'remind';
	slug: string;
	title: string;
	date: Date | null;
	/** People it is about, where it is about people. */
	count: number;
}

interface Prepared {
	slug: string;
	title: string;
	state: MeetingState;
	startsAt: Date;
	venueKind: VenueKind;
	offer: { closesAt: Date } | undefined;
	/** How far giving out workshop places is; 'none' also where there are no workshops. */
	stage: 'none' | 'waiting' | 'worked out' | 'published';
	/** People who were invited and have not answered. */
	silent: number;
}

const URGENCY = { allocate: 0, publish: 1, open: 2, venue: 3, remind: 4 } as const;
const ON_TOP = 3;

function tasksOf(meeting: Prepared, now: Date): DeskTask[] {
	const { slug, title, offer } = meeting;
	const task = (kind: DeskTask['kind'], date: Date | null = null, count = 0) => ({ kind, slug, title, date, count });
	if (meeting.state === 'draft') return [task('publish')];
	const isClosed = offer !== undefined && offer.closesAt <= now;
	const isToGiveOut = meeting.stage === 'waiting' || meeting.stage === 'worked out';
	return [
		...(isClosed && isToGiveOut ? [task('allocate', offer.closesAt)] : []),
		...(offer && !isClosed ? [task('open', offer.closesAt)] : []),
		...(meeting.venueKind === 'open' ? [task('venue')] : []),
		...(offer && !isClosed && meeting.silent > 0 ? [task('remind', offer.closesAt, meeting.silent)] : []),
	];
}

/**
 * What to see to: at most three steps to take next, the most urgent first; and what is still open besides.
 * Source: interface.md, coordinator home
 */
export function deskTasks(meetings: readonly Prepared[], now: Date): { next: DeskTask[]; open: DeskTask[] } {
	const tasks = meetings
		.filter((meeting) => meeting.startsAt > now && meeting.state !== 'cancelled')
		.sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
		.flatMap((meeting) => tasksOf(meeting, now))
		.sort((a, b) => URGENCY[a.kind] - URGENCY[b.kind]);
	const isStep = ({ kind }: DeskTask) => URGENCY[kind] < URGENCY.venue;
	const next = tasks.filter(isStep).slice(0, ON_TOP);
	return { next, open: tasks.filter((task) => !next.includes(task)) };
}
