import { describe, expect, test } from 'vitest';
import { isUnknownAddress } from '#platform/mail/transport.ts';
import { isAddress } from './form.ts';
import { from, isReserved, to } from './paths.ts';
import { toCsv } from './sheet/sheet.ts';
import { daysAfter, fromParts, longDay, parts } from './time/time.ts';

describe('paths', () => {
	test.each([
		['/', '/', '/en'],
		['/events/x/registration', '/veranstaltungen/x/anmeldung', '/en/events/x/registration'],
		['/events/events', '/veranstaltungen/events', '/en/events/events'],
		['/desk/meetings/new', '/koordination/treffen/neu', '/en/desk/meetings/new'],
		['/desk/meetings/neu-2027/people', '/koordination/treffen/neu-2027/teilnehmende', '/en/desk/meetings/neu-2027/people'],
		['/my-place/abc.def/withdraw', '/meine-anmeldung/abc.def/absagen', '/en/my-place/abc.def/withdraw'],
		['/sign-in/events', '/anmelden/events', '/en/sign-in/events'],
	])('%s is %s and %s, and leads back', (path, german, english) => {
		expect([to('de', path), to('en', path)]).toEqual([german, english]);
		expect([from(german), from(english)]).toEqual([
			{ language: 'de', path },
			{ language: 'en', path },
		]);
	});

	test('words of the code are no German address, and no address leads to another host', () => {
		expect(from('/events')).toBeUndefined();
		expect(from('/en//evil.example')?.path).toBe('/evil.example');
		expect(from('/foo/constructor/x')?.path).toBe('/foo/constructor/x');
		expect([isReserved('neu'), isReserved('events'), isReserved('treffen-2027')]).toEqual([true, true, false]);
	});
});

describe('time', () => {
	test('wall clocks are read in Germany, in summer and in winter', () => {
		expect(fromParts('16', '2', '2027', '9:30')?.toISOString()).toBe('2027-02-16T08:30:00.000Z');
		expect(fromParts('16', '6', '2027', '9.30 Uhr')?.toISOString()).toBe('2027-06-16T07:30:00.000Z');
		expect(parts(new Date('2027-06-16T07:30:00Z'))).toEqual({ day: '16', month: '6', year: '2027', time: '09:30' });
	});
	test('the hour that is skipped in spring counts as the hour after', () => {
		expect(fromParts('28', '3', '2027', '2:30')?.toISOString()).toBe('2027-03-28T01:30:00.000Z');
	});
	test.each([
		['31', '2', '2027', '9:00'],
		['1', '13', '2027', '9:00'],
		['1', '1', '27', '9:00'],
		['1', '1', '2027', '24:00'],
		['1', '1', '2027', 'früh'],
		['', '', '', ''],
	])('%s.%s.%s %s is no time', (day, month, year, time) => {
		expect(fromParts(day, month, year, time)).toBeUndefined();
	});
	test('9 October 2017 was a Monday (S-02)', () => {
		expect(longDay('de', new Date('2017-10-09T10:00:00Z'))).toBe('Montag, 9. Oktober 2017');
	});
	test('days are counted by the calendar, across the change of the clocks', () => {
		expect(daysAfter(new Date('2027-03-27T11:00:00Z'), 1, '12:00').toISOString()).toBe('2027-03-28T10:00:00.000Z');
	});
});

test.each([
	['name@schule.de', true],
	['vor.nach+x@sub.schule-mit-strich.example', true],
	['müller@schüle.de', true],
	['a..b@schule.de', false],
	['@schule.de', false],
	['a@-x.de', false],
	['a@b', false],
	['a b@schule.de', false],
	['a,b@schule.de', false],
	['=?utf-8?q?a?=@ex.de', false],
	['a@b@c.de', false],
])('%s is an address: %s', (text, expected) => {
	expect(isAddress(text)).toBe(expected);
});

test('a sheet for German spreadsheets: quoted, semicolons, decimal comma, no formula', () => {
	const rows = [
		['=1+1', 'a;"b"', 1.5],
		[' ＝x', null, 2],
	];
	expect(toCsv({ name: 'x', headings: ['A', 'B', 'C'], rows })).toBe('\uFEFF"A";"B";"C"\r\n"\'=1+1";"a;""b""";1,5\r\n"\' ＝x";"";2\r\n');
});

test.each([
	['550 5.1.1 no such user', 550, 'RCPT TO', true],
	['550 no such user', 550, 'RCPT TO', true],
	['550 5.2.1 mailbox disabled', 550, 'RCPT TO', true],
	['554 5.7.1 relay access denied', 554, 'RCPT TO', false],
	['550 5.7.1 we do not like you', 550, 'RCPT TO', false],
	['451 4.7.1 greylisted', 451, 'RCPT TO', false],
	['452 4.2.2 mailbox full', 452, 'RCPT TO', false],
	['550 5.1.8 sender unknown', 550, 'MAIL FROM', false],
])('"%s" is about the address: %#', (response, responseCode, command, isUnknown) => {
	expect(isUnknownAddress({ code: 'EENVELOPE', command, responseCode, response })).toBe(isUnknown);
});
