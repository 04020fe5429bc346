import { eraseHelpers } from '#modules/boards/write-helper.server.ts';
import { eraseUnconfirmed } from '#modules/events/write-follow.server.ts';
import { eraseMet } from '#modules/groups/write.server.ts';
import { eraseMarks } from '#modules/offers/write.server.ts';
import { eraseContacts } from '#modules/organisations/write-disclosure.server.ts';
import { eraseSpecialists } from '#modules/positions/write-specialist.server.ts';
import * as registration from '#modules/registration/write.server.ts';
import * as invitations from '#modules/registration/write-invitation.server.ts';
import { eraseAnswers } from '#modules/registration/write-question.server.ts';
import { eraseCarers } from '#modules/thread/write.server.ts';
import { erasePartners } from '#modules/thread/write-agreement.server.ts';
import { eraseMembers } from '#modules/thread/write-group.server.ts';
import { eraseGuests } from '#modules/thread/write-guest.server.ts';
import { eraseRecipients } from '#modules/thread/write-minutes.server.ts';
import type { Tx } from '#platform/db/database.ts';
import * as mail from '#platform/mail/mail.ts';
import * as session from '#platform/session/session.ts';
import { dayOf } from '#platform/time/time.ts';
import { CARER_MONTHS, GUEST_DAYS, MAIL_DAYS, MET_MONTHS, REGISTRATION_MONTHS, SIGNED_YEARS, UNCONFIRMED_DAYS } from './rules.ts';

/** Deletes everything of the region whose time has come; runs every night. */
export async function eraseDue(tx: Tx, now: Date): Promise<void> {
	await registration.eraseNeeds(tx, dayOf(now));
	await eraseAnswers(tx, dayOf(now));
	const months = new Date(now);
	months.setUTCMonth(months.getUTCMonth() - REGISTRATION_MONTHS);
	await invitations.eraseInvitations(tx, months);
	await registration.erasePlaces(tx, months);
	await eraseHelpers(tx, months);
	await eraseRecipients(tx, months);
	await eraseMembers(tx, dayOf(months));
	await eraseContacts(tx, months);
	await eraseMarks(tx, months);
	await eraseSpecialists(tx, dayOf(months), dayOf(now));
	const since = new Date(now);
	since.setUTCMonth(since.getUTCMonth() - MET_MONTHS);
	await eraseMet(tx, dayOf(since));
	const ended = new Date(now);
	ended.setUTCMonth(ended.getUTCMonth() - CARER_MONTHS);
	await eraseCarers(tx, ended);
	const signed = new Date(now);
	signed.setUTCFullYear(signed.getUTCFullYear() - SIGNED_YEARS);
	await erasePartners(tx, ended, signed);
	const unconfirmed = new Date(now.getTime() - UNCONFIRMED_DAYS * 24 * 3600_000);
	await eraseUnconfirmed(tx, unconfirmed);
	await eraseGuests(tx, new Date(now.getTime() - GUEST_DAYS * 24 * 3600_000), unconfirmed);
	await mail.eraseOld(tx, new Date(now.getTime() - MAIL_DAYS * 24 * 3600_000));
	await session.eraseExpired(tx, now);
}
