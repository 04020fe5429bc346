import type { helpersFor } from '#modules/boards/read.server.ts';
import { regions } from '#modules/places/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Template } from '#platform/mail/mail.ts';
import { to } from '#platform/paths.ts';
import type { Sheet } from '#platform/sheet/sheet.ts';
import { dayLine } from '#platform/time/partial.ts';
import { shortDay } from '#platform/time/time.ts';
import { carerToken, type Mandate, mandateOf } from './read.server.ts';
import { type Entry, isLate } from './rules.ts';
import type { ShownMandate } from './rules-shown.ts';
import { words } from './words.ts';

/** Until when, as people say it; '' where nothing was said. */
export function dueLine(language: Language, due: string): string {
	return due === 'next' ? words(language)('due.next') : dayLine(language, due);
}

/** Until when a mandate is due, with the day of the next meeting where that is known. */
export const dueWithDay = (language: Language, { standing, dueOn }: Pick<Mandate, 'standing' | 'dueOn'>): string =>
	[dueLine(language, standing.due), standing.due === 'next' && dueOn && `(${dayLine(language, dueOn)})`].filter(Boolean).join(' ');

/** The address at which whoever takes care sees a mandate and answers. */
export const carerUrl = async (tx: Tx, region: { id: number; origin: string }, language: Language, mandate: string): Promise<string> =>
	region.origin + to(language, `/mandate/${await carerToken(tx, region.id, mandate)}`);

/** What a mandate says of itself, for a mail. */
export function factsOf(language: Language, mandate: Mandate): [string, string][] {
	const t = words(language);
	const { meeting, standing } = mandate;
	const facts: [string, string][] = [
		[t('from'), meeting.title],
		[t('asked'), standing.asked],
		[t('step'), standing.step],
		[t('due'), dueWithDay(language, mandate)],
	];
	return facts.filter(([, value]) => value !== '');
}

const letter =
	(kind: 'mandate' | 'reminder'): Template =>
	async (tx, region, about) => {
		const mandate = await mandateOf(tx, { mandate: about['mandate'] ?? '' });
		const home = (await regions(tx)).find(({ id }) => id === region);
		if (!mandate?.carer?.email || mandate.carer.hasLeft || mandate.standing.state !== 'open' || !home) return null;
		// Whoever takes care has no account, so that nobody knows their language.
		const language = 'de';
		const t = words(language);
		const values = { name: mandate.carer.name, title: mandate.title, meeting: mandate.meeting.title };
		return {
			to: { name: mandate.carer.name, address: mandate.carer.email },
			subject: t(`mail.${kind}.subject`, values),
			language,
			blocks: [
				{ text: `${t('mail.greeting', values)}\n\n${t(`mail.${kind}.text`, values)}` },
				{ facts: factsOf(language, mandate) },
				{ button: t('mail.button'), url: await carerUrl(tx, home, language, mandate.id) },
				{ text: t('mail.keep') },
			],
		};
	};

/** The mails of this room, by the name the outbox knows them by. */
export const templates: Record<string, Template> = { 'thread.mandate': letter('mandate'), 'thread.reminder': letter('reminder') };

/**
 * A mandate as a page shows it.
 * Shape:  isNamed = tells by name who with an account said something; helpers = who wants to work on its priority, for whom that may be told
 */
export function shown(
	language: Language,
	mandate: Mandate,
	today: string,
	{ isNamed = true, helpers = [] }: { isNamed?: boolean; helpers?: Awaited<ReturnType<typeof helpersFor>> } = {},
): ShownMandate {
	const t = words(language);
	const { id, title, bundle, meeting, carer, entries, standing } = mandate;
	return {
		id,
		title,
		meeting: meeting.title,
		...standing,
		due: dueWithDay(language, mandate),
		asking: mandate.asking?.name ?? '',
		isLate: isLate(standing, mandate.dueOn, today),
		carer: carer && { name: carer.name, hasLeft: carer.hasLeft },
		helpers: helpers.filter((one) => one.bundle === bundle).map(({ name, email }) => ({ name, email })),
		entries: entries.map((entry, at) => ({
			number: entry.number,
			kind: entry.kind,
			at: shortDay(language, entry.at),
			by: entry.by === null ? t('entry.carer') : isNamed ? t('entry.by', { name: entry.by }) : t('entry.coordination'),
			meeting: entry.meeting?.title ?? '',
			lines: [entry.note, ...changed(language, entries[at - 1], entry)].filter(Boolean),
		})),
	};
}

/** Mandates as a table to take away. Shape: hasMeeting = with the meeting that gave each */
export function mandateSheet(language: Language, mandates: readonly ShownMandate[], { hasMeeting = false } = {}): Sheet {
	const t = words(language);
	const headings = [t('list.title'), t('asked'), t('carerName'), t('step'), t('due'), t('list.state'), t('list.outcome')];
	return {
		name: t('title'),
		headings: hasMeeting ? [...headings, t('from')] : headings,
		rows: mandates.map((one) => [
			one.title,
			one.asked,
			one.carer && !one.carer.hasLeft ? one.carer.name : '',
			one.step,
			one.due,
			one.isLate ? t('late') : t(`state.${one.state}`),
			one.outcome,
			...(hasMeeting ? [one.meeting] : []),
		]),
	};
}

/** What an entry changed, beside the one before it; everything for the first. */
function changed(language: Language, before: Entry | undefined, entry: Entry): string[] {
	const t = words(language);
	const values = (one: Entry | undefined) => ({
		asked: one?.asked ?? '',
		step: one?.step ?? '',
		due: one ? dueLine(language, one.due) : '',
		asking: one?.asking ?? '',
	});
	const [was, is] = [values(before), values(entry)];
	return (['asked', 'step', 'due', 'asking'] as const).flatMap((name) =>
		was[name] === is[name]
			? []
			: [
					`${t(name)}${t(name).endsWith('?') ? '' : ':'} ${is[name] || (name === 'due' ? t('due.none') : name === 'asking' ? t('asking.same') : '–')}`,
				],
	);
}
