import { agent } from './checks/agent.ts';
import type { Check } from './check.ts';
import { budget } from './checks/budget.ts';
import { credential } from './checks/credential.ts';
import { fit } from './checks/fit.ts';
import { gateway } from './checks/gateway.ts';
import { health } from './checks/health.ts';
import { keyState } from './checks/key-state.ts';
import { key } from './checks/key.ts';
import { model } from './checks/model.ts';

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
