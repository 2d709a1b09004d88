import { didYouMean } from '../nearest.ts';
import { Failure } from '../failure.ts';
import { quote } from '../text.ts';
import { bifrost } from './bifrost.ts';
import { claudeApps } from './claude-apps.ts';
import { claudeCodeRouter } from './claude-code-router.ts';
import { cliProxyApi } from './cliproxyapi.ts';
import { cloudflare } from './cloudflare.ts';
import { compatible } from './compatible.ts';
import { databricks } from './databricks.ts';
import type { Gateway } from './gateway.ts';
import { helicone } from './helicone.ts';
import { litellm } from './litellm.ts';
import { llamaCpp } from './llama-cpp.ts';
import { lmStudio } from './lm-studio.ts';
import { ollama } from './ollama.ts';
import { openrouter } from './openrouter.ts';
import { portkey } from './portkey.ts';
import { vercel } from './vercel.ts';
import { vllm } from './vllm.ts';

/** In the order in which they are offered. */
export const gateways: readonly Gateway[] = [
  cloudflare,
  bifrost,
  litellm,
  openrouter,
  vercel,
  helicone,
  databricks,
  portkey,
  claudeApps,
  cliProxyApi,
  claudeCodeRouter,
  ollama,
  lmStudio,
  vllm,
  llamaCpp,
  compatible,
];

/** By id or alias, however it is cased and whether with `-` or `_`. Throws a `usage` Failure that names the known ones. */
export function findGateway(name: string): Gateway {
  const wanted = plain(name);
  const found = gateways.find((gateway) => [gateway.id, ...gateway.aliases].some((known) => plain(known) === wanted));
  if (found !== undefined) return found;
  throw new Failure(
    'usage',
    `There is no gateway ${quote(name)}.`,
    `${didYouMean(
      name,
      gateways.map((gateway) => gateway.id),
    )}Choose one of: ${gateways.map((gateway) => gateway.id).join(', ')}. Any other server: --gateway compatible --base-url <url>`,
  );
}

function plain(name: string): string {
  return name.trim().toLowerCase().replaceAll('_', '-');
}
