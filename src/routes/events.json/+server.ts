import { json } from '@sveltejs/kit';
import { structured } from '#modules/conduct/read.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => json(await locals.within((tx) => structured(tx, locals)));
