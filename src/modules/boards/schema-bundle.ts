import * as v from 'valibot';
import { id, line, required } from '#platform/form.ts';
import { CARD_LENGTH } from './rules.ts';

const MOST_CARDS = 600;
const maker = v.optional(line(40), '');

/** One step of the team that gathers cards. */
export const act = v.variant('what', [
	v.object({
		what: v.literal('assign'),
		maker,
		cards: v.pipe(v.array(id('unknownChoice')), v.minLength(1, 'cardsMissing'), v.maxLength(MOST_CARDS, 'unreadable')),
		bundle: v.nullable(id('unknownChoice')),
		/** Of a bundle that comes into being with it. */
		title: v.optional(line(CARD_LENGTH), ''),
	}),
	v.object({ what: v.literal('rename'), maker, bundle: id('unknownChoice'), title: required('bundleTitleMissing', CARD_LENGTH) }),
	v.object({ what: v.literal('undo'), act: id('unknownChoice'), isUndone: v.boolean() }),
]);

/** What a device of the team has in its hand. */
export const held = v.object({ maker, cards: v.pipe(v.array(id('unknownChoice')), v.maxLength(MOST_CARDS, 'unreadable')) });

export type HeldInput = v.InferOutput<typeof held>;

export type ActInput = v.InferOutput<typeof act>;
