import type { Reroute } from '@sveltejs/kit/hooks';
import { from } from '#platform/paths.ts';

export const reroute: Reroute = ({ url }) => from(url.pathname)?.path ?? '/-';
