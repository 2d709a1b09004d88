import { agent } from './agent.ts';
import type { Check } from './check.ts';
import { credential } from './credential.ts';
import { environment } from './environment.ts';
import { fit } from './fit.ts';
import { gateway } from './gateway.ts';
import { key } from './key.ts';
import { keyring } from './keyring.ts';
import { managed } from './managed.ts';
import { model } from './model.ts';
import { protocol } from './protocol.ts';

/** In the order in which they are printed. */
export const checks: readonly Check[] = [
  keyring,
  gateway,
  key,
  credential,
  agent,
  managed,
  environment,
  protocol,
  model,
  fit,
];
