import type { MeetingState, VenueKind } from '#modules/events/rules.ts';

/** Something a coordinator should see to next. */
export interface DeskTask {
	kind: 'allocate' | 'publish' | 'venue' | 'open';
	slug: string;
	title: string;
	date: Date | null;
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
}

const URGENCY = { allocate: 0, publish: 1, venue: 2, open: 3 } as const;
const THREE = 3;

/** What to see to next: at most three things, the most urgent first. */
export function deskTasks(meetings: readonly Prepared[], now: Date): DeskTask[] {
	const tasks = meetings
		.filter((meeting) => meeting.startsAt > now && meeting.state !== 'cancelled')
		.flatMap((meeting) => {
			const task = (kind: DeskTask['kind'], date: Date | null = null) => ({
				kind,
				slug: meeting.slug,
				title: meeting.title,
				date,
				starts: meeting.startsAt,
			});
			const isClosed = meeting.offer !== undefined && meeting.offer.closesAt <= now;
			if (meeting.state === 'draft') return [task('publish')];
			const found = meeting.venueKind === 'open' ? [task('venue')] : [];
			if (isClosed && (meeting.stage === 'waiting' || meeting.stage === 'worked out'))
				found.push(task('allocate', meeting.offer?.closesAt ?? null));
			else if (!isClosed && meeting.offer) found.push(task('open', meeting.offer.closesAt));
			return found;
		});
	return tasks
		.sort((a, b) => URGENCY[a.kind] - URGENCY[b.kind] || a.starts.getTime() - b.starts.getTime())
		.slice(0, THREE)
		.map(({ starts: _, ...task }) => task);
}
