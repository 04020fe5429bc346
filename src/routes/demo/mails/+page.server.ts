import path from 'node:path';
import { sentMails } from '#platform/mail/outbox.ts';
import { moment } from '#platform/time/time.ts';
import { demonstration } from '../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	demonstration(locals);
	const mails = await sentMails(path.join(process.env['DATA_DIR'] ?? '', 'outbox'), 100);
	return { mails: mails.map((mail) => ({ ...mail, at: moment(locals.language, mail.at) })) };
};
