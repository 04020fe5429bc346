// An agreement as pages, mails and documents show it.

import { regions } from '#modules/places/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import { to } from '#platform/paths.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf, shortDay } from '#platform/time/time.ts';
import { dueLine } from './output.server.ts';
import { type Agreement, agreementOf, partyToken } from './read-agreement.server.ts';
import { dueDay } from './rules.ts';
import { type AgreementEntry, agreementStanding, type Content, present, progressOf, signaturesUnder } from './rules-agreement.ts';
import type { ShownAgreement } from './rules-shown.ts';
import { words } from './words.ts';

/** The lines that stand around the text of an agreement: who, from when, until when, what belongs to it. */
export function factLines(language: Language, { title, parties, from, until, review, annexes }: Content): string {
	const t = words(language);
	return [
		title,
		...parties.map(({ name, role }) => `${t(`role.${role}`)}: ${name}`),
		`${t('agreement.from')}: ${dayLine(language, from) || '–'}`,
		`${t('agreement.until')}: ${dayLine(language, until) || t('agreement.until.none')}`,
		`${t('agreement.review')}: ${dayLine(language, review) || '–'}`,
		...annexes.map((one) => `${t('annex')}: ${one.title} (${one.hash.slice(0, 12)})`),
	].join('\n');
}

/** An agreement as a page shows it on a day. */
export function shownAgreement(language: Language, agreement: Agreement, today: string): ShownAgreement {
	const t = words(language);
	const { versions, signatures, measures, entries } = agreement;
	const version = present(versions);
	const { content } = version;
	const standing = agreementStanding(agreement, today);
	const contact = new Map(agreement.contacts.map((one) => [one.id, one]));
	const names = new Map(versions.flatMap((one) => one.content.parties.map(({ id, name }) => [id, name])));
	return {
		id: agreement.id,
		title: content.title,
		state: standing.state,
		outcome: standing.outcome,
		from: dayLine(language, content.from),
		until: dayLine(language, standing.until),
		review: dayLine(language, standing.review),
		meeting: agreement.meeting,
		mandate: agreement.mandate,
		number: version.number,
		hash: version.hash,
		clauses: content.clauses,
		annexes: content.annexes.map(({ id, title }) => ({ id, title })),
		parties: content.parties.map(({ id, name, role }) => {
			const signature = signatures.find((one) => one.party === id && one.hash === version.hash);
			const earlier = signatures.findLast((one) => one.party === id && one.hash !== version.hash);
			const { name: person = '', function: what = '', email = '' } = contact.get(id) ?? {};
			return {
				id,
				name,
				role,
				contact: [person, what].filter(Boolean).join(', '),
				email,
				signature: signature
					? {
							way: signature.way,
							by: [signature.name, signature.function].filter(Boolean).join(', '),
							on: signature.on ? dayLine(language, signature.on) : shortDay(language, signature.at),
							version: signature.version,
						}
					: null,
				earlier: earlier?.version ?? null,
			};
		}),
		missing: standing.missing.length,
		measures: measures.map(({ id, title, asked, due, percent, entries: said }) => ({
			id,
			title,
			asked,
			due: dueLine(language, due),
			isLate: percent < 100 && (dueDay(due) ?? '9') < today,
			percent,
			entries: said.map(({ by, at, ...entry }) => ({ ...entry, by: names.get(by) ?? by, at: shortDay(language, at) })),
		})),
		progress: progressOf(measures),
		versions: versions.map(({ number, at, by, hash }) => ({
			number,
			at: shortDay(language, at),
			by: by ?? '',
			signed: signaturesUnder(signatures, { hash }).length,
		})),
		entries: entries.map((entry) => ({
			number: entry.number,
			kind: entry.kind,
			at: shortDay(language, entry.at),
			by: entry.by ?? '',
			meeting: entry.meeting?.title ?? '',
			lines: entryLines(t, language, entry),
		})),
	};
}

