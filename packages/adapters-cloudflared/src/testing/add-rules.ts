import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortFailure } from '@tunnel-manager/core';
import { ConfigFileIngress } from '../config-file/config-file-ingress.ts';
import { ConfigFile } from '../config-file/config-file.ts';

/** Adds rules to a file one by one, in a process of its own, and begins anew whenever the file changed meanwhile. */
const [path = '', writer = '', count = ''] = process.argv.slice(2);
const ingress = new ConfigFileIngress({
  file: new ConfigFile(path),
  connectors: { observe: async () => [] },
  clock: { nowMs: Date.now, sleep: (ms) => sleep(ms) },
  restart: null,
});

for (let index = 0; index < Number(count); index += 1) {
  for (let written = false; !written;) written = await add(`${writer}-${index}.example.com`);
}

async function add(hostname: string): Promise<boolean> {
  const { document } = await ingress.read();
  const rule = { hostname, service: 'http://127.0.0.1:3000' };
  try {
    await ingress.replace({ ...document, ingress: [rule, ...document.ingress] });
    return true;
  } catch (error) {
    if (error instanceof PortFailure && error.kind === 'conflict') return false;
    throw error;
  }
}
