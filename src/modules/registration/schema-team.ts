import * as v from 'valibot';
import { professions } from '#modules/organisations/rules.ts';
import { choice, email, type Form, line, parseAgain, personName, reference, required } from '#platform/form.ts';

/** People whom one form registers at the most. */
export const MOST_PEOPLE = 12;

/** Rows of a form that begins. */
export const FIRST_PEOPLE = 3;

/** Who registers the others, and where all of them work. */
export const teamHead = v.object({
	registrar: personName('registrarMissing'),
	organisation: required('organisationMissing', 200),
	area: reference,
});

/** One of the others. */
export interface Member {
	name: string;
	email: string;
	function: string;
	profession: (typeof professions)[number];
}

const fields = ['name', 'email', 'function', 'profession'] as const;

const memberAt = (row: number) =>
	v.object({
		[`name${row}`]: personName('nameMissing'),
		[`email${row}`]: email('emailMissing'),
		[`function${row}`]: line(160),
		[`profession${row}`]: choice(professions, 'professionMissing'),
	});

type Say = Parameters<typeof parseAgain>[2];

/**
 * Reads the rows of the form; a row in which nothing stands is none.
 * Errors: none; what is wrong is a value beside its field
 */
export function readMembers(form: Form, say: Say): { ok: boolean; members: Member[]; form: Form } {
	const sentence = say as (key: string) => string;
	const members: Member[] = [];
	let read = form;
	for (let row = 1; row <= MOST_PEOPLE; row++) {
		if (fields.every((field) => !form.values[`${field}${row}`]?.trim())) continue;
		const one = parseAgain(read, memberAt(row), say, `name${row}`);
		read = one.form;
		if (!one.ok) continue;
		const value = one.value as Record<string, string>;
		const member = Object.fromEntries(fields.map((field) => [field, value[`${field}${row}`]])) as unknown as Member;
		if (members.some((other) => other.email === member.email))
			read = { ...read, errors: { ...read.errors, [`email${row}`]: sentence('team.sameAddress') } };
		members.push(member);
	}
	const isEmpty = members.length === 0 && Object.keys(read.errors).length === 0;
	if (isEmpty) read = { ...read, errors: { name1: sentence('team.nobody') } };
	return { ok: Object.keys(read.errors).length === 0, members, form: read };
}
