// Who sees what of an organisation: one table, which pages, search, tables to take away and maps read alike.
import type { LegalRegime, OrganisationType } from './rules.ts';
import type { Carrier } from './rules-school.ts';

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

/** An organisation with everything that is kept of it, as far as this decides about it. */
export interface Kept {
	id: string;
	name: string;
	type: OrganisationType;
	postcode: string;
	town: string;
	ags: string;
	municipality: string;
	number: string;
	forms: string[];
	carrier: Carrier;
	verifiedAt: Date | null;
	verifiedOwn: boolean;
	legalRegime: LegalRegime;
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
	/** By school year, the latest first. */
	years: { year: string; pupils: number | null; socialIndex: number | null; source: string }[];
	listed: boolean | null;
	visibility: Visibility;
	archivedAt: Date | null;
}

/** An organisation as somebody sees it: what is hidden looks like what is not known. */
export type Seen = Omit<Kept, 'listed' | 'visibility' | 'archivedAt'>;

/** An organisation as a reader sees it; undefined where they do not see it at all. Every field is named: one that is not is shown to nobody. */
export function seen(reader: Reader, one: Kept): Seen | undefined {
	if (one.archivedAt || (reader === 'visitor' && !isListed(one))) return undefined;
	const sees = (field: Shown) => SEEN[reader].includes(levelOf(one.visibility, field));
	const text = (field: Exclude<Shown, 'pupils' | 'socialIndex'>) => (sees(field) ? one[field] : '');
	return {
		// Official.
		id: one.id,
		name: one.name,
		type: one.type,
		postcode: one.postcode,
		town: one.town,
		ags: one.ags,
		municipality: one.municipality,
		number: one.number,
		forms: one.forms,
		carrier: one.carrier,
		verifiedAt: one.verifiedAt,
		verifiedOwn: one.verifiedOwn,
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
			.map(({ year, source, pupils, socialIndex }) => ({
				year,
				source,
				pupils: sees('pupils') ? pupils : null,
				socialIndex: sees('socialIndex') ? socialIndex : null,
			}))
			.filter(({ pupils, socialIndex }) => pupils !== null || socialIndex !== null),
	};
}
