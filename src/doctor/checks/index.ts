import { agent } from './agent.ts';
import { capabilities } from './capabilities.ts';
import { certificates } from './certificates.ts';
import type { Check } from '../check.ts';
import { clock } from './clock.ts';
import { copies } from './copies.ts';
import { credential } from './credential.ts';
import { deep } from './deep.ts';
import { environment } from './environment.ts';
import { files } from './files.ts';
import { fit } from './fit.ts';
import { gateway } from './gateway.ts';
import { key } from './key.ts';
import { keyring } from './keyring.ts';
import { launchers } from './launchers.ts';
import { leftovers } from './leftovers.ts';
import { managed } from './managed.ts';
import { model } from './model.ts';
import { network } from './network.ts';
import { node } from './node.ts';
import { policy } from './policy.ts';
import { practice } from './practice.ts';
import { protocol } from './protocol.ts';
import { proxy } from './proxy.ts';
import { repository } from './repository.ts';
import { server } from './server.ts';
import { statusChecks } from '../status-checks.ts';
import { terminal } from './terminal.ts';
import { tls } from './tls.ts';
import { wins } from './wins.ts';

/** In the order in which they are printed. */
export const checks: readonly Check[] = [
  node,
  terminal,
  keyring,
  files,
  leftovers,
  policy,
  network,
  tls,
  gateway,
  server,
  clock,
  key,
  credential,
  ...statusChecks,
  practice,
  agent,
  copies,
  managed,
  environment,
  proxy,
  certificates,
  wins,
  launchers,
  repository,
  protocol,
  model,
  fit,
  deep,
  capabilities,
];
