import * as v from 'valibot';
import { email } from '#platform/form.ts';

export const signIn = v.object({ email: email('emailMissing') });
