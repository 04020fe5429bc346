import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { ZONE } from '../time/time.ts';

// The library counts 75 bytes without the blank that begins a continued line.
ICAL.foldLength = 74;

/** One appointment, as a calendar file tells it. */
export interface Appointment {
	/** The same for ever, also when the appointment moves. */
	uid: string;
	/** Counts the changes that people must hear of. */
	sequence: number;
	cancelled: boolean;
	starts: Date;
	ends: Date;
	title: string;
	description: string;
	location: string;
	url: string;
	organizer?: { name: string; address: string };
	attendee?: { name: string; address: string };
}

const RULES: [kind: 'daylight' | 'standard', from: string, to: string, start: string, rule: string, name: string][] = [
	['daylight', '+01:00', '+02:00', '1981-03-29T02:00:00', 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'CEST'],
	['standard', '+02:00', '+01:00', '1996-10-27T03:00:00', 'FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU', 'CET'],
];

function timezone(): ICAL.Component {
	const zone = new ICAL.Component('vtimezone');
	zone.addPropertyWithValue('tzid', ZONE);
	for (const [kind, from, to, start, rule, name] of RULES) {
		const part = new ICAL.Component(kind);
		part.addPropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromString(from));
		part.addPropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromString(to));
		part.addPropertyWithValue('tzname', name);
		part.addPropertyWithValue('dtstart', ICAL.Time.fromDateTimeString(start));
		part.addPropertyWithValue('rrule', ICAL.Recur.fromString(rule));
		zone.addSubcomponent(part);
	}
	return zone;
}

function local(component: ICAL.Component, name: string, at: Date): void {
	const text = Temporal.Instant.fromEpochMilliseconds(at.getTime())
		.toZonedDateTimeISO(ZONE)
		.toPlainDateTime()
		.toString({ smallestUnit: 'second' });
	component.addPropertyWithValue(name, ICAL.Time.fromDateTimeString(text)).setParameter('tzid', ZONE);
}

function utc(component: ICAL.Component, name: string, at: Date): void {
	component.addPropertyWithValue(name, ICAL.Time.fromDateTimeString(`${at.toISOString().slice(0, 19)}Z`));
}

function person(component: ICAL.Component, name: string, { name: called, address }: { name: string; address: string }): ICAL.Property {
	const property = component.addPropertyWithValue(name, `mailto:${address}`);
	// A quote cannot be written in a parameter at all.
	property.setParameter('cn', called.replaceAll('"', '’'));
	return property;
}

/**
 * Writes appointments as an iCalendar file, one VEVENT each, times in Europe/Berlin with the zone's rules.
 * Source: RFC 5545; RFC 5546 for REQUEST and CANCEL
 */
export function calendar(appointments: Appointment[], method: 'PUBLISH' | 'REQUEST' | 'CANCEL', now: Date, name?: string): string {
	const file = new ICAL.Component('vcalendar');
	file.addPropertyWithValue('version', '2.0');
	file.addPropertyWithValue('prodid', '-//Augenhöhe//DE');
	file.addPropertyWithValue('calscale', 'GREGORIAN');
	file.addPropertyWithValue('method', method);
	if (name) file.addPropertyWithValue('x-wr-calname', name);
	file.addSubcomponent(timezone());
	for (const appointment of appointments) {
		const event = new ICAL.Component('vevent');
		event.addPropertyWithValue('uid', appointment.uid);
		utc(event, 'dtstamp', now);
		event.addPropertyWithValue('sequence', appointment.sequence);
		local(event, 'dtstart', appointment.starts);
		local(event, 'dtend', appointment.ends);
		event.addPropertyWithValue('summary', appointment.title);
		if (appointment.description) event.addPropertyWithValue('description', appointment.description);
		if (appointment.location) event.addPropertyWithValue('location', appointment.location);
		event.addPropertyWithValue('url', appointment.url);
		event.addPropertyWithValue('status', appointment.cancelled ? 'CANCELLED' : 'CONFIRMED');
		if (appointment.organizer) person(event, 'organizer', appointment.organizer);
		if (appointment.attendee) person(event, 'attendee', appointment.attendee).setParameter('partstat', 'ACCEPTED');
		file.addSubcomponent(event);
	}
	return `${file.toString()}\r\n`;
}
