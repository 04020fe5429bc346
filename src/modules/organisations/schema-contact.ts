import * as v from 'valibot';
import { choice, fieldOf, id, isAddress, line, personName, tick } from '#platform/form.ts';
import { contactKinds } from './rules-contact.ts';
import { type Level, levels, type Shown, shownFields } from './rules-visibility.ts';

/** Somebody to turn to, new or known by the id that the form brings. */
export const contact = v.pipe(
	v.object({
		contact: id('unknownChoice'),
		kind: choice(contactKinds, 'contactKindMissing'),
		contactFunction: line(160),
		deputy: tick,
		contactName: personName('contactNameMissing'),
		contactPhone: line(60),
		contactEmail: v.pipe(
			line(254),
			v.toLowerCase(),
			v.check((text) => text === '' || isAddress(text), 'emailMissing'),
		),
		hours: line(300),
		level: choice(levels, 'unknownChoice'),
		agreed: tick,
		/** As whom the form showed that somebody agreed; '' = nobody had. */
		agreedAs: line(160),
		/** Whether the form changes somebody, and enters nobody. */
		isKnown: tick,
	}),
	v.forward(
		v.partialCheck([['level'], ['agreed']], ({ level, agreed }) => level !== 'public' || agreed, 'agreedMissing'),
		['level'],
	),
);

export type ContactInput = v.InferOutput<typeof contact>;

/** Somebody who is turned to no longer. */
export const contactGone = v.object({ contact: id('unknownChoice') });

const sees = v.object(
	v.entriesFromList(
		shownFields.map((field) => fieldOf('sees', field)),
		choice(levels, 'unknownChoice'),
	),
);

/** Who sees what of an organisation, and whether it stands in the public directory. Shape: seen = what was said last when the form was opened */
export const disclosure = v.pipe(
	v.object({ seen: line(40), listed: choice(['yes', 'no'], 'unknownChoice'), ...sees.entries }),
	v.transform(({ seen, listed, ...rest }) => ({
		seen,
		listed: listed === 'yes',
		visibility: Object.fromEntries(shownFields.map((field) => [field, rest[fieldOf('sees', field)]])) as Record<Shown, Level>,
	})),
);

export type DisclosureInput = v.InferOutput<typeof disclosure>;
