// Calendar files read back by two parsers that are not the writer.
import IcalExpander from 'ical-expander';
import ical, { type VEvent } from 'node-ical';
import { expect } from 'vitest';

/** What a calendar file says of its one appointment. */
export interface Told {
	uid: string;
	sequence: number;
	starts: string;
	ends: string;
	location: string;
	status: string;
	method: string;
}

/** What a calendar file says of its one appointment, as both parsers understand it. */
export async function readBack(text: string): Promise<Told> {
	expect(text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
	expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*DTSTAMP:\d{8}T\d{6}Z\r\n[\s\S]*END:VCALENDAR\r\n$/);
	const parsed = await ical.async.parseICS(text);
	const [event] = Object.values(parsed).filter((entry): entry is VEvent => entry?.type === 'VEVENT');
	const expander = new IcalExpander({ ics: text });
	const [expanded] = expander.all().events;
	if (!event || !expanded) throw new Error('no appointment');
	const told = {
		uid: event.uid,
		sequence: Number(event.sequence),
		starts: event.start.toISOString(),
		ends: event.end?.toISOString() ?? '',
		location: String(event.location),
		status: String(event.status),
		method: /METHOD:(\w+)/.exec(text)?.[1] ?? '',
	};
	const other = {
		uid: expanded.uid,
		sequence: expanded.sequence,
		starts: expanded.startDate.toJSDate().toISOString(),
		ends: expanded.endDate.toJSDate().toISOString(),
		location: expanded.location,
	};
	expect(other).toEqual({ uid: told.uid, sequence: told.sequence, starts: told.starts, ends: told.ends, location: told.location });
	return told;
}
