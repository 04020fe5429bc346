import type { Party } from '#modules/thread/access.ts';
import { shownAgreement } from '#modules/thread/output-agreement.server.ts';
import { measured, noting, signing } from '#modules/thread/schema-agreement.ts';
import { report } from '#modules/thread/write-measure.server.ts';
import { noteByLink, signByLink } from '#modules/thread/write-signature.server.ts';
import { filled } from '#platform/form.ts';
import { dayOf } from '#platform/time/time.ts';
import { doing, type Place } from '../../mandate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { party } from './party.server.ts';

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		const { agreement, by } = await party(tx, event);
		const {
			measures,
			entries: _,
			versions: __,
			meeting: ___,
			mandate: ____,
			parties,
			...one
		} = shownAgreement(language, agreement, dayOf(now));
		const contact = agreement.contacts.find(({ id }) => id === by.party);
		return {
			agreement: {
				...one,
				measures: measures.map((measure) => ({ ...measure, entries: measure.entries.map((entry) => ({ ...entry, by: '' })) })),
				// How others are reached is theirs.
				parties: parties.map(({ id, ...rest }) => ({ ...rest, id, contact: '', email: '' })),
				entries: [],
				versions: [],
				meeting: null,
				mandate: null,
			},
			party: parties.find(({ id }) => id === by.party) as (typeof parties)[0],
			done: event.url.searchParams.get('done'),
			blank: filled({ signer: contact?.name ?? '', function: contact?.function ?? '' }),
		};
	});

const place: Place<RequestEvent, Party> = {
	gate: async (tx, event) => (await party(tx, event)).by,
	page: ({ params }) => `/agreement/${params.token}`,
};

export const actions: Actions = {
	sign: doing(place, 'sign', 'signed', signing, signByLink),
	note: doing(place, 'note', 'noted', noting, noteByLink),
	measured: doing(place, 'measured', 'measured', measured, report),
};
