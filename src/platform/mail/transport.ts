import fs from 'node:fs/promises';
import path from 'node:path';
import nodemailer, { type SendMailOptions } from 'nodemailer';

/** The way mails leave: a real SMTP server, or a folder to look into. */
export interface Transport {
	/** Sends a mail; false when the receiver's server says that there is no such address. */
	send(mail: SendMailOptions): Promise<boolean>;
	close(): void;
}

interface Refusal {
	code?: string;
	command?: string;
	responseCode?: number;
	response?: string;
}

/**
 * Whether a refusal is about the receiver's address, for good. A server that is full, busy or set up wrongly refuses as well,
 * but a mail that it refuses today it may take tomorrow.
 * Source: RFC 5321 (550, 551, 553), RFC 3463 (x.1.x address, x.2.x mailbox)
 */
export function isUnknownAddress({ code, command, responseCode = 0, response = '' }: Refusal): boolean {
	if (code !== 'EENVELOPE' || !command?.startsWith('RCPT')) return false;
	const [, subject] = /^\d{3}[ -]5\.(\d)\.\d/.exec(response) ?? [];
	return subject ? subject === '1' || subject === '2' : [550, 551, 553].includes(responseCode);
}

function overSmtp(url: string): Transport {
	const address = new URL(url);
	// Connections stay open while there is something to send: a few hundred mails leave in seconds.
	const defaults = { pool: 'true', connectionTimeout: '10000', greetingTimeout: '10000', socketTimeout: '30000' };
	for (const [name, value] of Object.entries(defaults)) if (!address.searchParams.has(name)) address.searchParams.set(name, value);
	const smtp = nodemailer.createTransport(address.href);
	return {
		send: async (mail) => {
			try {
				await smtp.sendMail(mail);
				return true;
			} catch (error) {
				if (isUnknownAddress(error as Refusal)) return false;
				throw error;
			}
		},
		close: () => smtp.close(),
	};
}

function intoFolder(folder: string): Transport {
	const writer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
	return {
		send: async (mail) => {
			const { message } = await writer.sendMail(mail);
			await fs.mkdir(folder, { recursive: true, mode: 0o700 });
			const name = `${String(mail.messageId).replaceAll(/[^a-zA-Z0-9-]/g, '_')}.eml`;
			// Written under another name first: whoever reads the folder finds whole mails only.
			await fs.writeFile(path.join(folder, `.${name}`), message as Buffer, { mode: 0o600 });
			await fs.rename(path.join(folder, `.${name}`), path.join(folder, name));
			return true;
		},
		close: () => writer.close(),
	};
}

/** SMTP_URL if it is set, otherwise the outbox folder. */
export const openTransport = (smtpUrl: string | undefined, outbox: string): Transport => (smtpUrl ? overSmtp(smtpUrl) : intoFolder(outbox));
