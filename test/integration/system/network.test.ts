import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { open } from '../../../src/system/network.ts';
import { tlsServer } from '../../support/tls-server.ts';

const host = (env: Record<string, string> = {}) => ({ env, platform: 'linux' as const });

describe('a line to an HTTPS server', () => {
  it('is opened and closed again without a request, and tells of its certificate though nobody trusts it', async () => {
    await using server = await tlsServer();
    const line = await open(`${server.origin}/v1`, 5000, host());
    expect(line).toMatchObject({
      protocol: 'TLSv1.3',
      distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      certificate: { issuer: 'Acme Test Authority' },
    });
    expect(line.addresses).toContain('127.0.0.1');
    expect(line.certificate.until).toBeGreaterThan(Date.now());
    expect(line.certificate.from).toBeLessThan(Date.now());
    for (const took of Object.values(line.milliseconds)) expect(took).toBeGreaterThanOrEqual(0);
    expect(line.proxy).toBeUndefined();
    expect(server.requests()).toBe(0);
  });

  it('of an address without a name looks none up', async () => {
    await using server = await tlsServer();
    expect((await open(`https://127.0.0.1:${server.port}`, 5000, host())).addresses).toEqual(['127.0.0.1']);
  });

  it('goes through the tunnel of a proxy, with its password, which is not told', async () => {
    await using server = await tlsServer();
    await using proxy = await tunnelling(200, server.port);
    const env = { HTTPS_PROXY: `http://dev:s%40cret@127.0.0.1:${proxy.port}` };
    const line = await open('https://gateway.example', 5000, host(env));
    expect(line).toMatchObject({ proxy: `http://127.0.0.1:${proxy.port}`, addresses: ['127.0.0.1'] });
    expect(JSON.stringify(line)).not.toContain('cret');
    expect(proxy.asked).toEqual([
      { to: 'gateway.example:443', login: `Basic ${Buffer.from('dev:s@cret').toString('base64')}` },
    ]);
  });

  it('that a proxy does not open is that proxy’s fault', async () => {
    await using proxy = await tunnelling(407, 0);
    await expect(
      open('https://gateway.example', 5000, host({ HTTPS_PROXY: `127.0.0.1:${proxy.port}` })),
    ).rejects.toMatchObject({
      code: 'gateway',
      message: expect.stringContaining('does not open a way to gateway.example (407)'),
      hint: expect.stringContaining('user name and password'),
    });
  });

  it.each(['socks5://127.0.0.1:1', 'http://'])('does not go through %s', async (proxy) => {
    await expect(open('https://gateway.example', 5000, host({ HTTPS_PROXY: proxy }))).rejects.toMatchObject({
      code: 'configuration',
    });
  });

  it('where nothing listens fails as a request would', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    await expect(open(`https://127.0.0.1:${port}`, 5000, host())).rejects.toMatchObject({
      code: 'gateway',
      message: expect.stringContaining('Nothing listens'),
    });
  });

  it('to a server that never greets ends in time, and says at which step', async () => {
    const server = createTcpServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(open(`https://127.0.0.1:${port}`, 100, host())).rejects.toMatchObject({
      message: `127.0.0.1:${port}: the TLS handshake takes longer than 0.1 s.`,
    });
    server.close();
    await once(server, 'close');
  });
});

interface Tunnel extends AsyncDisposable {
  readonly port: number;
  readonly asked: readonly { readonly to: string; readonly login: string | undefined }[];
}

/** A proxy that leads every tunnel to one port of this machine, or answers with another status. */
async function tunnelling(status: number, target: number): Promise<Tunnel> {
  const asked: { to: string; login: string | undefined }[] = [];
  const server: Server = createServer();
  server.on('connect', (request, socket) => {
    asked.push({ to: request.url ?? '', login: request.headers['proxy-authorization'] });
    socket.on('error', () => undefined);
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const onward = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
