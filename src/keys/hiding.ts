import type { Output, System } from '../system/system.ts';
import { isTelling, spellings } from './secret.ts';

/**
 * The system with outputs that show no key: none that is in use (`System.hide`), wherever it was repeated, and none that
 * was typed where no key belongs: of that the first and last characters are left, for its owner to know it by.
 */
export function hiding(system: System, argv: readonly string[]): System {
  const { env } = system.host;
  const inUse = new Set<string>();
  const hide = (secret: string): void => void (isTelling(secret) && inUse.add(secret));
  for (const name of ['JETWAY_API_KEY', 'JETWAY_PROVIDER_KEY']) hide((env[name] ?? '').trim());
  const said = Object.entries(env).flatMap(([name, text = '']) =>
    name.toUpperCase().startsWith('JETWAY_') ? [text] : [],
  );
  const typed = new Set([...argv, ...said].flatMap((text) => text.split(/[\s=,;:'"@/]+/)).filter(looksLikeKey));
  const cleared = (text: string): string => {
    const without = [...inUse].reduce((left, key) => replaced(left, key, '••••'), text);
    return [...typed].reduce((left, key) => replaced(left, key, `${key.slice(0, 4)}…${key.slice(-4)}`), without);
  };
  return withParts(system, {
    stdout: clearing(system.stdout, cleared),
    stderr: clearing(system.stderr, cleared),
    hide,
    show: (secret: string) => void (inUse.delete(secret), typed.delete(secret)),
  });
}

function replaced(text: string, key: string, name: string): string {
  return spellings(key).reduce((left, one) => (left.includes(one) ? left.replaceAll(one, name) : left), text);
}

function clearing(output: Output, cleared: (text: string) => string): Output {
  return withParts(output, { write: (text: string) => output.write(cleared(text)) });
}

/** A copy that keeps getters, which find something out when first asked: a spread would call them now, and lose them. */
function withParts<T extends object>(whole: T, parts: Partial<T>): T {
  const descriptors = { ...Object.getOwnPropertyDescriptors(whole), ...Object.getOwnPropertyDescriptors(parts) };
  return Object.defineProperties({}, descriptors as PropertyDescriptorMap) as T;
}

/** Whether a word looks like a key: by how it begins, or by a run of characters that no name of a model, an account or a session has. */
export function looksLikeKey(word: string): boolean {
  if (word.length < 16 || !/^[\w.+~-]+$/.test(word) || !/\d/.test(word)) return false;
  if (known.test(word)) return true;
  return (word.match(/[A-Za-z\d]{20,}/g) ?? []).some((run) => {
    const mixed = /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
    const hex = /^[\da-f]+$/i.test(run);
    return mixed || (!hex && /^(?:[a-z]*\d){4}/i.test(run));
  });
}

/** The name of a variable, as every shell can set it; no key that was put in its place, as names of variables are seldom small. */
export function isVariable(name: string): boolean {
  return /^[A-Za-z_]\w{0,127}$/.test(name) && !(/[a-z]/.test(name) && looksLikeKey(name));
}

const known =
  /^(?:(?:sk|pk|rk|gsk|csk|xai|vck|cf|hf|pat|ghp|gho|ghs|github_pat|glpat|nvapi|pplx|tok|token|key|apikey)[-_]|dapi|AIza|eyJ)/i;
