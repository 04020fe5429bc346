// Lets a door's page open again while there is no connection. The page itself names nobody; the names are sealed beside it.

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = 'door';
const PATIENCE_MS = 5_000;

const isAsset = (url: URL) => url.pathname.startsWith('/_app/immutable/');
// A door's own page is two words deep; what lies below it is the hall's, and goes on for ever.
const isDoor = (url: URL) => url.search === '' && /^(?:\/en)?\/[a-z]+\/[\w.-]+$/.test(url.pathname);
const isLook = (url: URL) => url.pathname === '/region.css' || url.pathname === '/favicon.svg';

async function fromNetwork(request: Request): Promise<Response> {
	const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
	if (response.ok) await (await caches.open(CACHE)).put(request, response.clone());
	return response;
}

async function answer(request: Request): Promise<Response> {
	const kept = () => caches.match(request);
	if (isAsset(new URL(request.url))) return (await kept()) ?? fromNetwork(request);
	try {
		return await fromNetwork(request);
	} catch (error) {
		const known = await kept();
		if (known) return known;
		throw error;
	}
}

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	const isOurs = request.method === 'GET' && url.origin === worker.location.origin;
	if (isOurs && (isDoor(url) || isAsset(url) || isLook(url))) event.respondWith(answer(request));
});
