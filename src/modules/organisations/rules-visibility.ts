// Who sees what of an organisation: one table, which pages, search, tables to take away and maps read alike.
import type { OrganisationType } from './rules.ts';

/** How far something may be seen, the furthest first: by everybody, in the network, by the coordination alone. */
export const levels = ['public', 'internal', 'restricted'] as const;
export type Level = (typeof levels)[number];

/** Who reads: anybody, somebody of the network (signed in, or by the link of an organisation), the coordination. */
export const readers = ['visitor', 'network', 'coordination'] as const;
export type Reader = (typeof readers)[number];

const SEEN: Record<Reader, readonly Level[]> = {
	visitor: ['public'],
	network: ['public', 'internal'],
	coordination: levels,
};

/** The levels that somebody sees. */
export const seenBy = (reader: Reader): readonly Level[] => SEEN[reader];

/** What an organisation may show otherwise than is usual, and how far it is shown as long as it says nothing. */
export const usual = {
	street: 'public',
	phone: 'public',
	email: 'internal',
	website: 'public',
	openingHours: 'public',
	possibilities: 'internal',
	limits: 'internal',
	waysOfWorking: 'internal',
	pupils: 'public',
	socialIndex: 'internal',
} as const satisfies Record<string, Level>;

/** A field with a choice of who sees it. */
export type Shown = keyof typeof usual;
export const shownFields = Object.keys(usual) as Shown[];

/** Who sees which field, where an organisation said so. */
export type Visibility = Partial<Record<Shown, Level>>;

/** How far a field of an organisation is shown. */
export const levelOf = (visibility: Visibility, field: Shown): Level => visibility[field] ?? usual[field];

// Bodies under public law are in the directory with what is official of them; others when they agree.
const OFFICIAL: readonly OrganisationType[] = [
	'school',
	'youthWelfareOffice',
	'municipalCarrier',
	'schoolAuthority',
	'stateSchoolOffice',
	'municipality',
];

/** The kinds of organisations that stand in the public directory as long as nobody says otherwise. */
export const officialTypes = (): OrganisationType[] => [...OFFICIAL];

/** Whether an organisation stands in the public directory. Shape: listed = as somebody said; null = as its kind does */
export const isListed = ({ listed, type }: { listed: boolean | null; type: OrganisationType }): boolean =>
	listed ?? OFFICIAL.includes(type);

/** What the table decides about; everything else of an organisation is official, or never leaves the coordination. */
export interface Kept {
	type: OrganisationType;
	listed: boolean | null;
	visibility: Visibility;
	archivedAt: Date | null;
	askedAt: Date | null;
	link: number;
	legalRegime: string;
	street: string;
	latitude: number | null;
	longitude: number | null;
	phone: string;
	email: string;
	website: string;
	openingHours: string;
	possibilities: string;
	limits: string;
	waysOfWorking: string;
	years: { year: string; pupils: number | null; socialIndex: number | null; source: string }[];
}

/** What never leaves the coordination. */
const KEPT = ['listed', 'visibility', 'archivedAt', 'askedAt', 'link'] as const;

/** An organisation as somebody sees it: what is hidden looks like what is not known. */
export type Seen<One extends Kept> = Omit<One, (typeof KEPT)[number]>;

/** An organisation as a reader sees it; undefined where they do not see it at all. */
export function seen<One extends Kept>(reader: Reader, one: One): Seen<One> | undefined {
	if (one.archivedAt || (reader === 'visitor' && !isListed(one))) return undefined;
	const sees = (field: Shown) => SEEN[reader].includes(levelOf(one.visibility, field));
	const text = (field: Exclude<Shown, 'pupils' | 'socialIndex'>) => (sees(field) ? one[field] : '');
	const { listed: _, visibility: __, archivedAt: ___, askedAt: ____, link: _____, ...rest } = one;
	return {
		...rest,
		legalRegime: reader === 'visitor' ? '' : one.legalRegime,
		street: text('street'),
		// A place on the map is an address.
		latitude: sees('street') ? one.latitude : null,
		longitude: sees('street') ? one.longitude : null,
		phone: text('phone'),
		email: text('email'),
		website: text('website'),
		openingHours: text('openingHours'),
		possibilities: text('possibilities'),
		limits: text('limits'),
		waysOfWorking: text('waysOfWorking'),
		years: one.years
			.map(({ pupils, socialIndex, ...year }) => ({
				...year,
				pupils: sees('pupils') ? pupils : null,
				socialIndex: sees('socialIndex') ? socialIndex : null,
			}))
			.filter(({ pupils, socialIndex }) => pupils !== null || socialIndex !== null),
	};
}
