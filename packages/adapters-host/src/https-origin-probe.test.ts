import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpOriginProbe } from './http-origin-probe.ts';

const probe = new HttpOriginProbe({ timeoutMs: 1000 });
let server: Server | undefined;

afterEach(() => {
  server?.close();
});

const originOf = async (listening: Server): Promise<string> => {
  server = listening.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('HttpOriginProbe over TLS', () => {
  it('refuses a self-signed certificate and says so', async () => {
    const origin = await originOf(createServer(selfSigned(), (_, response) => response.end()));
    const result = await probe.probe(origin);
    expect(result).toMatchObject({ answered: false });
    expect(result).toHaveProperty('error', expect.stringContaining('its certificate is not trusted'));
  });

  it('says that a plain HTTP server does not speak TLS', async () => {
    const origin = await originOf(createHttpServer((_, response) => response.end()));
    expect(await probe.probe(origin)).toEqual({ answered: false, error: 'does not speak TLS' });
  });
});

/** A fresh certificate signed by its own key, in the least DER (ITU-T X.690) that TLS accepts. */
function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const ed25519 = der(0x30, der(0x06, Buffer.from([0x2b, 0x65, 0x70])));
  const commonName = der(0x30, der(0x06, Buffer.from([0x55, 0x04, 0x03])), der(0x0c, Buffer.from('localhost')));
  const name = der(0x30, der(0x31, commonName));
  const times = ['200101000000Z', '491231235959Z'].map((time) => der(0x17, Buffer.from(time)));
  const body = der(
    0x30,
    der(0x02, Buffer.from([1])),
    ed25519,
    name,
    der(0x30, ...times),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign(null, body, privateKey));
  const certificate = der(0x30, body, ed25519, signature).toString('base64');
  return {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
