import { error, isHttpError } from '@sveltejs/kit';
import * as v from 'valibot';
import type { Language } from './language/language.ts';
import type { Rejected } from './rejected.ts';
import { read as dateIn, dateOf } from './time/partial.ts';

/** A form as it goes back to the person who sent it: every value kept, a sentence beside each field that is wrong. */
export interface Form {
	values: Record<string, string>;
	errors: Record<string, string>;
}

export type Parsed<T> = { ok: true; value: T; form: Form } | { ok: false; form: Form };

/** Words for messages every form may need; a room's own keys come from its schema. */
/** Says a key in the words of a room. */
export type Say = (key: never) => string;

const LONGEST = 20_000;

// Before anything is composed: endless runs of marks would take endless time.
const longest = (max: number) => 2 * max + 100;

/** One line of text as people type it: trimmed, composed, without control characters. */
export const line = (max = 200) =>
	v.pipe(
		v.optional(v.string(), ''),
		v.maxLength(longest(max), 'tooLong'),
		v.transform((text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim()),
		// No control, format or unassigned character, and not the sign of a text that was read wrongly. Pictures may be joined, and nothing else.
		v.regex(
			/^(?:[^\p{C}\ufffd]|(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d(?=\p{Extended_Pictographic}))*$/u,
			'unreadable',
		),
		v.maxLength(max, 'tooLong'),
	);

/** Several lines of text. */
export const prose = (max = 4000) =>
	v.pipe(
		v.optional(v.string(), ''),
		v.maxLength(longest(max), 'tooLong'),
		v.transform((text) => text.normalize('NFC').replaceAll('\r\n', '\n').trim()),
		// Nor what turns the order of letters round: whoever signs reads what stands there.
		// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not reach the database
		v.regex(/^[^\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]*$/u, 'unreadable'),
		v.maxLength(max, 'tooLong'),
	);

/** One line that must be there; the key names the sentence that asks for it. */
export const required = (key: string, max = 200) => v.pipe(line(max), v.minLength(1, key));

/** An e-mail address, lower case. */
export const email = (key: string) => v.pipe(required(key, 254), v.toLowerCase(), v.check(isAddress, key));

// What mail servers carry without quoting: no blanks, no marks of syntax, dots and hyphens only between.
const LOCAL = /^[\p{L}\p{N}!#$%&'*+/_{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/_{|}~-]+)*$/u;
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[a-z0-9-]{2,}$/u;

/** Whether a text is a complete e-mail address. */
export function isAddress(text: string): boolean {
	const [local = '', domain = '', ...more] = text.split('@');
	return more.length === 0 && LOCAL.test(local) && DOMAIN.test(domain);
}

/** A person's name: letters somewhere, and no address of a page. */
export const personName = (key: string) => v.pipe(required(key, 160), v.regex(/\p{L}/u, key), v.regex(/^(?!.*(?:\/\/|www\.))/i, key));

/** A tick box. */
export const tick = v.pipe(
	v.optional(v.string(), ''),
	v.transform((text) => text !== ''),
);

/** A whole number in a range; the key names the sentence for anything else. */
export const whole = (key: string, min: number, max: number) =>
	v.pipe(v.optional(v.string(), ''), v.trim(), v.regex(/^\d{1,9}$/, key), v.transform(Number), v.minValue(min, key), v.maxValue(max, key));

/** A day to the day, as people write it; or nothing. */
export const day = v.pipe(
	line(40),
	v.check((text) => text === '' || dateIn(text)?.day !== undefined, 'dayWrong'),
	v.transform(dateOf),
);

/** One of some words, or nothing. */
export const choice = <const Options extends readonly string[]>(options: Options, key: string) =>
	v.pipe(v.optional(v.string(), ''), v.picklist(options, key));

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text can be an id at all; anything else never reaches the database. */
export const isId = (text: string | undefined): text is string => ID.test(text ?? '');

/** An id that must be there; the key names the sentence for anything else. */
export const id = (key: string) => v.pipe(v.optional(v.string(), ''), v.regex(ID, key));

/** An id that a select offered, or nothing. */
export const reference = v.pipe(
	v.optional(v.string(), ''),
	v.transform((text) => text.trim() || null),
	v.nullable(v.pipe(v.string(), v.uuid('unknownChoice'))),
);

/** Bytes that a form may have, if it carries no picture. */
const MOST_BYTES = 512 * 1024;

/** The body of a request, as long as it is no longer than allowed. */
async function bytesOf(request: Request, most: number): Promise<Uint8Array<ArrayBuffer>> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	for await (const piece of request.body ?? []) {
		length += piece.length;
		// What is too much is read to its end and forgotten: a browser that cannot finish sending never shows the answer.
		if (length <= most) pieces.push(piece);
	}
	if (length > most) error(413, { message: 'Too large', id: '' });
	return new Uint8Array(Buffer.concat(pieces));
}

/**
 * The form that a request carries; undefined where it carries none.
 * Unit:   most = bytes; a form that is longer is answered with 413
 */
export async function formIn(request: Request, most = MOST_BYTES): Promise<FormData | undefined> {
	try {
		const bytes = await bytesOf(request, most);
		return await new Response(bytes, { headers: { 'content-type': request.headers.get('content-type') ?? '' } }).formData();
	} catch (problem) {
		// Somebody who stops sending in the middle sent no form either.
		if (isHttpError(problem)) throw problem;
		return undefined;
	}
}

/**
 * The JSON that a request carries; undefined where it carries none.
 * Unit:   most = bytes; what is longer is answered with 413
 */
export async function jsonIn(request: Request, most = MOST_BYTES): Promise<unknown> {
	const bytes = await bytesOf(request, most);
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		return undefined;
	}
}

/**
 * Reads a form against its schema. Of a field sent twice the first counts.
 * Errors: none; what is wrong is a value: one sentence a field
 */
export const parse = async <const Schema extends v.GenericSchema>(
	request: Request,
	schema: Schema,
	say: Say,
): Promise<Parsed<v.InferOutput<Schema>>> => parseForm(await formIn(request), schema, say);

/** Reads a form that was taken from its request already, for example with a picture in it; as parse. */
export function parseForm<const Schema extends v.GenericSchema>(
	data: FormData | undefined,
	schema: Schema,
	say: Say,
): Parsed<v.InferOutput<Schema>> {
	const form: Form = { values: Object.create(null), errors: {} };
	if (!data) return { ok: false, form: { ...form, errors: { form: (say as (key: string) => string)('unreadable') } } };
	for (const [name, value] of data.entries()) {
		// Our own fields are plain words; anything else is nobody's.
		if (!/^[a-z][a-z0-9]{0,60}$/i.test(name)) continue;
		const text = typeof value === 'string' ? value.slice(0, LONGEST + 1) : '';
		form.values[name] ??= text;
	}
	const result = v.safeParse(schema, { ...form.values });
	if (result.success) return { ok: true, value: result.output, form };
	for (const issue of result.issues) {
		const field = v.getDotPath(issue) ?? 'form';
		form.errors[field] ??= (say as (key: string) => string)(issue.message);
	}
	return { ok: false, form };
}

/**
 * Reads another part of a form that was read already; its errors join those found before.
 * Shape:  whole = the field that an error of the part as a whole belongs to
 */
export function parseAgain<const Schema extends v.GenericSchema>(
	form: Form,
	schema: Schema,
	say: Say,
	whole: string,
): Parsed<v.InferOutput<Schema>> {
	const result = v.safeParse(schema, { ...form.values });
	if (result.success) return { ok: true, value: result.output, form };
	const errors = { ...form.errors };
	for (const issue of result.issues) errors[v.getDotPath(issue) ?? whole] ??= (say as (key: string) => string)(issue.message);
	return { ok: false, form: { ...form, errors } };
}

/** The name of a field of its own for each of several things: "for" and "children" are "forChildren"; an id goes without its hyphens, which no name of a field has. */
export const fieldOf = <const Prefix extends string, const Key extends string>(prefix: Prefix, key: Key) =>
	(prefix + key.charAt(0).toUpperCase() + key.slice(1)).replaceAll('-', '') as `${Prefix}${Capitalize<Key>}`;

const HEX = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** The ids that fields of a prefix name, as `fieldOf` made them. */
export const idsOf = (prefix: string, fields: object): string[] =>
	Object.keys(fields).flatMap((name) => {
		const parts = name.startsWith(prefix) ? HEX.exec(name.slice(prefix.length).toLowerCase()) : null;
		return parts ? [parts.slice(1).join('-')] : [];
	});

/** The same form with the sentence of a rejection beside the field it belongs to. */
export const withRejection = (form: Form, rejected: Rejected, language: Language): Form => ({
	...form,
	errors: { ...form.errors, [rejected.field ?? 'form']: rejected.say(language) },
});

/** An empty form, or one filled with what is known. */
export const filled = (values: Record<string, string> = {}): Form => ({ values, errors: {} });

/** The schema of a form that only names what its button does. */
export const nothing = v.object({});

/** Reads values whose schema has an answer to everything, such as the filters in an address. */
export const read = <const Schema extends v.GenericSchema>(schema: Schema, values: Record<string, string>): v.InferOutput<Schema> =>
	v.parse(schema, values);
