import { agent } from './agent.ts';
import type { Check } from '../check.ts';
import { budget } from './budget.ts';
import { credential } from './credential.ts';
import { fit } from './fit.ts';
import { gateway } from './gateway.ts';
import { health } from './health.ts';
import { keyState } from './key-state.ts';
import { key } from './key.ts';
import { model } from './model.ts';

/** Those of `checks` that a launch makes, so that it loads no other. */
export const preflightChecks: readonly Check[] = [
  gateway,
  key,
  credential,
  keyState,
  health,
  budget,
  agent,
  model,
  fit,
];
