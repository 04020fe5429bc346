// What the register of organisations and positions holds, made for tests.
import { randomUUID } from 'node:crypto';
import type { OfferInput } from '#modules/offers/schema.ts';
import { keepOffer } from '#modules/offers/write.server.ts';
import type { Insider } from '#modules/organisations/access.ts';
import { organisationByName } from '#modules/organisations/read.server.ts';
import { disclosedOf, organisationToken, type Profile, profileOf } from '#modules/organisations/read-profile.server.ts';
import type { ContactInput, DisclosureInput } from '#modules/organisations/schema-contact.ts';
import type { ProfileInput } from '#modules/organisations/schema-profile.ts';
import * as organisations from '#modules/organisations/write.server.ts';
import { disclose } from '#modules/organisations/write-disclosure.server.ts';
import { changeProfile } from '#modules/organisations/write-profile.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import { censusOf, censusToken } from '#modules/positions/read-census.server.ts';
import type { AssignmentInput } from '#modules/positions/schema.ts';
import type { CensusInput } from '#modules/positions/schema-census.ts';
import * as positions from '#modules/positions/write.server.ts';
import { beginCensus } from '#modules/positions/write-census.server.ts';
import type { Tx } from '#platform/db/database.ts';

/** An organisation that says something of itself, and the link by which its own people keep it. */
export async function makeProfile(tx: Tx, by: Coordinator, facts: Partial<ProfileInput> = {}): Promise<{ id: string; token: string }> {
	const name = facts.name ?? `Beratungsstelle ${randomUUID()}`;
	const base = {
		name,
		type: facts.type ?? 'freeCarrier',
		street: 'Weg 1',
		postcode: '12345',
		town: facts.town ?? 'Probe',
		ags: '',
	} as const;
	const id = await organisations.addOrganisation(tx, by, base);
	const own = { phone: '', website: '', openingHours: '', possibilities: 'Geheime Möglichkeiten', limits: '', waysOfWorking: '' };
	const email = 'stelle@traeger.example';
	await changeProfile(tx, by, id, { ...base, ...own, email, carrier: 'free', legalRegime: 'gdpr', number: '', forms: [], ...facts });
	return { id, token: await organisationToken(tx, by.region, (await profileOf(tx, id)) as Profile) };
}

/** An offer of an organisation, for everybody everywhere unless said otherwise. */
export async function makeOffer(
	tx: Tx,
	by: Coordinator,
	{ organisation, now = new Date(), ...facts }: Partial<OfferInput> & { organisation: string; now?: Date },
): Promise<string> {
	const id = facts.offer ?? randomUUID();
	const input: OfferInput = {
		seen: '',
		title: 'Elternabend',
		description: '',
		leastAge: null,
		mostAge: null,
		topics: [],
		access: '',
		cost: '',
		costNote: '',
		waitWeeks: null,
		limits: '',
		state: 'active',
		level: 'public',
		audiences: [],
		situations: [],
		areas: [],
		...facts,
		offer: id,
	};
	await keepOffer(tx, by, (await organisationByName(tx, organisation)) as string, input, now);
	return id;
}

/** A position at a school, filled and paid for unless said otherwise; until = the first day after it. */
export async function makePosition(
	tx: Tx,
	by: Coordinator,
	facts: {
		school: string;
		fte?: number;
		from?: string;
		until?: string | null;
		person?: string;
		programme?: string | null;
		number?: string;
		fundedUntil?: string | null;
	},
): Promise<string> {
	return positions.addPosition(tx, by, {
		position: randomUUID(),
		number: '',
		fte: 100,
		employer: '',
		isPlanned: false,
		emphasis: '',
		qualification: '',
		from: '2020-08-01',
		until: null,
		programme: null,
		percent: 100,
		fundedUntil: null,
		person: '',
		held: '',
		...facts,
	});
}

/** A census of all schools of the region, with the link of the first. */
export async function makeCensus(
	tx: Tx,
	by: Coordinator,
	facts: Partial<CensusInput> = {},
): Promise<{ id: string; token: string; asked: string }> {
	const now = new Date();
	const today = now.toISOString().slice(0, 10);
	const input = { census: randomUUID(), name: 'Stellen zum Stichtag', referenceOn: today, dueOn: '2099-12-31', note: '', ...facts };
	const id = await beginCensus(tx, by, input, today, now);
	const [asked] = (await censusOf(tx, by, id))?.asked ?? [];
	if (!asked) throw new Error('a census asks a school');
	return { id, token: await censusToken(tx, by.region, asked), asked: asked.id };
}

/** Somebody who works at a position from a day on, as a form says it. */
export const assigning = (some: Partial<AssignmentInput> = {}): AssignmentInput => ({
	entry: null,
	from: '2020-08-01',
	until: null,
	person: `Person ${randomUUID()}`,
	school: null,
	fte: 100,
	isAbsent: false,
	held: '',
	since: '',
	...some,
});

/** Somebody to turn to, as a form says it. */
export const contacting = (facts: Partial<ContactInput> = {}): ContactInput => ({
	contact: randomUUID(),
	kind: 'leadership',
	contactFunction: '',
	deputy: false,
	contactName: 'Kim Amsel',
	contactPhone: '',
	contactEmail: '',
	hours: '',
	level: 'internal',
	agreed: false,
	agreedAs: '',
	isKnown: false,
	...facts,
});

/** Says who sees what of an organisation, as somebody does who has just opened its page. */
export async function discloseNow(
	tx: Tx,
	by: Coordinator | Insider,
	id: string,
	said: Omit<DisclosureInput, 'seen'>,
	now: Date = new Date(),
): Promise<void> {
	await disclose(tx, by, id, { ...said, seen: (await disclosedOf(tx, id))?.id ?? '' }, now);
}
