import fs from 'node:fs/promises';
import path from 'node:path';
import PostalMime from 'postal-mime';

/** A mail that lies in the outbox folder. */
export interface SentMail {
	id: string;
	at: Date;
	to: string;
	subject: string;
	text: string;
	hasCalendar: boolean;
}

/**
 * Reads the mails of an outbox folder, the newest first.
 * Unit:   most = mails at the most
 */
export async function sentMails(folder: string, most: number): Promise<SentMail[]> {
	const names = (await fs.readdir(folder).catch(() => [] as string[])).filter((name) => name.endsWith('.eml') && !name.startsWith('.'));
	const files = await Promise.all(names.map(async (name) => ({ name, at: (await fs.stat(path.join(folder, name))).mtime })));
	files.sort((a, b) => b.at.getTime() - a.at.getTime());
	return Promise.all(
		files.slice(0, most).map(async ({ name, at }) => {
			const mail = await PostalMime.parse(await fs.readFile(path.join(folder, name)));
			const [to] = mail.to ?? [];
			return {
				id: name,
				at,
				to: to?.name || to?.address || '',
				subject: mail.subject ?? '',
				text: mail.text ?? '',
				hasCalendar: mail.attachments.some(({ mimeType }) => mimeType === 'text/calendar'),
			};
		}),
	);
}
