import { Failure } from '../../../src/failure.ts';
import { bifrost, cloudflare } from '../../support/scenario-gateways.ts';
import type { World } from '../../support/scenarios.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

/** The way to the gateway. */
export const network: readonly World[] = [
  {
    report: 'behind the proxy of the company my local gateway never answers',
    env: { HTTPS_PROXY: 'http://dev:secret@proxy.corp:8080' },
    gateway: bifrost(),
    finds: { id: 'proxy', status: 'warn', detail: 'sends to the proxy', hint: 'NO_PROXY=127.0.0.1,localhost' },
  },
  {
    report: 'with NO_PROXY set the local gateway answers',
    env: { HTTPS_PROXY: 'http://proxy.corp:8080', NO_PROXY: 'localhost,127.0.0.1' },
    gateway: bifrost(),
    finds: { id: 'proxy', status: 'pass', detail: 'exempt by NO_PROXY' },
  },
  {
    report: 'the variable of the proxy came out empty but for its scheme',
    env: { HTTPS_PROXY: 'http://' },
    finds: { id: 'proxy', status: 'fail', detail: 'HTTPS_PROXY holds no address', hint: 'http://host:port' },
  },
  {
    report: 'only ALL_PROXY is set, and Jetway hangs where curl works',
    env: { ALL_PROXY: 'http://proxy.corp:8080' },
    gateway: cloudflare(),
    finds: { id: 'proxy', status: 'warn', detail: 'without HTTPS_PROXY', hint: 'Set HTTPS_PROXY too' },
  },
  {
    report: 'the proxy is an ssh tunnel',
    env: { HTTPS_PROXY: 'socks5://127.0.0.1:1080' },
    gateway: cloudflare(),
    finds: { id: 'proxy', status: 'warn', detail: 'is no HTTP proxy', hint: 'http://host:port' },
  },
  {
    report: 'NODE_EXTRA_CA_CERTS helps Claude Code and not Codex',
    env: { NODE_EXTRA_CA_CERTS: '~/corp.pem' },
    files: { 'corp.pem': certificate },
    gateway: cloudflare(),
    finds: { id: 'certificates', status: 'warn', detail: 'Codex does not heed', hint: 'SSL_CERT_FILE' },
  },
  {
    report: 'SSL_CERT_FILE helps the agent and not Jetway',
    env: { SSL_CERT_FILE: '~/corp.pem' },
    files: { 'corp.pem': certificate },
    gateway: cloudflare(),
    finds: { id: 'certificates', status: 'warn', detail: 'Jetway itself', hint: 'NODE_EXTRA_CA_CERTS' },
  },
  {
    report: 'the file with the certificates was moved',
    env: { NODE_EXTRA_CA_CERTS: '~/gone.pem' },
    finds: { id: 'certificates', status: 'warn', detail: "can't be read", hint: 'Correct the path' },
  },
  {
    report: 'the certificate was saved from a browser',
    env: { SSL_CERT_FILE: '~/corp.der' },
    files: { 'corp.der': '0\u0082\u0001' },
    finds: { id: 'certificates', status: 'warn', detail: 'no certificate', hint: 'openssl x509' },
  },
  {
    report: 'the company reads our TLS, and nothing trusts its certificate',
    gateway: cloudflare(
      {},
      { distrust: 'SELF_SIGNED_CERT_IN_CHAIN', certificate: { issuer: 'Acme', from: 0, until: Date.now() + 9e9 } },
    ),
    finds: { id: 'tls', status: 'fail', detail: 'made by Acme, is not trusted', hint: 'NODE_EXTRA_CA_CERTS' },
  },
  {
    report: 'the certificate of the gateway ran out on Sunday',
    gateway: cloudflare(
      {},
      { distrust: 'CERT_HAS_EXPIRED', certificate: { issuer: 'R3', from: 0, until: Date.now() - day } },
    ),
    finds: { id: 'tls', status: 'fail', detail: 'ended on', hint: "computer's clock" },
  },
  {
    report: 'the certificate of the gateway was not renewed yet',
    gateway: cloudflare({}, { certificate: { issuer: 'R3', from: 0, until: Date.now() + 3 * day } }),
    finds: { id: 'tls', status: 'warn', detail: 'ends on', hint: 'renew' },
  },
  {
    report: 'the address answers with the certificate of another host',
    gateway: cloudflare({}, { distrust: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
    finds: { id: 'tls', status: 'fail', detail: "another host's", hint: '--base-url' },
  },
  {
    report: 'every request waits two seconds before it starts',
    gateway: cloudflare({}, { milliseconds: { lookup: 2100, connect: 9, tls: 20 } }),
    finds: { id: 'network', status: 'warn', detail: 'name found in 2100 ms', hint: 'name server' },
  },
  {
    report: 'with the VPN on it takes ages to connect',
    gateway: cloudflare({}, { milliseconds: { lookup: 9, connect: 3000, tls: 20 } }),
    finds: { id: 'network', status: 'warn', detail: 'connected in 3000 ms', hint: 'VPN' },
  },
  {
    report: 'the proxy wants a password',
    gateway: cloudflare({}, new Failure('gateway', 'The proxy p:1 does not open a way (407).', 'Check HTTPS_PROXY.')),
    finds: { id: 'network', status: 'fail', detail: '407', hint: 'HTTPS_PROXY' },
  },
  {
    report: 'the laptop slept, and the clock of WSL stood still',
    later: -10 * minute,
    gateway: bifrost(),
    finds: { id: 'clock', status: 'warn', detail: '10 minutes behind', hint: 'timedatectl' },
  },
  {
    report: 'the clock is set to the wrong time zone',
    later: 3 * 60 * minute,
    gateway: bifrost(),
    finds: { id: 'clock', status: 'warn', detail: '3 hours ahead of', hint: 'TLS' },
  },
  {
    report: 'the clock is a second off, which is no trouble',
    later: 1000,
    gateway: bifrost(),
    finds: { id: 'clock', status: 'pass' },
  },
];
