import type { words } from '#ui/words.ts';

type Key = Parameters<ReturnType<typeof words>>[0];

/** A page of the desk that belongs to no single meeting. */
export interface DeskPage {
	title: Key;
	path: string;
	/** For whoever coordinates the region; the others are for everybody who prepares meetings. */
	forCoordinators?: boolean;
}

/** What grows over the years, then what a region is made of. */
export const deskPages: { thread: readonly DeskPage[]; region: readonly DeskPage[] } = {
	thread: [
		{ title: 'nav.mandates', path: '/desk/mandates' },
		{ title: 'nav.agreements', path: '/desk/agreements' },
		{ title: 'nav.statements', path: '/desk/statements' },
		{ title: 'nav.workingGroups', path: '/desk/working-groups', forCoordinators: true },
		{ title: 'nav.guestSeats', path: '/desk/guest-seats', forCoordinators: true },
		{ title: 'nav.thread', path: '/desk/thread' },
		{ title: 'desk.archive', path: '/desk/archive' },
	],
	region: [
		{ title: 'nav.formats', path: '/desk/formats', forCoordinators: true },
		{ title: 'nav.organisations', path: '/desk/organisations', forCoordinators: true },
		{ title: 'nav.offers', path: '/desk/offers', forCoordinators: true },
		{ title: 'nav.positions', path: '/desk/positions', forCoordinators: true },
		{ title: 'nav.persons', path: '/desk/persons', forCoordinators: true },
		{ title: 'nav.areas', path: '/desk/areas', forCoordinators: true },
		{ title: 'nav.region', path: '/desk/region', forCoordinators: true },
		{ title: 'nav.mailTexts', path: '/desk/mail-texts', forCoordinators: true },
	],
};
