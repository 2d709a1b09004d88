import type { ServedAnswer } from '../../net/served.ts';

/** What the browser shows in the end: nothing from outside is in it, and nothing is loaded for it. */
export function page(status: number, title: string, text: string): ServedAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'referrer-policy': 'no-referrer',
      connection: 'close',
    },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Jetway: ${title}</title>
<style>body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 20vh auto; max-width: 28rem; padding: 0 1rem }</style>
<h1>${title}</h1>
<p>${text}</p>
</html>
`,
  };
}
