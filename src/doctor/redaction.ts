/** What is known to be private here, beside what can be told by its looks. */
export interface Private {
  readonly home: string;
  readonly cwd: string;
  readonly user: string | undefined;
  /** Keys and whatever else counts as one: never shown, whatever they look like. */
  readonly keys: readonly string[];
  /** Other values, and the names that stand for them: `<account-id>`. */
  readonly names: ReadonlyMap<string, string>;
  /** Addresses, whose hosts are no more than those of vendors'. */
  readonly addresses: readonly string[];
}

/**
 * Takes out what names the user, the machine, the account or a key: by value what is known, by its looks whatever else a
 * server or a file may have brought in. Better too much than too little.
 */
export function createRedactor(known: Private): (text: string) => string {
  const exact = [
    ...known.keys.map((value) => [value, '<key>'] as const),
    ...known.addresses.flatMap((address) => hostIn(address).map((host) => [host, '<host>'] as const)),
    ...known.names,
    [known.cwd, '<project>'] as const,
    [known.home, '~'] as const,
  ]
    .flatMap(([value, name]) => spellings(value).map((one) => [one, name] as const))
    .filter(([value]) => value.length > 1)
    .toSorted(([one], [other]) => other.length - one.length);
  const user = known.user === undefined || known.user === '' ? undefined : wordOf(known.user);
  return (text) => {
    const without = exact.reduce((left, [value, name]) => replaced(left, value, name), text);
    const paths = shortensPaths(hidesHosts(without));
    const looks = patterns.reduce((left, [pattern, name]) => left.replace(pattern, name), paths);
    return user === undefined ? looks : looks.replace(user, '<user>');
  };
}

/** The ways in which a value may be written: as it is, as JSON and as a URL write it, and with the other slashes. */
function spellings(value: string): readonly string[] {
  const all = [value, JSON.stringify(value).slice(1, -1), encoded(value), value.replaceAll('\\', '/')];
  return [...new Set(all)];
}

function encoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Paths differ in case on two of three platforms, hosts on none. Short names count as words alone. */
function replaced(text: string, value: string, name: string): string {
  return text.replace(value.length < 8 ? wordOf(value) : new RegExp(escaped(value), 'gi'), () => name);
}

function wordOf(value: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped(value)}(?![\\p{L}\\p{N}])`, 'giu');
}

function escaped(text: string): string {
  // Nothing else may stand behind a backslash under the flag `u`.
  return text.replaceAll(/[$()*+.?[\\\]^{|}/]/g, '\\$&');
}

/** Hosts that are shown: those of vendors, of pages that hints name, and of this machine. */
const publicHost =
  /^(?:localhost|127(?:\.\d+){3}|\[::1\]|(?:[\w-]+\.)*(?:anthropic\.com|claude\.com|openai\.com|googleapis\.com|google\.com|cloudflare\.com|openrouter\.ai|vercel\.com|vercel\.sh|opencode\.ai|models\.dev|github\.com|nodejs\.org|npmjs\.com))(?::\d+)?$/i;

function hostIn(address: string): readonly string[] {
  if (!URL.canParse(address)) return [];
  const { host, hostname } = new URL(address);
  return host === '' || publicHost.test(host) ? [] : [...new Set([host, hostname])];
}

/** Hides the hosts of addresses, wherever they stand, and the passwords and queries with them. */
function hidesHosts(text: string): string {
  const hosts = new Set<string>();
  const shown = text.replaceAll(
    /\b([a-z][a-z\d+.-]*):\/\/([^\s"'<>)\]},]*)/gi,
    (_all, scheme: string, rest: string) => {
      const [, authority = '', path = ''] = /^([^/?#]*)([^?#]*)/.exec(rest) ?? [];
      const host = authority.slice(authority.lastIndexOf('@') + 1);
      if (host === '' || publicHost.test(host)) return `${scheme}://${host}${path}`;
      if (/[a-z\d]/i.test(host)) hosts.add(host).add(host.replace(/:\d+$/, ''));
      return `${scheme}://<host>${path}`;
    },
  );
  return [...hosts].reduce((left, host) => replaced(left, host, '<host>'), shown);
}

/** What is taken out by its looks, in this order. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(gateway\.ai\.cloudflare\.com\/v1)\/[^/\s]+\/[^/\s"',;)]+/gi, '$1/<account-id>/<gateway-id>'],
  [/(\/accounts)\/[^/\s"',;)]+/gi, '$1/<account-id>'],
  [/(\/gateways)\/[^/\s"',;)]+/gi, '$1/<gateway-id>'],
  [/[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/g, '<e-mail>'],
  [/\bBearer\s+[^\s"',;<]+/gi, 'Bearer <key>'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '<key>'],
  [
    /\b(?:sk|pk|rk|gsk|xai|vck|key|tok|token|cf|hf|pat|ghp|gho|github_pat|dapi)[-_](?=[\w.*…-]*[\d*…])[\w.*…-]{6,}/gi,
    '<key>',
  ],
  [/\bAIza[\w-]{10,}/g, '<key>'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<id>'],
  [/\b(?:ses|sess|msg|req|gen|chatcmpl|resp|toolu|call|run|thread|team|org|user|proj)_[\w-]{6,}/gi, '<id>'],
  [/\b[\da-f]{12,}\b/gi, '<id>'],
  // Words of capitals, small letters and digits, as keys are and no model's id is.
  [/(?<![\w+/=-])(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])(?=[\w+=-]*\d)[\w+=-]{20,}/g, '<key>'],
  // Words in which letters and digits alternate, and nothing stands between them.
  [/\b(?=(?:[a-z]*\d){4})[a-z\d]{20,}\b/gi, '<key>'],
  // The last four characters, as the doctor shows credentials.
  [/…[\w-]{4}(?![\w-])/g, '…'],
  [/\b(key|user|team|org|organization|customer|account|owner|alias|end_user|name)=(?!<)[^\s,;"')]+/gi, '$1=<…>'],
  [/\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)(?:\.\d{1,3}){2,3}\b/g, '<address>'],
];

/** Folders below a home may be named after people and clients: what is kept begins at the first that programs name. */
function shortensPaths(text: string): string {
  return text.replaceAll(
    /(~|<project>|\/home\/[^/\s]+|\/Users\/[^/\s]+|\b[a-z]:[\\/]+Users[\\/]+[^\\/\s]+)((?:[\\/]+[^\s\\/"',;:)]+)+)/gi,
    (_all, root: string, path: string) => {
      const segments = path.split(/[\\/]+/).slice(1);
      const first = segments.findIndex((segment) => segment.startsWith('.') || /^(?:Library|AppData)$/.test(segment));
      const kept = first === -1 ? segments.slice(-1) : segments.slice(first);
      const start = /^(?:~|<project>)$/.test(root) ? root : '~';
      return [start, ...(kept.length < segments.length ? ['…'] : []), ...kept].join('/');
    },
  );
}
