import { expect, test } from 'vitest';
import { filled } from '#platform/form.ts';
import { MOST_PEOPLE, readMembers } from './schema-team.ts';
import { words } from './words.ts';

const say = words('de');
const row = (number: number, name: string, email: string, profession = 'teaching') => ({
	[`name${number}`]: name,
	[`email${number}`]: email,
	[`function${number}`]: '',
	[`profession${number}`]: profession,
});

test('rows in which nothing stands are none, wherever they are', () => {
	const form = filled({ ...row(1, '', '', ''), ...row(2, ' Ada ', 'ADA@schule.example'), ...row(7, 'Ben', 'ben@schule.example') });
	expect(readMembers(form, say)).toMatchObject({
		ok: true,
		members: [
			{ name: 'Ada', email: 'ada@schule.example', function: '', profession: 'teaching' },
			{ name: 'Ben', email: 'ben@schule.example', function: '', profession: 'teaching' },
		],
	});
});

test('each wrong field is told at its own place, all at once', () => {
	const form = filled({ ...row(1, '', 'x', ''), ...row(2, 'Ada', 'ada@schule.example'), ...row(3, 'Eva', 'ada@schule.example') });
	const read = readMembers(form, say);
	expect(read.ok).toBe(false);
	expect(Object.keys(read.form.errors).sort()).toEqual(['email1', 'email3', 'name1', 'profession1']);
});

test('nobody at all is an error, and so is nothing beyond the last row', () => {
	expect(readMembers(filled(), say).form.errors).toEqual({ name1: say('team.nobody') });
	expect(readMembers(filled(row(MOST_PEOPLE + 1, 'Ada', 'ada@schule.example')), say).ok).toBe(false);
});
