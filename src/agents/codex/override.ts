/** A value of the configuration. */
export type Toml = string | number | boolean | readonly string[] | { readonly [key: string]: Toml };

/** The arguments that set one key above every file. */
export function override(key: string, value: Toml): readonly [string, string] {
  return ['-c', `${key}=${toml(value)}`];
}

/** A JSON string is a TOML basic string, save for DEL, which TOML wants escaped. */
function toml(value: Toml): string {
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(toml).join(',')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${bare.test(key) ? key : toml(key)}=${toml(item)}`);
  return `{${entries.join(',')}}`;
}

const bare = /^[A-Za-z0-9_-]+$/;

function isList(value: Toml): value is readonly string[] {
  return Array.isArray(value);
}
