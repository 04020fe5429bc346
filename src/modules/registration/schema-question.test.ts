import * as v from 'valibot';
import { expect, test } from 'vitest';
import { question } from './schema-question.ts';

const good = {
	label: 'Kommen Sie mit dem Auto?',
	purpose: 'Parkplätze',
	kind: 'yesNo',
	options: '',
	isRequired: '',
	goneDay: '1',
	goneMonth: '3',
	goneYear: '2027',
};

test('a purpose is read as a sentence, whether or not it was written as one', () => {
	expect(v.parse(question, good)).toMatchObject({ purpose: 'Parkplätze.', deleteOn: '2027-03-01' });
	expect(v.parse(question, { ...good, purpose: 'Reichen die Plätze?' })).toMatchObject({ purpose: 'Reichen die Plätze?' });
});

test('a tick that could only be answered with yes is refused', () => {
	const told = (v.safeParse(question, { ...good, isRequired: 'on' }).issues ?? []).map((issue) => [v.getDotPath(issue), issue.message]);
	expect(told).toEqual([['isRequired', 'requiredTick']]);
	expect(v.parse(question, { ...good, kind: 'text', isRequired: 'on' })).toMatchObject({ required: true });
});
