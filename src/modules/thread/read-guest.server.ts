// Conferences that take guests, and who asked for a seat.
import type { Profession } from '#modules/organisations/rules.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { isId } from '#platform/form.ts';
import { isSigned, keyFor, linkParts, sign } from '#platform/session/secret.ts';
import { type Decider, decider, type Guest, guest } from './access.ts';
import { type GuestDecision, type Slot, undecided } from './rules-guest.ts';

/** Somebody's wish to be a guest. */
export interface GuestRequest {
	id: string;
	name: string;
	email: string;
	organisation: string;
	profession: Profession;
	askedAt: Date;
	/** Whether the mail was answered: nobody who decides is shown others. */
	isConfirmed: boolean;
	decision: GuestDecision;
}

/** A conference with everybody who asked for a seat, the first first. */
export interface GuestSlot extends Slot {
	id: string;
	host: string;
	place: string;
	/** Counts the changes that calendars must hear of. */
	sequence: number;
	/** The number of the link of whoever decides. */
	link: number;
	deciderName: string;
	deciderEmail: string;
	requests: GuestRequest[];
}

const slots = (tx: Tx) =>
	tx
		.selectFrom('thread.guest_slot')
		.select([
			'id',
			'host',
			'starts_at as startsAt',
			'ends_at as endsAt',
			'closes_at as closesAt',
			'place',
			'seats',
			'decider_name as deciderName',
			'decider_email as deciderEmail',
			'sequence',
			'link_version as link',
			'cancelled_at as cancelledAt',
		])
		.orderBy('starts_at')
		.orderBy('id');

async function whole(tx: Tx, rows: Awaited<ReturnType<ReturnType<typeof slots>['execute']>>): Promise<GuestSlot[]> {
	if (rows.length === 0) return [];
	const requests = await tx
		.selectFrom('thread.guest_request')
		.select([
			'id',
			'slot_id as slot',
			'name',
			'email',
			'organisation',
			'profession',
			'asked_at as askedAt',
			'confirmed_at as confirmedAt',
			'decision',
		])
		.where(
			'slot_id',
			'in',
			rows.map(({ id }) => id),
		)
		.orderBy('asked_at')
		.orderBy('id')
		.execute();
	const own = Map.groupBy(requests, ({ slot }) => slot);
	return rows.map((row) => ({
		...row,
		requests: (own.get(row.id) ?? []).map(({ slot: _, profession, confirmedAt, decision, ...request }) => ({
			...request,
			isConfirmed: confirmedAt !== null,
			profession: profession as Profession,
			decision: decision as GuestDecision,
		})),
	}));
}

/** The region's slots by day, those that are not over or all. Two queries. For pages that tell of requests only to those who decide. */
export const slotsOf = async (tx: Tx, since: Date | null): Promise<GuestSlot[]> =>
	whole(
		tx,
		await slots(tx)
			.$if(since !== null, (query) => query.where('ends_at', '>', since as Date))
			.execute(),
	);

/** Conferences for whose guest seats somebody asked and nobody has decided, the next first. Two queries. */
export const slotsAskedFor = async (tx: Tx, _by: Coordinator, now: Date): Promise<GuestSlot[]> =>
	(await slotsOf(tx, now)).filter((slot) => slot.startsAt > now && !slot.cancelledAt && undecided(slot.requests).length > 0);

/** A slot; undefined where there is none. As slotsOf. */
export async function slotFor(tx: Tx, id: string): Promise<GuestSlot | undefined> {
	if (!isId(id)) return undefined;
	return (await whole(tx, await slots(tx).where('id', '=', id).execute()))[0];
}

const GUEST = 'guest link';
const DECIDER = 'guest slot link';
const signedGuest = (id: string) => `guest ${id}`;
const signedDecider = (id: string, version: number) => `slot ${id} ${version}`;

/** The token of somebody who asked for a seat; never stored. */
export const guestToken = async (tx: Tx, region: number, id: string): Promise<string> =>
	`${id}.${sign(await keyFor(tx, region, GUEST), signedGuest(id))}`;

/** The proof that somebody came by the link of their request; undefined otherwise. */
export async function guestBy(tx: Tx, region: number, token: string): Promise<Guest | undefined> {
	const [id, signature] = linkParts(token);
	if (!id || !isSigned(await keyFor(tx, region, GUEST), signedGuest(id), signature)) return undefined;
	const row = await tx.selectFrom('thread.guest_request').select('slot_id as slot').where('id', '=', id).executeTakeFirst();
	return row && guest(region, { slot: row.slot, request: id });
}

/** The token of whoever decides; never stored, and another one once somebody else does. */
export async function deciderToken(tx: Tx, region: number, id: string): Promise<string> {
	const { version } = await tx
		.selectFrom('thread.guest_slot')
		.select('link_version as version')
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	return `${id}.${sign(await keyFor(tx, region, DECIDER), signedDecider(id, version))}`;
}

/** The proof that somebody came by the link of whoever decides; undefined otherwise. */
export async function deciderBy(tx: Tx, region: number, token: string): Promise<Decider | undefined> {
	const [id, signature] = linkParts(token);
	const row = id
		? await tx.selectFrom('thread.guest_slot').select('link_version as version').where('id', '=', id).executeTakeFirst()
		: undefined;
	if (!row || !isSigned(await keyFor(tx, region, DECIDER), signedDecider(id, row.version), signature)) return undefined;
	return decider(region, id, row.version);
}
