/** Months after a meeting at which its registrations are deleted. */
export const REGISTRATION_MONTHS = 12;

/** Days after which the outbox forgets that a mail was sent. */
export const MAIL_DAYS = 30;

/** Days after which it is forgotten that an address was to follow something and nobody confirmed it. */
export const UNCONFIRMED_DAYS = 7;

/** Months after which it is forgotten who met whom at a table. */
export const MET_MONTHS = 36;

/** Months after a mandate has ended at which it is forgotten who took care of it. */
export const CARER_MONTHS = 12;

/** Years after an agreement has ended at which it is forgotten who signed it. Source: domain.md §4, retention */
export const SIGNED_YEARS = 10;

/** Days after a conference at which it is forgotten who asked for a guest seat, and who decided. */
export const GUEST_DAYS = 30;

/** What a column tells: nothing about a person, about a person at work, about somebody's health or habits, or a secret. */
export type DataClass = 'none' | 'personal' | 'sensitive' | 'secret';

/** Why a kind of data is there and when it goes. */
export interface Record {
	columns: { [column: string]: DataClass };
	purpose: string;
	deleted: string;
}

/** The id of a person. */
export const IDS = 'personal' as const;
