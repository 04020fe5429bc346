import { regions } from '#modules/places/read.server.ts';
import type { Template } from '#platform/mail/mail.ts';
import { to } from '#platform/paths.ts';
import { timeLine, venueLine } from './output.server.ts';
import { meetingById } from './read.server.ts';
import { followerById, followerToken } from './read-follow.server.ts';
import { words } from './words.ts';

/** The mail that asks the owner of an address whether they want what was asked for it. */
const follow: Template = async (tx, region, about) => {
	const one = await followerById(tx, about['follower'] as string);
	const home = (await regions(tx)).find(({ id }) => id === region);
	if (!one || one.confirmedAt || !home) return null;
	const { language } = one;
	const t = words(language);
	const values = { subject: one.subject ?? t('follow.everything'), region: home.name };
	return {
		to: { name: '', address: one.email },
		subject: t('mail.follow.subject', values),
		language,
		blocks: [
			{ text: t('mail.follow.text', values) },
			{ button: t('mail.follow.button'), url: `${home.origin}${to(language, `/follow/${await followerToken(tx, region, one.id)}`)}` },
			{ text: t('mail.follow.ignore') },
		],
	};
};

/** The mail about a meeting that was published, to somebody who wants to hear of it. */
const announced: Template = async (tx, region, about, now) => {
	const one = await followerById(tx, about['follower'] as string);
	const home = (await regions(tx)).find(({ id }) => id === region);
	const meeting = await meetingById(tx, about['meeting'] as string);
	if (!one?.confirmedAt || one.isUnsubscribed || !home || meeting?.state !== 'published' || meeting.startsAt < now) return null;
	const { language } = one;
	const t = words(language);
	const page = `/follow/${await followerToken(tx, region, one.id)}/unsubscribe`;
	const values = { title: meeting.title, subject: one.subject ?? t('follow.everything') };
	return {
		to: { name: '', address: one.email },
		subject: t('mail.announced.subject', values),
		language,
		blocks: [
			{ text: t('mail.announced.text', values) },
			{
				facts: [
					[t('form.title'), [meeting.title, meeting.motto].filter(Boolean).join(': ')],
					[t('event.when'), timeLine(meeting, language)],
					[t('event.where'), venueLine(meeting, language)],
				],
			},
			{ button: t('mail.announced.button'), url: home.origin + to(language, `/events/${meeting.slug}`) },
			{ text: `${t('mail.announced.stop')}\n${home.origin}${to(language, page)}` },
		],
		unsubscribe: home.origin + to(language, page),
		isOneClick: true,
	};
};

/** The mails to those who follow, by the name the outbox knows them by. */
export const templates: Record<string, Template> = { 'events.follow': follow, 'events.announced': announced };
