// What organisers and whoever takes care say of a mandate: the same forms, by different proofs.
import type { RequestEvent } from '@sveltejs/kit';
import type { Organiser } from '#modules/events/access.ts';
import type { Carer } from '#modules/thread/access.ts';
import { ending, postponement, progress } from '#modules/thread/schema.ts';
import * as thread from '#modules/thread/write.server.ts';
import { doing, type Place } from './doing.server.ts';

/** What can be said of a mandate that is open. */
export const sayings = <Event extends RequestEvent>(place: Place<Event, Organiser | Carer>) => ({
	report: doing(place, 'report', 'progress', progress, thread.report),
	postpone: doing(place, 'postpone', 'postponed', postponement, thread.postpone),
	end: doing(place, 'end', 'ended', ending, thread.end),
});