function entryLines(t: ReturnType<typeof words>, language: Language, { kind, version, note, until, review }: AgreementEntry): string[] {
	if (kind === 'offered') return [t('agreement.versionOf', { number: version })];
	if (kind === 'ended') return [note];
	return [
		note,
		`${t('agreement.until')}: ${dayLine(language, until) || t('agreement.until.none')}`,
		...(review ? [`${t('agreement.review')}: ${dayLine(language, review)}`] : []),
	];
}

/** The address at which a party reads an agreement and signs. */
export const partyUrl = async (tx: Tx, region: { id: number; origin: string }, language: Language, party: string): Promise<string> =>
	region.origin + to(language, `/agreement/${await partyToken(tx, region.id, party)}`);

const letter =
	(kind: 'sign' | 'changed' | 'inForce' | 'review'): Template =>
	async (tx, region, about, now) => {
		const id = about['party'] ?? '';
		const row = await tx
			.selectFrom('thread.party')
			.select(['agreement_id as agreement', 'contact_name as name', 'contact_email as email'])
			.where('id', '=', id)
			.executeTakeFirst();
		const home = (await regions(tx)).find((one) => one.id === region);
		if (!row?.email || !home) return null;
		const agreement = await agreementOf(tx, row);
		const { content } = present(agreement.versions);
		const party = content.parties.find((one) => one.id === id);
		const { state, review } = agreementStanding(agreement, dayOf(now));
		if (!party || state === 'ended' || (kind === 'sign' && state === 'draft')) return null;
		// Whoever is reached has no account, so that nobody knows their language.
		const language = 'de';
		const t = words(language);
		const isTold = party.role === 'informed';
		const which = kind === 'sign' && isTold ? 'informed' : kind === 'changed' && isTold ? 'changedInformed' : kind;
		const values = { name: row.name || party.name, title: content.title, party: party.name, day: dayLine(language, review) };
		return {
			to: { name: row.name || party.name, address: row.email },
			subject: t(`mail.agreement.${which}.subject`, values),
			language,
			blocks: [
				{ text: `${t('mail.greeting', values)}\n\n${t(`mail.agreement.${which}.text`, values)}` },
				{
					facts: [
						[t('agreement.parties'), content.parties.map(({ name }) => name).join(', ')],
						[t('agreement.from'), dayLine(language, content.from)],
					].filter((fact): fact is [string, string] => fact[1] !== ''),
				},
				{ button: t('mail.agreement.button'), url: await partyUrl(tx, home, language, id) },
				{ text: t('link.keep') },
			],
		};
	};

/** The mails about agreements, by the name the outbox knows them by. */
export const agreementMails: Record<string, Template> = {
	'thread.agreement.sign': letter('sign'),
	'thread.agreement.changed': letter('changed'),
	'thread.agreement.inForce': letter('inForce'),
	'thread.agreement.review': letter('review'),
};

/** An agreement as a document with room to sign, and the digest that each signature stands for. */
export function toPrint(language: Language, agreement: Agreement, today: string): { template: string; data: unknown } {
	const t = words(language);
	const { parties, clauses, annexes, number, hash, ...one } = shownAgreement(language, agreement, today);
	return {
		template: '#modules/thread/output-agreement.typ',
		data: {
			title: one.title,
			lang: language,
			words: {
				parties: t('agreement.parties'),
				signatures: t('agreement.signatures'),
				annexes: t('annexes'),
				place: t('print.place'),
				name: t('print.name'),
			},
			facts: [
				[t('agreement.from'), one.from || '–'],
				[t('agreement.until'), one.until || t('agreement.until.none')],
				...(one.review ? [[t('agreement.review'), one.review]] : []),
			],
			state: t(`agreementState.${one.state}`),
			version: t('print.version', { number, hash }),
			parties: parties.map(({ name, role }) => ({ name, role: t(`role.${role}`) })),
			clauses,
			annexes: annexes.map(({ title }) => title),
			signatories: parties
				.filter(({ role }) => role !== 'informed')
				.map(({ name, role, signature }) => ({
					name,
					role: t(`role.${role}`),
					signed: signature ? t(`signed.${signature.way}`, { by: signature.by, on: signature.on }) : '',
				})),
		},
	};
}
