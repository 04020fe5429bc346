/** Where something goes away that had the focus, the heading of its section has it then, and not the beginning of the page. */
export function heldFocus(root: Element): () => void {
	let last: Element | null = null;
	let heading: HTMLElement | null = null;
	const remember = ({ target }: Event) => {
		last = target as Element;
		heading = last.closest('section')?.querySelector('h1, h2, h3') ?? null;
	};
	// Whoever leaves on purpose is not brought back; what goes away has left the page by then.
	const forget = () =>
		queueMicrotask(() => {
			if (last?.isConnected && document.activeElement === document.body) last = null;
		});
	const watcher = new MutationObserver(() => {
		if (!last || last.isConnected || document.activeElement !== document.body) return;
		last = null;
		if (!heading?.isConnected) return;
		heading.tabIndex = -1;
		heading.focus({ preventScroll: true });
	});
	root.addEventListener('focusin', remember);
	root.addEventListener('focusout', forget);
	watcher.observe(root, { childList: true, subtree: true });
	return () => {
		root.removeEventListener('focusin', remember);
		root.removeEventListener('focusout', forget);
		watcher.disconnect();
	};
}
