import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import { httpFailure, tooLate } from '../../../src/system/http-failure.ts';

const url = new URL('https://gateway.example/v1');
const coded = (code: string): Error => Object.assign(new Error(`inner text ${code}`), { code });

describe('an exchange without an answer', () => {
  it.each([
    ['ECONNREFUSED', 'Nothing listens at https://gateway.example: the connection was refused.'],
    ['ENOTFOUND', 'There is no host gateway.example.'],
    ['EAI_AGAIN', 'The name gateway.example could not be looked up: DNS does not answer.'],
    ['EHOSTUNREACH', "https://gateway.example can't be reached (EHOSTUNREACH)."],
    ['ECONNRESET', 'https://gateway.example broke the connection off before its answer was whole.'],
    ['EPROTO', 'https://gateway.example does not speak TLS as it should (EPROTO).'],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'https://gateway.example does not speak TLS as it should (ERR_SSL_WRONG_VERSION_NUMBER).',
    ],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate of https://gateway.example belongs to another host.'],
    ['CERT_HAS_EXPIRED', 'The certificate of https://gateway.example is not valid today.'],
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'The certificate of https://gateway.example is not trusted (SELF_SIGNED_CERT_IN_CHAIN).',
    ],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'The certificate of https://gateway.example is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE).',
    ],
    [
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'The certificate of https://gateway.example is not trusted (UNABLE_TO_GET_ISSUER_CERT_LOCALLY).',
    ],
    ['HPE_INVALID_CONSTANT', 'https://gateway.example answers, but not in HTTP.'],
    ['ESOMETHING', 'The exchange with https://gateway.example broke down: ESOMETHING.'],
  ])('is explained by %s', (code, message) => {
    const failure = httpFailure(coded(code), url);
    expect(failure).toMatchObject({ code: 'gateway', message });
    expect(failure.hint).not.toBe('');
  });

  it('is explained by the code of a cause, and of one among several addresses', () => {
    expect(httpFailure(new Error('fetch failed', { cause: coded('ENOTFOUND') }), url).message).toContain('no host');
    expect(httpFailure(new AggregateError([coded('ECONNREFUSED')]), url).message).toContain('refused');
  });

  it('for want of time names the seconds', () => {
    expect(tooLate(url, 2500).message).toBe('https://gateway.example did not answer within 2.5 s.');
  });

  it('is a credential failure where the key fits into no header', () => {
    expect(httpFailure(coded('ERR_INVALID_CHAR'), url)).toMatchObject({ code: 'credential' });
  });

  it('keeps a failure that was explained already', () => {
    const explained = new Failure('gateway', 'a', 'b');
    expect(httpFailure(explained, url)).toBe(explained);
  });

  it('quotes what it does not know without control characters', () => {
    expect(httpFailure(new Error('odd\u001b[2J\nnext'), url).message).toBe(
      'The exchange with https://gateway.example broke down: odd next.',
    );
  });
});
