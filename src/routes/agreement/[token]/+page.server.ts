import type { Party } from '#modules/thread/access.ts';
import { shownAgreement } from '#modules/thread/output-agreement.server.ts';
import { agreementStanding } from '#modules/thread/rules-agreement.ts';
import { measured, noting, signing } from '#modules/thread/schema-agreement.ts';
import { words } from '#modules/thread/words.ts';
import { report } from '#modules/thread/write-measure.server.ts';
import { noteByLink, signByLink } from '#modules/thread/write-signature.server.ts';
import { filled } from '#platform/form.ts';
import { dayOf } from '#platform/time/time.ts';
import { doing, type Place } from '../../doing.server.ts';
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
		// What is still being worded is nobody's but theirs who word it, also once it has ended.
		const isTold = agreementStanding(agreement, dayOf(now)).isOffered;
		const own = parties.find(({ id }) => id === by.party) as (typeof parties)[0];
		const contact = agreement.contacts.find(({ id }) => id === by.party);
		return {
			agreement: {
				...one,
				clauses: isTold ? one.clauses : [],
				annexes: isTold ? one.annexes : [],
				measures: (isTold ? measures : []).map((measure) => ({
					...measure,
					entries: measure.entries.map((entry) => ({ ...entry, by: '' })),
				})),
				// How others are reached is theirs.
				parties: (isTold ? parties : [own]).map(({ id, ...rest }) => ({ ...rest, id, contact: '', email: '' })),
				entries: [],
				versions: [],
				meeting: null,
				mandate: null,
			},
			party: own,
			done: own.signature || event.url.searchParams.get('done') === 'measured' ? event.url.searchParams.get('done') : null,
			blank: filled({ signer: contact?.name ?? '', function: contact?.function ?? '' }),
		};
	});

const place: Place<RequestEvent, Party> = {
	gate: async (tx, event) => (await party(tx, event)).by,
	page: ({ params }) => `/agreement/${params.token}`,
	say: words,
};

export const actions: Actions = {
	sign: doing(place, 'sign', 'signed', signing, signByLink),
	note: doing(place, 'note', 'noted', noting, noteByLink),
	measured: doing(place, 'measured', 'measured', measured, report),
};
