import { fail, redirect } from '@sveltejs/kit';
import { organisations } from '#modules/organisations/read.server.ts';
import { factLines } from '#modules/thread/output-agreement.server.ts';
import { type Agreement, contactsDigest } from '#modules/thread/read-agreement.server.ts';
import { type Content, goingOn, present, signaturesUnder } from '#modules/thread/rules-agreement.ts';
import { compared } from '#modules/thread/rules-compare.ts';
import { agreementText } from '#modules/thread/schema-agreement.ts';
import { words } from '#modules/thread/words.ts';
import { saveText } from '#modules/thread/write-agreement.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import type { Language } from '#platform/language/language.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';
import { ownAgreement } from '../../../../agreement.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** The present text, as its form has it. */
function fieldsOf(language: Language, agreement: Agreement, today: string) {
	const { versions, contacts } = agreement;
	const { number } = present(versions);
	const content = goingOn(agreement, today);
	const contact = new Map(contacts.map((one) => [one.id, one]));
	return filled({
		seen: String(number),
		people: contactsDigest(agreement),
		title: content.title,
		from: dayLine(language, content.from),
		until: dayLine(language, content.until),
		review: dayLine(language, content.review),
		...Object.fromEntries(
			content.clauses.flatMap(({ heading, text }, at) => [
				[`heading${at + 1}`, heading],
				[`text${at + 1}`, text],
				[`place${at + 1}`, String(at + 1)],
			]),
		),
		...Object.fromEntries(
			content.parties.flatMap(({ id, name, role }, at) => [
				[`party${at + 1}`, id],
				[`name${at + 1}`, name],
				[`role${at + 1}`, role],
				[`contactName${at + 1}`, contact.get(id)?.name ?? ''],
				[`contactFunction${at + 1}`, contact.get(id)?.function ?? ''],
				[`contactEmail${at + 1}`, contact.get(id)?.email ?? ''],
			]),
		),
	});
}

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { agreement } = await ownAgreement(tx, event);
		const { number, hash, content } = present(agreement.versions);
		return {
			title: content.title,
			id: agreement.id,
			term: agreement.term,
			number,
			signed: signaturesUnder(agreement.signatures, { hash }).length,
			organisations: await organisations(tx),
			known: fieldsOf(event.locals.language, agreement, dayOf(event.locals.now)),
		};
	});

export const actions: Actions = {
	default: async (event) => {
		const { request, locals } = event;
		const { language } = locals;
		const input = await parse(request, agreementText, words(language));
		const outcome = await answer(
			locals.within(async (tx) => {
				const { by } = await ownAgreement(tx, event);
				if (input.ok) await saveText(tx, by, input.value, locals.now);
				return by.agreement;
			}),
		);
		if (!input.ok) return fail(400, { form: input.form, parts: null });
		if (outcome.ok) redirect(303, `${to(language, `/desk/agreements/${outcome.value}`)}?done=saved`);
		const form = withRejection(input.form, outcome.rejected, language);
		const last = present((await locals.within((tx) => ownAgreement(tx, event))).agreement.versions);
		if (last.number === input.value.seen) return fail(409, { form, parts: null });
		// Somebody was faster: both texts are shown, and what was typed stays.
		const mine: Content = { ...last.content, ...input.value, parties: input.value.parties };
		const values: Record<string, string> = { ...input.form.values, seen: String(last.number) };
		return fail(409, {
			form: { values, errors: form.errors },
			parts: compared([last.content, mine], [factLines(language, last.content), factLines(language, mine)]),
		});
	},
};
