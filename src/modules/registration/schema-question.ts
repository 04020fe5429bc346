import * as v from 'valibot';
import { choice, type Form, fieldOf, line, prose, required, tick } from '#platform/form.ts';
import { dayOf, fromParts } from '#platform/time/time.ts';

/** How a question is answered. */
export const questionKinds = ['text', 'yesNo', 'choice'] as const;
export type QuestionKind = (typeof questionKinds)[number];

const MOST_OPTIONS = 20;

const optionsIn = (text: string): string[] => [
	...new Set(
		text
			.split('\n')
			.map((one) => one.replace(/\s+/gu, ' ').trim())
			.filter(Boolean),
	),
];
const gone = (raw: { goneDay: string; goneMonth: string; goneYear: string }) =>
	fromParts(raw.goneDay, raw.goneMonth, raw.goneYear, '12:00');

/** A question of a meeting: what it is for, and when its answers are deleted. */
export const question = v.pipe(
	v.object({
		label: required('questionMissing', 200),
		purpose: required('purposeMissing', 300),
		kind: choice(questionKinds, 'questionKindMissing'),
		options: prose(2000),
		isRequired: tick,
		goneDay: line(4),
		goneMonth: line(4),
		goneYear: line(6),
	}),
	v.forward(
		v.partialCheck(
			[['kind'], ['options']],
			({ kind, options }) => kind !== 'choice' || (optionsIn(options).length >= 2 && optionsIn(options).length <= MOST_OPTIONS),
			'optionsMissing',
		),
		['options'],
	),
	v.forward(
		// A tick that is required could only be answered with yes.
		v.partialCheck([['kind'], ['isRequired']], ({ kind, isRequired }) => !(isRequired && kind === 'yesNo'), 'requiredTick'),
		['isRequired'],
	),
	v.forward(
		// What can be chosen must be readable as an answer.
		v.partialCheck([['options']], ({ options }) => optionsIn(options).every((one) => v.safeParse(line(200), one).success), 'optionWrong'),
		['options'],
	),
	v.forward(
		v.partialCheck([['goneDay'], ['goneMonth'], ['goneYear']], (raw) => gone(raw) !== undefined, 'windowWrong'),
		['goneDay'],
	),
	v.transform(({ label, purpose, kind, options, isRequired, ...day }) => ({
		label,
		// The purpose is read as a sentence, before the one that tells the day.
		purpose: /[.!?…]$/.test(purpose) ? purpose : `${purpose}.`,
		kind,
		options: kind === 'choice' ? optionsIn(options) : [],
		required: isRequired,
		deleteOn: dayOf(gone(day) as Date),
	})),
);

export type QuestionInput = v.InferOutput<typeof question>;

/** What a question is, as far as answering it goes. */
export interface Asked {
	id: string;
	kind: QuestionKind;
	options: readonly string[];
	required: boolean;
}

/** Questions as somebody meets them who registered before they were asked, or was registered by others: an answer may be missing. */
export const answerable = <One extends Asked>(questions: readonly One[], answered: readonly Answered[]): One[] =>
	questions.map((one) => ({ ...one, required: one.required && answered.some(({ question }) => question === one.id) }));

/** The name of a question's field. */
export const questionField = (id: string): string => fieldOf('q', id);

/** An answer to one of a meeting's questions. */
export interface Answered {
	question: string;
	answer: string;
}

/**
 * Reads the answers of a form.
 * Errors: none; what is wrong is a value beside its field
 */
export function readAnswers(
	form: Form,
	questions: readonly Asked[],
	say: (key: 'answerMissing' | 'unknownChoice' | 'tooLong' | 'unreadable') => string,
): { ok: boolean; answers: Answered[]; form: Form } {
	const errors: Record<string, string> = {};
	const answers: Answered[] = [];
	for (const { id, kind, options, required: isRequired } of questions) {
		const name = questionField(id);
		const read = v.safeParse(line(500), form.values[name] ?? '');
		if (!read.success) errors[name] = say(read.issues[0].message as 'tooLong');
		else if (read.output === '') {
			if (isRequired) errors[name] = say('answerMissing');
		} else if (kind === 'choice' && !options.includes(read.output)) errors[name] = say('unknownChoice');
		else answers.push({ question: id, answer: kind === 'yesNo' ? 'yes' : read.output });
	}
	return { ok: Object.keys(errors).length === 0, answers, form: { ...form, errors: { ...form.errors, ...errors } } };
}
