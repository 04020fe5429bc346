import type { Form } from '#platform/form.ts';
import { applyAction, enhance } from '$app/forms';

/** What came of a form that was sent without leaving its page. */
export interface Told {
	/** It was done; where the server would have led to, which says what. */
	done(place: URL): void;
	/** It was refused: the form as it was sent, with what is wrong in it. */
	refused(form: Form): void;
	/** The server could not be reached. */
	lost(): void;
}

/** Sends a form without leaving its page, so that scroll and focus stay where they are; without a script it is sent as ever. */
export const quietly = (told: Told) => (element: HTMLFormElement) => {
	let isSending = false;
	const sent = enhance<undefined, { form: Form }>(element, ({ cancel }) => {
		// Pressed twice is meant once.
		if (isSending) return cancel();
		isSending = true;
		return async ({ result }) => {
			isSending = false;
			if (result.type === 'redirect') told.done(new URL(result.location, location.href));
			else if (result.type === 'failure' && result.data) told.refused(result.data.form);
			else if (result.type === 'error' && result.status === undefined) told.lost();
			else await applyAction(result);
		};
	});
	return () => sent.destroy();
};
