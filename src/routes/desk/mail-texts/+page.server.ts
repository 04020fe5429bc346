import { fail, redirect } from '@sveltejs/kit';
import { mailTextOf, ownMailTexts } from '#modules/registration/read-invitation.server.ts';
import { fillIn, type MailKind, mailKinds, placeholders } from '#modules/registration/rules-invitation.ts';
import { mailText, mailTextName } from '#modules/registration/schema-invitation.ts';
import { words } from '#modules/registration/words.ts';
import { forgetMailText, saveMailText } from '#modules/registration/write-invitation.server.ts';
import { type Form, filled, parse } from '#platform/form.ts';
import { type Language, languages } from '#platform/language/language.ts';
import { to } from '#platform/paths.ts';
import { daysAfter, moment } from '#platform/time/time.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** What stands in the placeholders while one looks at a text. */
function samples(language: Language, now: Date): Record<string, string> {
	const t = words(language);
	const soon = moment(language, daysAfter(now, 2, '12:00'));
	return {
		name: t('texts.sample.name'),
		title: t('texts.sample.title'),
		reason: t('texts.sample.reason'),
		closes: soon,
		until: soon,
	};
}

function letterOf({ values }: Form, language: Language, now: Date) {
	const all = samples(language, now);
	const hello = words(language)('mail.greeting', all);
	return {
		subject: fillIn(values['subject'] ?? '', all),
		blocks: [{ text: `${hello}\n\n${fillIn(values['body'] ?? '', all)}` }],
	};
}

export const load: PageServerLoad = ({ locals, url }) => {
	coordinator(locals);
	return locals.within(async (tx) => {
		const kind = mailKinds.find((one) => one === url.searchParams.get('kind'));
		const language = languages.find((one) => one === url.searchParams.get('language')) ?? 'de';
		const known = kind && (await mailTextOf(tx, kind, language));
		const say = words(locals.language);
		const own = await ownMailTexts(tx);
		const all = mailKinds.map((kind) => ({
			kind,
			texts: languages.map((language) => ({ language, isOwn: own.has(`${kind} ${language}`) })),
		}));
		const form = filled(known && kind ? { kind, language, subject: known.subject, body: known.body } : {});
		return {
			all,
			edited:
				known && kind
					? {
							kind,
							language,
							isOwn: known.isOwn,
							names: placeholders[kind].map((name) => `{${name}} ${say(`placeholder.${name}`)}`).join(', '),
						}
					: null,
			blank: form,
			letter: known ? letterOf(form, language, locals.now) : null,
			done: url.searchParams.get('done'),
		};
	});
};

const here = (language: Language, kind: MailKind, of: Language, done: string) =>
	to(language, `/desk/mail-texts?kind=${kind}&language=${of}&done=${done}`);

export const actions: Actions = {
	preview: async ({ request, locals }) => {
		coordinator(locals);
		const input = await parse(request, mailText, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form, letter: null });
		locals.isPreview = true;
		return { form: input.form, letter: letterOf(input.form, input.value.language, locals.now) };
	},
	save: async ({ request, locals }) => {
		const by = coordinator(locals);
		const input = await parse(request, mailText, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form, letter: null });
		await locals.within((tx) => saveMailText(tx, by, input.value, locals.now));
		redirect(303, here(locals.language, input.value.kind, input.value.language, 'saved'));
	},
	reset: async ({ request, locals }) => {
		const by = coordinator(locals);
		const input = await parse(request, mailTextName, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form, letter: null });
		const { kind, language } = input.value;
		await locals.within((tx) => forgetMailText(tx, by, kind, language));
		redirect(303, here(locals.language, kind, language, 'forgotten'));
	},
};
