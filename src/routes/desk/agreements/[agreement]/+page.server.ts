import { randomUUID } from 'node:crypto';
import type { Keeper } from '#modules/thread/access.ts';
import { shownAgreement as shown } from '#modules/thread/output-agreement.server.ts';
import { asks, binds } from '#modules/thread/rules-agreement.ts';
import {
	agreementEnding,
	annex,
	annexGone,
	measure,
	measured,
	paperSigning,
	renewal,
	shownAgreement,
} from '#modules/thread/schema-agreement.ts';
import { words } from '#modules/thread/words.ts';
import * as thread from '#modules/thread/write-agreement.server.ts';
import { addMeasure, report } from '#modules/thread/write-measure.server.ts';
import { signOnPaper } from '#modules/thread/write-signature.server.ts';
import { filled, nothing } from '#platform/form.ts';
import { dayOf } from '#platform/time/time.ts';
import { filing, ownAgreement } from '../../../agreement.server.ts';
import { doing, type Place } from '../../../doing.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language, now } = event.locals;
		const { agreement } = await ownAgreement(tx, event);
		const one = shown(language, agreement, dayOf(now));
		return {
			agreement: one,
			isPublic: agreement.isPublic,
			isRenewable: binds(one.state) || asks(one.state),
			signed: one.versions.at(-1)?.signed ?? 0,
			key: randomUUID(),
			done: event.url.searchParams.get('done'),
			blank: filled(),
		};
	});

const place: Place<RequestEvent, Keeper> = {
	gate: async (tx, event) => (await ownAgreement(tx, event)).by,
	page: ({ params }) => `/desk/agreements/${params.agreement}`,
	say: words,
};

export const actions: Actions = {
	show: doing(place, 'show', 'shown', shownAgreement, (tx, by, { isPublic }) => thread.showAgreement(tx, by, isPublic)),
	offer: doing(place, 'offer', 'offered', nothing, (tx, by, _, now) => thread.offer(tx, by, now)),
	paper: filing(place, 'paper', 'signed', paperSigning, signOnPaper),
	addAnnex: filing(place, 'addAnnex', 'saved', annex, thread.addAnnex),
	dropAnnex: doing(place, 'dropAnnex', 'saved', annexGone, thread.dropAnnex),
	addMeasure: doing(place, 'addMeasure', 'measure', measure, addMeasure),
	measured: doing(place, 'measured', 'measured', measured, report),
	renew: doing(place, 'renew', 'renewed', renewal, thread.renew),
	finish: doing(place, 'finish', 'finished', agreementEnding, (tx, by, { note }, now) => thread.endAgreement(tx, by, note, now)),
};
