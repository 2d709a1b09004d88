import type { AgentCase } from './case.ts';
import { claude } from './claude.ts';
import { cline } from './cline.ts';
import { cn } from './cn.ts';
import { codex } from './codex.ts';
import { copilot, copilotByScript } from './copilot.ts';
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
import { vibe } from './vibe.ts';

/** Those that take long are apart from each other: the files of the contract take every fourth. */
export const cases: readonly AgentCase[] = [
  opencode,
  kilo,
  qwen,
  gemini,
  claude,
  codex,
  cline,
  pi,
  copilot,
  copilotByScript,
  droid,
  goose,
  vibe,
  crush,
  kimi,
  openclaw,
  grok,
  cn,
];
