import { fail, redirect } from '@sveltejs/kit';
import { importPeople, MOST_ROWS, previewImport } from '#modules/conduct/write-import.server.ts';
import { professions } from '#modules/organisations/rules.ts';
import { words as organisationWords } from '#modules/organisations/words.ts';
import { openForTeam } from '#modules/registration/access.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import { bookable } from '#modules/registration/rules.ts';
import { words } from '#modules/registration/words.ts';
import { workshops } from '#modules/workshops/read.server.ts';
import { filled, formIn } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { textOf } from '#platform/sheet/csv.ts';
import { organiser } from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

const MOST_CHARACTERS = 200_000;

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { meeting } = await organiser(tx, locals, params.meeting);
		return {
			workshops: (await workshops(tx, meeting.id)).map(({ title }) => title),
			professions: professions.map((one) => organisationWords(locals.language)(`profession.${one}`)),
			most: MOST_ROWS,
			registered: Number(url.searchParams.get('registered') ?? -1),
			changed: Number(url.searchParams.get('changed') ?? 0),
			refused: Number(url.searchParams.get('refused') ?? 0),
			blank: filled(),
		};
	});

/** The file that was chosen, or else the text that was pasted; empty for a request that is no form. */
async function textFrom(request: Request): Promise<string> {
	const form = await formIn(request);
	const [file, text] = [form?.get('file'), form?.get('text')];
	if (file instanceof File && file.size > 0) return textOf(new Uint8Array(await file.arrayBuffer()));
	return typeof text === 'string' ? text : '';
}

const tooLong = () => new Rejected((language) => words(language)('import.tooLong'), 'text');

export const actions: Actions = {
	preview: async ({ request, locals, params }) => {
		const { language } = locals;
		const text = await textFrom(request);
		const done = await answer(
			locals.within(async (tx) => {
				const { organiser: by, meeting } = await organiser(tx, locals, params.meeting);
				if (text.length > MOST_CHARACTERS) throw tooLong();
				const offer = await offerOf(tx, meeting.id);
				const title = new Map((await workshops(tx, meeting.id)).map(({ id, title }) => [id, title]));
				return { rows: await previewImport(tx, by, text), title, free: offer ? bookable(offer, true) : 0 };
			}),
		);
		const kept = text.slice(0, MOST_CHARACTERS);
		if (!done.ok)
			return fail(400, { form: { values: { text: kept }, errors: { text: done.rejected.say(language) } }, text: '', rows: [], free: 0 });
		locals.isPreview = true;
		const t = words(language);
		const { free, title } = done.value;
		const named = (ids: readonly string[] = []) => ids.map((id) => title.get(id) ?? '');
		let coming = 0;
		return {
			form: filled(),
			text: kept,
			free,
			rows: done.value.rows.map(({ input: _, wishes, had, remarks, ...row }) => ({
				...row,
				isWaiting: row.fate === 'new' && ++coming > free,
				wishes: named(wishes),
				had: row.fate === 'wishes' ? named(had) : [],
				remarks: remarks.map(({ key, value }) => t(key, { value })),
			})),
		};
	},
	import: async ({ request, locals, params }) => {
		const { language, region, now } = locals;
		const text = await textFrom(request);
		const done = await answer(
			locals.within(async (tx) => {
				const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
				if (text.length > MOST_CHARACTERS) throw tooLong();
				const open = openForTeam(region.id, meeting, await offerOf(tx, meeting.id), now);
				if (!open) throw new Rejected((l) => words(l)('registrationClosed'), 'text');
				return importPeople(tx, by, open, text, language);
			}),
		);
		if (!done.ok)
			return fail(409, {
				form: { values: { text: text.slice(0, MOST_CHARACTERS) }, errors: { text: done.rejected.say(language) } },
				text: '',
				rows: [],
				free: 0,
			});
		const { registered, changed, refused } = done.value;
		const query = `registered=${registered}&changed=${changed}&refused=${refused}`;
		redirect(303, to(language, `/desk/meetings/${params.meeting}/people/import?${query}`));
	},
};
