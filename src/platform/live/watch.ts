// In the browser: looks at something as it changes, told by the server as it happens, or asking again where a network holds answers back.

/** Where to look. */
export interface Watched {
	/** Server-sent events; each one's id is the cursor of what it carries. */
	stream: string;
	/** The same as JSON, with the cursor as its ETag: 204 when nothing has changed after this cursor. */
	asked: (cursor: string) => string;
	/** Milliseconds between two questions, as long as nothing is told. */
	pause: number;
	/** Of what the page shows already. */
	cursor: string;
}

/** What is heard of it. */
export interface Heard<Seen> {
	seen: (fresh: Seen, cursor: string) => void;
	/** Whether the server can be reached. */
	connection: (isOn: boolean) => void;
	/** How it looks now. */
	by: (way: 'stream' | 'asking') => void;
	/** There is nothing to look at any more. */
	gone: () => void;
}

// A network that lets answers through has said something by then.
const PATIENCE_MS = 4_000;
const TIMEOUT_MS = 35_000;
// The server says every 20 s that it is still there.
const SILENCE_MS = 50_000;

/** Looks until the page is left. Shape: Seen = what the address says, read as JSON */
export function watch<Seen>(watched: Watched, heard: Heard<Seen>): void {
	let { cursor } = watched;
	let source: EventSource | undefined;
	let patience: ReturnType<typeof setTimeout> | undefined;
	let silence: ReturnType<typeof setTimeout> | undefined;

	const take = (text: string, id: string) => {
		heard.connection(true);
		if (id && id === cursor) return;
		cursor = id;
		heard.seen(JSON.parse(text) as Seen, id);
	};

	async function ask(): Promise<void> {
		let pause = watched.pause;
		try {
			const answer = await fetch(watched.asked(cursor), { signal: AbortSignal.timeout(TIMEOUT_MS) });
			if (answer.status === 404) return heard.gone();
			if (answer.status === 200) take(await answer.text(), (answer.headers.get('etag') ?? '').replaceAll(/^W\/|"/g, ''));
			else if (answer.ok) heard.connection(true);
			else pause = Math.max(pause, 3_000);
		} catch {
			heard.connection(false);
			pause = Math.max(pause, 1_000);
		}
		setTimeout(() => void ask(), pause * (0.75 + Math.random() / 2));
	}

	function giveUp(): void {
		clearTimeout(patience);
		clearTimeout(silence);
		source?.close();
		source = undefined;
		heard.by('asking');
		void ask();
	}

	/** A connection may be gone without a word, as when a phone changes networks: after a long silence it is opened anew. */
	function hear(): void {
		clearTimeout(silence);
		silence = setTimeout(again, SILENCE_MS);
	}

	function again(): void {
		clearTimeout(patience);
		source?.close();
		listen();
	}

	function listen(): void {
		hear();
		source = new EventSource(watched.stream);
		patience = setTimeout(giveUp, PATIENCE_MS);
		source.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
			clearTimeout(patience);
			hear();
			heard.by('stream');
			take(data, lastEventId);
		});
		source.addEventListener('beat', hear);
		source.addEventListener('error', () => {
			clearTimeout(patience);
			// A browser that may not ask again was refused; asking says why.
			if (source?.readyState === EventSource.CLOSED) return giveUp();
			heard.connection(false);
			patience = setTimeout(giveUp, 3 * PATIENCE_MS);
		});
	}

	listen();
	// A phone that slept may believe that it still listens.
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'visible' && source) again();
	});
}
