import { redirect } from '@sveltejs/kit';
import { demonstrationPerson, demonstrationPlace } from '#modules/admin/read.server.ts';
import { personalTokenOf } from '#modules/registration/read.server.ts';
import { words } from '#modules/registration/words.ts';
import { nothing, parse } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { open } from '#platform/session/session.ts';
import { demonstration, giveSession, nothingHere } from '../../gate.server.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ request, locals, cookies, url }) => {
	demonstration(locals);
	const { region, now, language } = locals;
	const { form } = await parse(request, nothing, words(language));
	if (form.values['as'] === 'coordinator') {
		const session = await locals.within(async (tx) => {
			const person = (await demonstrationPerson(tx)) ?? nothingHere();
			return open(tx, region.id, person, now);
		});
		giveSession(cookies, url, session);
		redirect(303, to(language, '/desk'));
	}
	const token = await locals.within(async (tx) => {
		const place = (await demonstrationPlace(tx, now)) ?? nothingHere();
		return personalTokenOf(tx, region.id, place);
	});
	redirect(303, to(language, `/my-place/${token}`));
};
