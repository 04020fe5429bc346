import { fail, redirect } from '@sveltejs/kit';
import { areas, municipalities } from '#modules/places/read.server.ts';
import { municipality, region } from '#modules/places/schema.ts';
import { words } from '#modules/places/words.ts';
import { changeRegion, saveMunicipality } from '#modules/places/write.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { dayOf } from '#platform/time/time.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	coordinator(locals);
	const known = locals.region;
	return locals.within(async (tx) => ({
		municipalities: await municipalities(tx),
		planningAreas: await areas(tx, 'planningArea'),
		isSaved: url.searchParams.get('done') === 'saved',
		blank: filled(),
		known: filled({
			name: known.name,
			operatorName: known.operatorName,
			operatorAddress: known.operatorAddress,
			operatorEmail: known.operatorEmail,
			operatorPhone: known.operatorPhone,
			representedBy: known.representedBy,
			dataProtectionOfficer: known.dataProtectionOfficer,
			supervisoryAuthority: known.supervisoryAuthority,
			enforcementBody: known.enforcementBody,
			accent: known.accent ?? '',
			frameAncestors: known.frameAncestors.join('\n'),
			asksByItself: known.asksByItself ? 'yes' : '',
		}),
	}));
};

export const actions: Actions = {
	region: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await parse(request, region, words(language));
		if (!input.ok) return fail(400, { what: 'region' as const, form: input.form });
		await locals.within((tx) => changeRegion(tx, by, input.value));
		locals.forgetRegions();
		redirect(303, to(language, '/desk/region?done=saved'));
	},
	municipality: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await parse(request, municipality, words(language));
		if (!input.ok) return fail(400, { what: 'municipality' as const, form: input.form });
		const done = await answer(locals.within((tx) => saveMunicipality(tx, by, input.value, dayOf(locals.now))));
		if (!done.ok) return fail(409, { what: 'municipality' as const, form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, '/desk/region?done=saved#areas'));
	},
};
