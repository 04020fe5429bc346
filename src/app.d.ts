import type { BoardEye } from '#modules/boards/output-live.server.ts';
import type { Eye } from '#modules/conduct/output-live.server.ts';
import type { Actor } from '#modules/people/access.ts';
import type { Region } from '#modules/places/access.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import type { Look } from '#platform/live/audience.ts';
import type { Limited } from '#platform/session/limit.ts';

declare global {
	namespace App {
		interface Error {
			id: string;
		}
		interface Locals {
			region: Region;
			language: Language;
			/** The path of the code, language and German words taken off. */
			path: string;
			now: Date;
			actor: Actor | undefined;
			isDemonstration: boolean;
			/** The page answers a form in which nothing was wrong: it shows what would happen. */
			isPreview?: boolean;
			/** One transaction that sees this region and no other. */
			within<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
			isReady(): Promise<boolean>;
			/** Reads the regions anew at the next request, after one was changed. */
			forgetRegions(): void;
			/** Lets somebody look at a meeting as it goes on. */
			look: Look<Eye>;
			/** Lets somebody look at a board as it changes. */
			lookAtBoard: Look<BoardEye>;
			/** Whether this address may do something once more. */
			mayStill(what: Limited, key?: string): Promise<boolean>;
		}
	}
}
