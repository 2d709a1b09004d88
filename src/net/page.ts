/** Tells whether an answer calls itself a web page. */
export function isPageType(headers: Readonly<Record<string, string>>): boolean {
  return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '');
}
