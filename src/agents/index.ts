import { Failure } from '../failure.ts';
import { didYouMean } from '../nearest.ts';
import type { Agent } from './agent.ts';
import { claude } from './claude.ts';
import { cline } from './cline.ts';
import { cn } from './cn.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { crush } from './crush.ts';
import { droid } from './droid.ts';
import { gemini } from './gemini.ts';
import { goose } from './goose.ts';
import { grok } from './grok.ts';
import { kilo } from './kilo.ts';
import { kimi } from './kimi.ts';
import { openclaw } from './openclaw.ts';
import { opencode } from './opencode.ts';
import { pi } from './pi.ts';
import { qwen } from './qwen.ts';
import { failureFor } from './unsupported.ts';
import { vibe } from './vibe.ts';

/** In the order of the menu. */
export const agents: readonly Agent[] = [
  claude,
  codex,
  opencode,
  gemini,
  qwen,
  pi,
  copilot,
  cline,
  kilo,
  droid,
  goose,
  vibe,
  crush,
  kimi,
  openclaw,
  grok,
  cn,
];

/** Throws a `usage` Failure that names the agents there are, or says why this one is not among them. */
export function findAgent(id: string): Agent {
  const found = agents.find((agent) => agent.id === id);
  if (found !== undefined) return found;
  const known = agents.map((agent) => agent.id).join(', ');
  throw (
    failureFor(id) ??
    new Failure(
      'usage',
      `There is no agent "${id}".`,
      `${didYouMean(
        id,
        agents.map((agent) => agent.id),
      )}Name one of these: ${known}. Any other program: jetway relay -- <command>`,
    )
  );
}
