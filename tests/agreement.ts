// An agreement of a meeting between four who sign and one who is told, for tests of the thread.
import { randomUUID } from 'node:crypto';
import type { Coordinator } from '#modules/people/access.ts';
import { keeper, party } from '#modules/thread/access.ts';
import { agreementOf } from '#modules/thread/read-agreement.server.ts';
import { agreementStanding, present } from '#modules/thread/rules-agreement.ts';
import type { AgreementTextInput } from '#modules/thread/schema-agreement.ts';
import * as thread from '#modules/thread/write-agreement.server.ts';
import { signByLink } from '#modules/thread/write-signature.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { dayOf } from '#platform/time/time.ts';
import { makeMeeting } from './make.ts';

type Within = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Somebody who stands to an agreement, by the name of their organisation. */
export const contact = (name: string, role: AgreementTextInput['parties'][0]['role']) => ({
	number: 1,
	id: '',
	name,
	role,
	contactName: `Person ${name}`,
	contactFunction: 'Leitung',
	contactEmail: `${name.toLowerCase()}@amt.example`,
});

/** Makes agreements at one moment, each at a meeting of its own or at one that is given. */
export const agreementsOf =
	(within: Within, coordinator: Coordinator, NOW: Date) =>
	async (meeting = within((tx) => makeMeeting(tx, coordinator))) => {
		const made = await meeting;
		const id = await within((tx) =>
			thread.begin(tx, made.organiser, { key: randomUUID(), title: 'Zusammenarbeit', template: 'usual', mandate: null }, NOW),
		);
		const by = keeper(made.organiser, id);
		const held = () => within((tx) => agreementOf(tx, by));
		const standing = async (day = dayOf(NOW)) => agreementStanding(await held(), day);
		const text = async (more: Partial<AgreementTextInput> = {}): Promise<AgreementTextInput> => {
			const { versions, contacts } = await held();
			const { number, content } = present(versions);
			const known = new Map(contacts.map((one) => [one.id, one]));
			return {
				seen: number,
				people: '',
				anew: false,
				title: content.title,
				from: content.from || '2027-08-01',
				until: content.until,
				review: content.review || '2028-05-01',
				clauses: [{ heading: 'Ziele', text: 'Wir reden früh.' }],
				parties: content.parties.map(({ id: party_, name, role }, at) => ({
					number: at + 1,
					id: party_,
					name,
					role,
					contactName: known.get(party_)?.name ?? '',
					contactFunction: known.get(party_)?.function ?? '',
					contactEmail: known.get(party_)?.email ?? '',
				})),
				...more,
			};
		};
		const save = async (more: Partial<AgreementTextInput> = {}) => {
			const input = await text(more);
			await within((tx) => thread.saveText(tx, by, input, NOW));
		};
		await save({
			parties: [
				contact('Schule', 'signatory'),
				contact('Jugendamt', 'signatory'),
				contact('Traeger', 'signatory'),
				contact('Kita', 'signatory'),
				contact('Gemeinde', 'informed'),
			],
		});
		const proof = async (name: string) => {
			const found = present((await held()).versions).content.parties.find((one) => one.name === name)?.id as string;
			return party(1, { agreement: id, party: found, link: 1 });
		};
		const hash = async () => present((await held()).versions).hash;
		const sign = async (name: string, of?: string, at = NOW) => {
			const [signer, digest] = [await proof(name), of ?? (await hash())];
			await within((tx) => signByLink(tx, signer, { hash: digest, signer: `Chefin ${name}`, function: 'Leitung' }, at));
		};
		return { ...made, id, by, held, standing, text, save, proof, hash, sign };
	};
