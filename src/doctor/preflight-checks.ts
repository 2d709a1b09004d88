import { agent } from './checks/agent.ts';
import type { Check } from './check.ts';
import { credential } from './checks/credential.ts';
import { fit } from './checks/fit.ts';
import { gateway } from './checks/gateway.ts';
import { key } from './checks/key.ts';
import { model } from './checks/model.ts';
import { statusChecks } from './status-checks.ts';

/** Those of `checks` that a launch makes, so that it loads no other. */
export const preflightChecks: readonly Check[] = [
  gateway,
  key,
  credential,
  ...statusChecks.filter(({ preflight }) => preflight),
  agent,
  model,
  fit,
];
