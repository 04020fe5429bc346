// Server-sent events: an answer that goes on.

/** Somebody who looks. */
export interface Viewer {
	/** Sends an event. */
	send(data: string, id: string): void;
	/** Ends the answer; the browser asks again by itself unless it was told to go. */
	end(): void;
}

const BEAT_MS = 20_000;

/** Messages that may wait for somebody. */
const MOST_UNREAD = 8;

// bin/server.ts asks for this when it drains: open answers would keep it from ending.
const open = new Set<() => void>();
process.on('augenhoehe:drain' as never, () => {
	for (const end of open) end();
});

/**
 * An answer that goes on until the viewer leaves or is sent away.
 * Shape:  begin is called once, and gives what is to be called at the end
 */
export function stream(begin: (viewer: Viewer) => () => void): Response {
	const text = new TextEncoder();
	let finish = () => {};
	const body = new ReadableStream<Uint8Array>({
		type: undefined,
		start(controller: ReadableStreamDefaultController<Uint8Array>) {
			let isOver = false;
			let left = () => {};
			const end = () => {
				if (isOver) return;
				isOver = true;
				clearInterval(beat);
				open.delete(end);
				left();
				try {
					controller.close();
				} catch {
					// The viewer has left already.
				}
			};
			const put = (chunk: string) => {
				if (isOver) return;
				// Whoever does not read what they are sent is sent away, and asks again when they can.
				if ((controller.desiredSize ?? 0) < -MOST_UNREAD) return end();
				controller.enqueue(text.encode(chunk));
			};
			const beat = setInterval(() => put('event: beat\ndata: 1\n\n'), BEAT_MS);
			open.add(end);
			finish = end;
			// Seconds after which a browser asks again, spread so that not all come at once.
			put(`retry: ${1000 + Math.floor(Math.random() * 2000)}\n\n`);
			left = begin({ send: (data, id) => put(`id: ${id}\ndata: ${data}\n\n`), end });
			if (isOver) left();
		},
		cancel: () => finish(),
	});
	return new Response(body, {
		headers: { 'content-type': 'text/event-stream', 'cache-control': 'private, no-store, no-transform', 'x-accel-buffering': 'no' },
	});
}
