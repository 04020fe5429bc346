import { fail, isHttpError, redirect } from '@sveltejs/kit';
import { photos, withdrawnPhotos } from '#modules/events/read-photo.server.ts';
import { photo } from '#modules/events/schema-photo.ts';
import { words } from '#modules/events/words.ts';
import { addPhoto, withdrawPhoto } from '#modules/events/write-photo.server.ts';
import { withoutPhotoConsent } from '#modules/registration/read.server.ts';
import { filled, formIn, isId, nothing, parse, parseForm, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { MOST_BYTES, prepare } from '#platform/picture/picture.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { organiser } from '../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		return {
			photos: await photos(tx, meeting.id),
			withdrawn: await withdrawnPhotos(tx, by),
			shy: await withoutPhotoConsent(tx, by),
			done: url.searchParams.get('done'),
			blank: filled(),
		};
	});

type Event = { locals: App.Locals; params: { meeting: string } };

const here = ({ locals, params }: Event, done: string) => to(locals.language, `/desk/meetings/${params.meeting}/photos?done=${done}`);

// What stands around the picture in the form.
const AROUND = 100_000;

export const actions: Actions = {
	add: async (event) => {
		const { request, locals, params } = event;
		const { language } = locals;
		// Whoever may not is told so before ten megabytes are read.
		await locals.within((tx) => organiser(tx, locals, params.meeting));
		const noPicture = new Rejected((l) => words(l)('photo.unreadable'), 'file');
		const data = await formIn(request, MOST_BYTES + AROUND).catch((problem) => {
			if (isHttpError(problem, 413)) return null;
			throw problem;
		});
		if (data === null) return fail(413, { form: withRejection(filled(), noPicture, language) });
		const input = parseForm(data, photo, words(language));
		const file = data?.get('file');
		const picture = file instanceof File && file.size > 0 ? await prepare(new Uint8Array(await file.arrayBuffer())) : undefined;
		if (!picture) return fail(400, { form: withRejection(input.form, noPicture, language) });
		if (!input.ok) return fail(400, { form: withRejection(input.form, new Rejected((l) => words(l)('photo.again'), 'file'), language) });
		const done = await answer(
			locals.within(async (tx) => addPhoto(tx, (await organiser(tx, locals, params.meeting)).organiser, input.value, picture)),
		);
		if (!done.ok) return fail(409, { form: withRejection(input.form, done.rejected, language) });
		redirect(303, here(event, 'added'));
	},
	withdraw: async (event) => {
		const { request, locals, params } = event;
		const { form } = await parse(request, nothing, words(locals.language));
		const { id } = form.values;
		const done = await answer(
			locals.within(async (tx) => {
				const { organiser: by } = await organiser(tx, locals, params.meeting);
				if (!isId(id)) throw new Rejected((l) => words(l)('photo.gone'));
				await withdrawPhoto(tx, by, id, locals.now);
			}),
		);
		if (!done.ok) return fail(409, { form: withRejection(filled(), done.rejected, locals.language) });
		redirect(303, here(event, 'withdrawn'));
	},
};
