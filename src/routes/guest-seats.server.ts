// What those who decide see of the requests for guest seats.
import { words as organisationWords } from '#modules/organisations/words.ts';
import type { GuestSlot } from '#modules/thread/read-guest.server.ts';
import type { Language } from '#platform/language/language.ts';
import { shortDay } from '#platform/time/time.ts';

/** Requests as a page shows them, those that nobody has decided first. */
export const shownRequests = (language: Language, { requests }: Pick<GuestSlot, 'requests'>) =>
	requests
		.filter(({ isConfirmed }) => isConfirmed)
		.map(({ id, name, email, organisation, profession, askedAt, decision }) => ({
			id,
			name,
			email,
			work: [organisation, organisationWords(language)(`profession.${profession}`)].join(' · '),
			askedOn: shortDay(language, askedAt),
			decision,
		}))
		.sort((a, b) => Number(a.decision !== null) - Number(b.decision !== null));
