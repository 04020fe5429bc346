import type { Form } from '#platform/form.ts';
import { applyAction, enhance } from '$app/forms';

/** What came of a form that was sent without leaving its page. Shape: action = what it was to do, "move" for "?/move" */
export interface Told {
	/** It was done; where the server would have led to, which says what. */
	done(place: URL, action: string): void;
	/** It was refused: the form as it was sent, with what is wrong in it. */
	refused(form: Form, action: string): void;
	/** The server could not be reached. */
	lost(): void;
}

/** Sends a form without leaving its page, so that scroll and focus stay where they are; without a script it is sent as ever. */
export const quietly = (told: Told) => (element: HTMLFormElement) => {
	let isSending = false;
	const sent = enhance<undefined, { form: Form }>(element, ({ action, cancel }) => {
		// Pressed twice is meant once.
		if (isSending) return cancel();
		isSending = true;
		const name = action.search.replace(/^\?\//, '');
		return async ({ result }) => {
			isSending = false;
			if (result.type === 'redirect') told.done(new URL(result.location, location.href), name);
			else if (result.type === 'failure' && result.data) told.refused(result.data.form, name);
			else if (result.type === 'error' && result.status === undefined) told.lost();
			else await applyAction(result);
		};
	});
	return () => sent.destroy();
};
