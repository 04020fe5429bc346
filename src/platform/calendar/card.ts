import ICAL from 'ical.js';

/** Somebody as an address book knows them. */
export interface Card {
	name: string;
	organisation: string;
	function: string;
	email: string;
	phone?: string;
}

/**
 * Cards for an address book.
 * Source: RFC 6350 (vCard 4.0)
 */
export function cards(people: readonly Card[]): string {
	const made = people.map((person) => {
		const card = new ICAL.Component(['vcard', [], []]);
		card.addPropertyWithValue('version', '4.0');
		card.addPropertyWithValue('fn', person.name);
		if (person.organisation) card.addPropertyWithValue('org', [person.organisation]);
		if (person.function) card.addPropertyWithValue('title', person.function);
		if (person.email) card.addPropertyWithValue('email', person.email);
		if (person.phone) card.addPropertyWithValue('tel', person.phone);
		return card.toString();
	});
	return made.map((text) => `${text}\r\n`).join('');
}
