// Agreements: their versions, who signed which, and how far their measures are.
import { createHash } from 'node:crypto';
import type { Organiser } from '#modules/events/access.ts';
import type { Actor, Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';
import { isSigned, keyFor, linkParts, sign } from '#platform/session/secret.ts';
import { type Asker, asker, type Keeper, keeperAs, type Party, party } from './access.ts';
import { earlierMeetings, isTold } from './read.server.ts';
import {
	type AgreementEntry,
	type AgreementStanding,
	agreementStanding,
	asks,
	type Clause,
	type Content,
	present,
	type Signature,
	type Term,
	type Version,
} from './rules-agreement.ts';

/** Who is reached for a party. */
export interface Contact {
	id: string;
	name: string;
	function: string;
	email: string;
	/** The organisation of the register that the party is, if it is one. */
	organisation: string | null;
}

/** Something that is done, with what was last said of it. */
export interface Measure {
	id: string;
	title: string;
	asked: string;
	due: string;
	/** What was last said; 0 before. */
	percent: number;
	entries: { number: number; at: Date; by: string; percent: number; note: string; evidence: string }[];
}

/** An agreement with everything that belongs to it. */
export interface Agreement {
	id: string;
	term: Term;
	meeting: { id: string; slug: string; title: string } | null;
	mandate: { id: string; title: string } | null;
	versions: Version[];
	signatures: Signature[];
	entries: AgreementEntry[];
	contacts: Contact[];
	measures: Measure[];
	/** Everybody may read it, once it is signed. */
	isPublic: boolean;
}

const agreements = (tx: Tx) =>
	tx
		.selectFrom('thread.agreement as agreement')
		.leftJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'agreement.region_id').onRef('meeting.id', '=', 'agreement.meeting_id'),
		)
		.leftJoin('thread.mandate as mandate', (join) =>
			join.onRef('mandate.region_id', '=', 'agreement.region_id').onRef('mandate.id', '=', 'agreement.mandate_id'),
		)
		.select([
			'agreement.id',
			'agreement.term',
			'agreement.is_public as isPublic',
			'meeting.id as meeting',
			'meeting.slug',
			'meeting.title as meetingTitle',
			'mandate.id as mandate',
			'mandate.title as mandateTitle',
		])
		.orderBy('agreement.id');

/** Rows by the agreement that they belong to. */
function byAgreement<Row extends { agreement: string }>(rows: readonly Row[]): (id: string) => Omit<Row, 'agreement'>[] {
	const own = Map.groupBy(rows, ({ agreement }) => agreement);
	return (id) => (own.get(id) ?? []).map(({ agreement: _, ...row }) => row);
}

/** The rows with everything that belongs to them. A fixed number of queries. */
async function whole(tx: Tx, rows: Awaited<ReturnType<ReturnType<typeof agreements>['execute']>>): Promise<Agreement[]> {
	if (rows.length === 0) return [];
	const ids = rows.map(({ id }) => id);
	const versions = await tx
		.selectFrom('thread.agreement_version as version')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'version.region_id').onRef('person.id', '=', 'version.made_by'),
		)
		.select([
			'version.agreement_id as agreement',
			'version.number',
			'version.hash',
			'version.content',
			'version.made_at as at',
			'person.name as by',
		])
		.where('version.agreement_id', 'in', ids)
		.orderBy('version.number')
		.execute();
	const signatures = await tx
		.selectFrom('thread.signature')
		.select((eb) => [
			'agreement_id as agreement',
			'party_id as party',
			'version',
			'hash',
			'way',
			'name',
			'function',
			'at',
			eb.cast<string | null>('signed_on', 'text').as('on'),
		])
		.where('agreement_id', 'in', ids)
		.orderBy('at')
		.execute();
	const entries = await tx
		.selectFrom('thread.agreement_entry as entry')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'entry.region_id').onRef('person.id', '=', 'entry.actor_id'),
		)
		.leftJoin('events.meeting as meeting', (join) =>
			join.onRef('meeting.region_id', '=', 'entry.region_id').onRef('meeting.id', '=', 'entry.meeting_id'),
		)
		.select((eb) => [
			'entry.agreement_id as agreement',
			'entry.number',
			'entry.kind',
			'entry.at',
			'entry.version',
			'entry.note',
			'person.name as by',
			'meeting.id as meeting',
			'meeting.title as meetingTitle',
			eb.cast<string | null>('entry.until', 'text').as('until'),
			eb.cast<string | null>('entry.review', 'text').as('review'),
		])
		.where('entry.agreement_id', 'in', ids)
		.orderBy('entry.number')
		.execute();
	const contacts = await tx
		.selectFrom('thread.party')
		.select([
			'agreement_id as agreement',
			'id',
			'contact_name as name',
			'contact_function as function',
			'contact_email as email',
			'organisation_id as organisation',
		])
		.where('agreement_id', 'in', ids)
		.execute();
	const measures = await measuresOf(tx, ids);
	const [ofVersions, ofSignatures, ofEntries, ofContacts, ofMeasures] = [
		byAgreement(versions),
		byAgreement(signatures),
		byAgreement(entries),
		byAgreement(contacts),
		byAgreement(measures),
	];
	return rows.map(({ id, term, isPublic, meeting, slug, meetingTitle, mandate, mandateTitle }) => ({
		id,
		term: term as Term,
		meeting: meeting === null ? null : { id: meeting, slug: slug ?? '', title: meetingTitle ?? '' },
		mandate: mandate === null ? null : { id: mandate, title: mandateTitle ?? '' },
		versions: ofVersions(id).map(({ content, ...row }) => ({ ...row, content: JSON.parse(content) as Content })),
		signatures: ofSignatures(id).map((row) => ({ ...row, way: row.way as Signature['way'] })),
		entries: ofEntries(id).map(({ kind, meeting: asking, meetingTitle: askingTitle, until, review, ...row }) => ({
			...row,
			kind: kind as AgreementEntry['kind'],
			meeting: asking === null ? null : { id: asking, title: askingTitle ?? '' },
			until: until ?? '',
			review: review ?? '',
		})),
		contacts: ofContacts(id),
		measures: ofMeasures(id),
		isPublic,
	}));
}

