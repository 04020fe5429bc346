// A real SMTP server that keeps what it is given.
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface Arrived extends Email {
	/** Text of the calendar part, if there is one. */
	calendar: string | undefined;
	/** The first link of the text that contains these words. */
	link(part: string): string;
}

export interface Sink {
	url: string;
	port: number;
	mails: Arrived[];
	/** Mails to an address, in the order they came. */
	to(address: string): Arrived[];
	/** Addresses that this server does not know. */
	unknown: Set<string>;
	stop(): Promise<void>;
}

const decoder = new TextDecoder();

async function read(raw: Buffer): Promise<Arrived> {
	const mail = await PostalMime.parse(raw);
	const part = mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
	return {
		...mail,
		// The mail parser gives text with plain newlines back, whatever came over the wire.
		calendar: part && (typeof part.content === 'string' ? part.content : decoder.decode(part.content)).replaceAll('\n', '\r\n'),
		link: (wanted) => /https?:\/\/\S+/g[Symbol.match](mail.text ?? '')?.find((url) => url.includes(wanted)) ?? '',
	};
}

/** Starts a sink on loopback, on a port of its own or a given one. */
export async function startSink(port = 0): Promise<Sink> {
	const mails: Arrived[] = [];
	const unknown = new Set<string>();
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS', 'AUTH'],
		onRcptTo({ address }, _session, done) {
			done(unknown.has(address) ? Object.assign(new Error('5.1.1 no such mailbox'), { responseCode: 550 }) : null);
		},
		onData(stream, _session, done) {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', async () => {
				mails.push(await read(Buffer.concat(chunks)));
				done();
			});
		},
	});
	await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
	const address = server.server.address() as { port: number };
	return {
		url: `smtp://127.0.0.1:${address.port}`,
		port: address.port,
		mails,
		unknown,
		to: (wanted) => mails.filter((mail) => mail.to?.some(({ address }) => address === wanted)),
		stop: () => new Promise<void>((stopped) => server.close(() => stopped())),
	};
}
