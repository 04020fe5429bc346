// What is printed for a board: sheets for the tables, slips to vote with, and the result as a poster.
import { randomInt } from 'node:crypto';
import { inGroups } from '#platform/code.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Facilitator } from './access.ts';
import type { Whole } from './read.server.ts';
import { voteCodes } from './read-vote.server.ts';
import { priorities } from './rules-list.ts';
import { becomesSaid, methodSaid, weightSaid } from './rules-said.ts';
import { words } from './words.ts';

export const printed = ['sheets', 'slips', 'poster'] as const;
export type Printed = (typeof printed)[number];

/** A document before it is made: which template, with what, and of how many parts. */
export interface Draft {
	template: string;
	data: unknown;
	count: number;
}

interface About {
	meeting: string;
	/** Where the board is joined. */
	join: string;
	footer: string;
	language: Language;
}

const SLIPS_WITHOUT_CODES = 40;

/** Drawn anew each time: where a slip lies in the pile says nothing about its code. */
function shuffled(codes: string[]): string[] {
	for (let at = codes.length - 1; at > 0; at--) {
		const other = randomInt(at + 1);
		[codes[at], codes[other]] = [codes[other] as string, codes[at] as string];
	}
	return codes;
}

/** What is to be printed of a board; count 0 where there is nothing yet. */
export async function toPrint(tx: Tx, by: Facilitator, held: Whole, what: Printed, about: About): Promise<Draft> {
	const t = words(about.language);
	const { board } = held;
	const template = `#modules/boards/output-${what}.typ`;
	const head = { title: `${t(`print.${what}`)}: ${board.title}`, lang: about.language, meeting: about.meeting, board: board.title };
	if (what === 'sheets') {
		const tables = Array.from({ length: board.tables }, (_, at) => ({
			number: at + 1,
			code: `${board.code}-${at + 1}`,
			qr: { qrCode: `${about.join}-${at + 1}` },
		}));
		const columns = held.columns.map(({ kind, title, question }) => ({ title: title || t(`kinds.${kind}`), question: question || null }));
		const said = {
			table: t('list.table'),
			how: t('print.sheets.how'),
			qr: t('qr', { address: about.join }),
			choose: t('print.sheets.choose', { count: board.choices }),
		};
		const host = about.join.replace(/^https?:\/\//, '').replace(/\/[^/]*$/, '');
		return { template, data: { ...head, words: said, host, columns, tables, choices: board.choices }, count: board.tables };
	}
	if (what === 'slips') {
		const codes: (string | null)[] =
			board.codes > 0
				? shuffled(await voteCodes(tx, by.region, board)).map((code) => inGroups(code, 4, '-'))
				: Array<null>(SLIPS_WITHOUT_CODES).fill(null);
		const used = new Set(held.vote?.ranked.map(({ bundle }) => bundle) ?? held.cards.flatMap(({ bundle }) => bundle ?? []));
		const bundles = board.method === 'dots' ? held.bundles.filter(({ id }) => used.has(id)).map(({ title }) => title) : [];
		const said = {
			how: board.method === 'dots' ? t('print.slips.how', { dots: board.dots, each: board.dotsEach }) : t('result.matrix'),
			code: t('print.slips.code', { address: about.join.replace(/^https?:\/\//, '') }),
			qr: t('qr', { address: about.join }),
			bundle: t('list.bundle'),
			dots: t('list.dots'),
		};
		const count = board.codes > 0 || bundles.length > 0 ? codes.length : 0;
		const data = { ...head, words: said, qr: { qrCode: about.join }, bundles: bundles.sort(), each: board.dotsEach };
		return { template, data: { ...data, slips: codes.map((code) => ({ code })) }, count };
	}
	const list = priorities(held) ?? [];
	const method = `${methodSaid(about.language, board)} · ${t('result.ballots', { count: held.vote?.ballots ?? 0 })}`;
	const rows = list.map(({ rank, title, cards, handed, ...one }) => ({
		rank,
		title,
		becomes: handed ? becomesSaid(about.language, handed) : '',
		// A bar as long as the dots, or as the benefit.
		bar: board.method === 'matrix' ? (one.benefit ?? 0) : one.dots,
		// A card that was gathered with nothing else is its own title.
		cards: cards.filter((card) => card !== title),
		weight: weightSaid(about.language, board.method, one),
	}));
	return { template, data: { ...head, words: {}, method, footer: about.footer, priorities: rows }, count: list.length };
}
