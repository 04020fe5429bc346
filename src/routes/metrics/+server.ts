import { timingSafeEqual } from 'node:crypto';
import { registry } from '#platform/log/metrics.ts';
import type { RequestHandler } from './$types';

const PROXIED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

function knowsToken(given: string | null): boolean {
	const wanted = Buffer.from(`Bearer ${process.env['METRICS_TOKEN'] ?? ''}`);
	const told = Buffer.from(given ?? '');
	return Boolean(process.env['METRICS_TOKEN']) && told.length === wanted.length && timingSafeEqual(told, wanted);
}

export const GET: RequestHandler = async ({ request, getClientAddress }) => {
	// Whoever came through a proxy did not come from here, whatever the connection says.
	const isLocal = () => LOOPBACK.has(getClientAddress()) && !PROXIED.some((name) => request.headers.has(name));
	if (!knowsToken(request.headers.get('authorization')) && !isLocal()) return new Response(null, { status: 404 });
	return new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } });
};