async function measuresOf(tx: Tx, ids: readonly string[]): Promise<(Measure & { agreement: string })[]> {
	const rows = await tx
		.selectFrom('thread.measure')
		.select(['agreement_id as agreement', 'id', 'title', 'asked', 'due'])
		.where('agreement_id', 'in', ids)
		.orderBy('title')
		.orderBy('id')
		.execute();
	if (rows.length === 0) return [];
	const said = await tx
		.selectFrom('thread.measure_entry as entry')
		.leftJoin('people.person as person', (join) =>
			join.onRef('person.region_id', '=', 'entry.region_id').onRef('person.id', '=', 'entry.actor_id'),
		)
		.select(['measure_id as measure', 'number', 'at', 'percent', 'note', 'evidence', 'person.name as by', 'party_id as party'])
		.where(
			'measure_id',
			'in',
			rows.map(({ id }) => id),
		)
		.orderBy('number')
		.execute();
	const own = Map.groupBy(said, ({ measure }) => measure);
	return rows.map((row) => {
		const entries = (own.get(row.id) ?? []).map(({ measure: _, party: by, ...entry }) => ({ ...entry, by: entry.by ?? by ?? '' }));
		return { ...row, entries, percent: entries.at(-1)?.percent ?? 0 };
	});
}

/** All agreements of the region, or those of some meetings; a fixed number of queries. For those who may read of them only. */
export async function agreementsOf(tx: Tx, meetings: readonly string[] | null): Promise<Agreement[]> {
	if (meetings?.length === 0) return [];
	return whole(
		tx,
		await agreements(tx)
			.$if(meetings !== null, (query) => query.where('agreement.meeting_id', 'in', meetings ?? []))
			.execute(),
	);
}

/** The agreements of which an organisation of the register is a party now. */
export const agreementsWith = async (tx: Tx, _by: Coordinator, organisation: string): Promise<Agreement[]> => {
	const ever = tx.selectFrom('thread.party').select('agreement_id').where('organisation_id', '=', organisation);
	const all = await whole(tx, await agreements(tx).where('agreement.id', 'in', ever).execute());
	const isParty = ({ versions, contacts }: Agreement) =>
		contacts.some((one) => one.organisation === organisation && present(versions).content.parties.some(({ id }) => id === one.id));
	return all.filter(isParty);
};

/** The agreements that a mandate of one of these became. */
export const agreementsFrom = async (tx: Tx, mandates: readonly string[]): Promise<Agreement[]> =>
	mandates.length === 0 ? [] : whole(tx, await agreements(tx).where('agreement.mandate_id', 'in', mandates).execute());

/** One agreement with the proof that somebody keeps it; undefined for any other. */
export async function agreementFor(tx: Tx, actor: Actor, id: string): Promise<{ agreement: Agreement; by: Keeper } | undefined> {
	if (!isId(id)) return undefined;
	const [agreement] = await whole(tx, await agreements(tx).where('agreement.id', '=', id).execute());
	const by = agreement && keeperAs(actor, { id, meeting: agreement.meeting?.id ?? null });
	return by && { agreement, by };
}

/** An agreement that everybody may read: made public, and signed; undefined for any other. Shape: today = "2027-03-16" */
export async function publicAgreement(tx: Tx, id: string, today: string): Promise<Agreement | undefined> {
	if (!isId(id)) return undefined;
	const [agreement] = await whole(
		tx,
		await agreements(tx)
			.where('agreement.id', '=', id)
			.where('agreement.is_public', '=', true)
			.where(isTold('agreement.meeting_id'))
			.execute(),
	);
	return agreement && agreementStanding(agreement, today).isSigned ? agreement : undefined;
}

