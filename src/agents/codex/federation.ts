/**
 * Each of them alone ends every start of Codex, whatever the provider ("workload identity requires …"); a rule and a file
 * together have it ask auth.openai.com for a token first (0.171.0, driven).
 */
export const federation: readonly string[] = [
  'OPENAI_FEDERATION_RULE_ID',
  'OPENAI_IDENTITY_TOKEN_FILE',
  'OPENAI_IDENTITY_TOKEN_SOURCE',
  'OPENAI_SPIFFE_ID',
  'OPENAI_SPIFFE_AUDIENCE',
];
