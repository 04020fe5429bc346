import { invited } from '#modules/registration/read-invitation.server.ts';
import { shown } from '#modules/registration/rules-invitation.ts';
import { invitedFilter } from '#modules/registration/schema-invitation.ts';
import { words } from '#modules/registration/words.ts';
import { read } from '#platform/form.ts';
import { shortDay } from '#platform/time/time.ts';
import { organiser } from '../../../../../gate.server.ts';
import { takenAway } from '../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const { language } = locals;
	const t = words(language);
	const { meeting, people } = await locals.within(async (tx) => {
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		return { meeting, people: shown(await invited(tx, by), read(invitedFilter, Object.fromEntries(url.searchParams))) };
	});
	const yes = (is: boolean, key: 'invite.refused' | 'invite.unsubscribed') => (is ? t(key) : '');
	return takenAway(params.format, `${meeting.slug}-${t('invite.title').toLowerCase()}`, {
		name: t('invite.title'),
		headings: [
			t('list.name'),
			t('list.email'),
			t('list.organisation'),
			t('invite.answer'),
			t('invite.invitedOn'),
			t('invite.remindedOn'),
			t('invite.delivery'),
		],
		rows: people.map((one) => [
			one.name,
			one.email,
			one.organisation,
			t(`invite.answer.${one.answer}`),
			shortDay(language, one.invitedAt),
			one.remindedAt ? shortDay(language, one.remindedAt) : '',
			[yes(one.isRefused, 'invite.refused'), yes(one.isUnsubscribed, 'invite.unsubscribed')].filter(Boolean).join(', '),
		]),
	});
};
