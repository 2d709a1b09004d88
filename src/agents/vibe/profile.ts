import { basename } from 'node:path';
import { Failure } from '../../failure.ts';
import type { Host } from '../../host.ts';
import { variable } from '../../host.ts';
import { projectSettings, settingsPath } from './places.ts';

/**
 * An agent profile ranks above variables, so one that names a model or a provider would take the session elsewhere; a
 * repository brings such, and chooses one by `default_agent`, once its folder is trusted (3.0.3). Throws a `configuration`
 * Failure for the profile that this session would have. `named`: by a flag. `texts`: the files, by their paths.
 */
export function checkProfile(named: string | undefined, host: Host, texts: Readonly<Record<string, string>>): void {
  const { env, platform } = host;
  const chosen = named ?? (variable(env, 'VIBE_DEFAULT_AGENT', platform) || chosenIn(host, texts));
  if (chosen === undefined) return;
  if (chosen === 'lean') {
    throw new Failure(
      'configuration',
      "The profile lean brings a model of Mistral's, which ranks above what a launch gives.",
      'Take another: jetway vibe --agent accept-edits, or start plain vibe for that.',
    );
  }
  for (const [path, text] of Object.entries(texts)) {
    const key = basename(path) === `${chosen}.toml` ? keyIn(text) : undefined;
    if (key === undefined) continue;
    throw new Failure(
      'configuration',
      `${path} sets ${key}: a profile ranks above what a launch gives, so the session would not go through the gateway.`,
      `Take ${key} out of it, or another profile: jetway vibe --agent accept-edits`,
    );
  }
}

/** Which of several files counts depends on what Vibe trusts, so each of them is heeded: the folder's first. */
function chosenIn(host: Host, texts: Readonly<Record<string, string>>): string | undefined {
  const files = [...projectSettings(host), settingsPath(host)].flatMap((path) => texts[path] ?? []);
  return files.map((text) => /^\s*default_agent\s*=\s*["']([^"']*)["']/m.exec(topOf(text))?.[1]).find(Boolean);
}

/** What would move the session, of the keys that a profile may set. */
function keyIn(text: string): string | undefined {
  const top = /^\s*"?(active_model|allowed_models|models|providers|utility_models|vision_model)"?\s*[=.]/m.exec(
    topOf(text),
  );
  const table = /^\s*\[{1,2}\s*"?(models|providers|utility_models|vision_model)"?\s*[.\]]/m.exec(text);
  return top?.[1] ?? table?.[1];
}

/** Before the first table. */
function topOf(text: string): string {
  return text.split(/^\s*\[/m)[0] ?? '';
}
