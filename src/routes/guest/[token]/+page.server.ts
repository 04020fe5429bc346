import { words as organisationWords } from '#modules/organisations/words.ts';
import { shownSlot } from '#modules/thread/output-guest.server.ts';
import { guestBy, slotFor } from '#modules/thread/read-guest.server.ts';
import type { GuestDecision } from '#modules/thread/rules-guest.ts';
import { words } from '#modules/thread/words.ts';
import { confirmRequest, withdraw } from '#modules/thread/write-guest.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, nothing } from '#platform/form.ts';
import { doing, type Place } from '../../doing.server.ts';
import { nothingHere } from '../../gate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const own = async (tx: Tx, { locals, params }: Pick<RequestEvent, 'locals' | 'params'>) =>
	(await guestBy(tx, locals.region.id, params.token)) ?? nothingHere();

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		const by = await own(tx, event);
		const slot = (await slotFor(tx, by.slot)) ?? nothingHere();
		const { decision, isConfirmed, name, email, organisation, profession } =
			slot.requests.find(({ id }) => id === by.request) ?? nothingHere();
		const shown = shownSlot(language, slot, now);
		return {
			slot: shown,
			/** Whoever confirms sees what they confirm: somebody else may have typed it. */
			who: [name, organisation, organisationWords(language)(`profession.${profession}`), email],
			status: (isConfirmed ? (decision ?? 'none') : 'unconfirmed') as NonNullable<GuestDecision> | 'none' | 'unconfirmed',
			/** Guests learn where; nobody else does. */
			place: decision === 'granted' ? slot.place : '',
			mayConfirm: shown.state === 'open' && (!isConfirmed || decision === 'withdrawn'),
			mayWithdraw: slot.startsAt > now && !slot.cancelledAt && isConfirmed && decision !== 'withdrawn',
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});

const place: Place<RequestEvent, Awaited<ReturnType<typeof own>>> = {
	gate: own,
	page: ({ params }) => `/guest/${params.token}`,
	say: words,
};

export const actions: Actions = {
	confirm: doing(place, 'confirm', 'confirmed', nothing, (tx, by, _, now) => confirmRequest(tx, by, now)),
	withdraw: doing(place, 'withdraw', 'withdrawn', nothing, (tx, by, _, now) => withdraw(tx, by, now)),
};