/** Who is reached for the parties and how often it was renewed, as a digest: another one once a form that was opened before would undo something. */
export const contactsDigest = ({ contacts, entries }: Pick<Agreement, 'contacts' | 'entries'>): string =>
	createHash('sha256')
		.update(
			JSON.stringify([
				entries.filter(({ kind }) => kind === 'renewed').length,
				contacts.map(({ id, name, function: what, email }) => [id, name, what, email]).sort(),
			]),
		)
		.digest('hex');

/** The agreement of a proof. */
export async function agreementOf(tx: Tx, by: Pick<Keeper | Party, 'agreement'>): Promise<Agreement> {
	const [agreement] = await whole(tx, await agreements(tx).where('agreement.id', '=', by.agreement).execute());
	if (!agreement) throw new Error('an agreement is never taken away');
	return agreement;
}

/**
 * Agreements that earlier meetings of the same kind and area made and about which this one asks: what is due for another look or whose term has passed,
 * and what was renewed or ended here.
 * Shape:  today = "2027-03-16"
 */
export async function askedAt(
	tx: Tx,
	by: Pick<Organiser, 'meeting'>,
	today: string,
): Promise<(Agreement & { standing: AgreementStanding })[]> {
	const all = await whole(tx, await agreements(tx).where('agreement.meeting_id', 'in', earlierMeetings(tx, by.meeting)).execute());
	return all
		.map((one) => ({ ...one, standing: agreementStanding(one, today) }))
		.filter(({ standing, entries }) => asks(standing.state) || entries.some(({ meeting }) => meeting?.id === by.meeting));
}

/** The proof that the organiser's meeting asks what became of an agreement; undefined for any other. */
export async function askerFor(tx: Tx, by: Organiser, id: string, today: string): Promise<Asker | undefined> {
	return (await askedAt(tx, by, today)).some((one) => one.id === id) ? asker(by, id) : undefined;
}

/** A region's templates, by name. */
export async function templatesOf(tx: Tx): Promise<{ id: string; name: string; term: Term; clauses: Clause[] }[]> {
	const rows = await tx.selectFrom('thread.template').select(['id', 'name', 'term', 'clauses']).orderBy('name').execute();
	return rows.map(({ term, clauses, ...row }) => ({ ...row, term: term as Term, clauses: clauses as unknown as Clause[] }));
}

/** A file that belongs to the present text of an agreement; undefined for any other. */
export async function annexFile(
	tx: Tx,
	by: Pick<Keeper | Party, 'agreement'>,
	id: string,
): Promise<{ title: string; file: Buffer } | undefined> {
	if (!isId(id)) return undefined;
	return tx
		.selectFrom('thread.annex')
		.select(['title', 'file'])
		.where('id', '=', id)
		.where('agreement_id', '=', by.agreement)
		.executeTakeFirst();
}

/** The paper on which a party signed a version; for whoever keeps the agreement. */
export async function scanOf(tx: Tx, by: Keeper, partyId: string, version: number): Promise<Buffer | undefined> {
	if (!isId(partyId)) return undefined;
	const row = await tx
		.selectFrom('thread.signature')
		.select('scan')
		.where('agreement_id', '=', by.agreement)
		.where('party_id', '=', partyId)
		.where('version', '=', version)
		.executeTakeFirst();
	return row?.scan ?? undefined;
}

const PURPOSE = 'agreement link';
const signedText = (id: string, version: number) => `party ${id} ${version}`;

/** The token of a party; never stored, and another one once somebody else is reached for it. */
export async function partyToken(tx: Tx, region: number, id: string): Promise<string> {
	const { link_version: version } = await tx
		.selectFrom('thread.party')
		.select('link_version')
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	return `${id}.${sign(await keyFor(tx, region, PURPOSE), signedText(id, version))}`;
}

/** The proof that somebody came by the link of a party that the present text names; undefined otherwise. */
export async function partyBy(tx: Tx, region: number, token: string): Promise<{ agreement: Agreement; by: Party } | undefined> {
	const [id, signature] = linkParts(token);
	const row = id
		? await tx.selectFrom('thread.party').select(['agreement_id as agreement', 'link_version']).where('id', '=', id).executeTakeFirst()
		: undefined;
	if (!row || !isSigned(await keyFor(tx, region, PURPOSE), signedText(id, row.link_version), signature)) return undefined;
	const by = party(region, { agreement: row.agreement, party: id, link: row.link_version });
	const agreement = await agreementOf(tx, by);
	return present(agreement.versions).content.parties.some((one) => one.id === id) ? { agreement, by } : undefined;
}
