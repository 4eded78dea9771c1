import type { Option } from './option.ts';
import { bench } from './options/bench.ts';
import { mutation } from './options/mutation.ts';
import { samples } from './options/samples.ts';
import { signIn } from './options/sign-in.ts';
import { ui } from './options/ui.ts';

/** What `npm run init -- --without` can remove. */
export const OPTIONS: Readonly<Record<string, Option>> = { bench, mutation, samples, 'sign-in': signIn, ui };
