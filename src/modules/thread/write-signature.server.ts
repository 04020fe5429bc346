// Who stands to the text of an agreement: by link, or on paper that is checked in.
import type { Tx } from '#platform/db/database.ts';
import { dayOf } from '#platform/time/time.ts';
import type { Keeper, Party } from './access.ts';
import { type Agreement, agreementOf } from './read-agreement.server.ts';
import { agreementStanding, missingFrom, present } from './rules-agreement.ts';
import type { PaperInput, SigningInput } from './schema-agreement.ts';
import { reject } from './write.server.ts';
import { heldAgreement, tell } from './write-agreement.server.ts';

interface Signing {
	party: string;
	hash: string;
	way: 'link' | 'paper' | 'noted';
	name: string;
	function: string;
	on: string | null;
	scan: Uint8Array | null;
	person: string | null;
}

async function putSignature(tx: Tx, by: Keeper | Party, agreement: Agreement, signing: Signing, now: Date): Promise<void> {
	const version = present(agreement.versions);
	const { state, missing } = agreementStanding(agreement, dayOf(now));
	if (state === 'ended') throw reject('agreementEnded');
	if (state === 'draft') throw reject('notOffered');
	// Whoever signs has read this very text.
	if (signing.hash !== version.hash) throw reject('textChanged');
	const role = version.content.parties.find(({ id }) => id === signing.party)?.role;
	if (!role || (role === 'informed') !== (signing.way === 'noted')) throw reject('unknownChoice', 'party');
	const { party, hash, way, name, function: what, on, scan, person } = signing;
	const added = await tx
		.insertInto('thread.signature')
		.values({
			region_id: by.region,
			agreement_id: by.agreement,
			party_id: party,
			version: version.number,
			hash,
			way,
			name,
			function: what,
			at: now,
			signed_on: on,
			scan: scan && Buffer.from(scan),
			entered_by: person,
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('party_id')
		.executeTakeFirst();
	if (!added) {
		const there = agreement.signatures.find((one) => one.party === party && one.hash === hash);
		if (there?.way !== way || there.name !== name) throw reject('alreadySigned');
		return;
	}
	const after = missingFrom(version, (await agreementOf(tx, by)).signatures);
	if (missing.length > 0 && after.length === 0) await tell(tx, by, agreement, 'inForce');
}

const byLink =
	(way: 'link' | 'noted') =>
	async (tx: Tx, by: Party, { hash, signer: name, function: what }: Omit<SigningInput, 'may'>, now: Date): Promise<void> => {
		const agreement = await heldAgreement(tx, by);
		await putSignature(tx, by, agreement, { party: by.party, hash, way, name, function: what, on: null, scan: null, person: null }, now);
	};

/**
 * A party signs, by its link, the very text it has read; twice is once.
 * Errors: Rejected when the text is another one by now, before it is sent out, once it has ended, and for whoever is merely told
 */
export const signByLink = byLink('link');

/** A party that is merely told says that it has read. Errors: as signByLink, and for whoever is to sign */
export const noteByLink = byLink('noted');

/** Checks in what a party signed on paper, with the scan. Errors: as signByLink, and for a day to come */
export async function signOnPaper(
	tx: Tx,
	by: Keeper,
	{ party, hash, signer: name, function: what, on }: PaperInput,
	scan: Uint8Array,
	now: Date,
): Promise<void> {
	const agreement = await heldAgreement(tx, by);
	if (on > dayOf(now)) throw reject('dayToCome', 'on');
	await putSignature(tx, by, agreement, { party, hash, way: 'paper', name, function: what, on, scan, person: by.person }, now);
}
