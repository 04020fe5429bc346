import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export const registry = new Registry();
collectDefaultMetrics({ register: registry });

export const requests = new Histogram({
	name: 'augenhoehe_http_request_seconds',
	help: 'Time to answer, by route and status',
	labelNames: ['route', 'method', 'status'] as const,
	buckets: [0.005, 0.02, 0.1, 0.5, 2],
	registers: [registry],
});

export const mails = new Counter({
	name: 'augenhoehe_mails_total',
	help: 'Mails by outcome',
	labelNames: ['outcome'] as const,
	registers: [registry],
});
