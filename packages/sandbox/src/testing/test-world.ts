import type { IngressRule } from '@tunnel-manager/core';
import { onTestFinished } from 'vitest';
import { startSandboxWorld } from '../sandbox-world.ts';
import type { SandboxOptions, SandboxWorld } from '../sandbox-world.ts';

/** A world that ends with the test, whose connectors apply a configuration at once. */
export async function startTestWorld(options: SandboxOptions = {}): Promise<SandboxWorld> {
  return endWithTest(await startSandboxWorld({ ...options, connector: { graceMs: 50, ...options.connector } }));
}

/** Closes what was started when the test is over, whatever came of it. */
export function endWithTest<T extends { close(): Promise<void> }>(started: T): T {
  onTestFinished(() => started.close());
  return started;
}

/** Puts a name into DNS and at the head of the rules, past the API, and waits until the connectors have it. */
export async function publish(
  sandbox: SandboxWorld,
  hostname: string,
  service: string,
  rest: Partial<IngressRule> = {},
): Promise<void> {
  const { tunnelId } = sandbox.cloudflare;
  sandbox.dashboard.addRecord({
    type: 'CNAME',
    name: hostname,
    content: `${tunnelId}.cfargotunnel.com`,
    proxied: true,
  });
  sandbox.dashboard.editConfiguration((document) => ({
    ...document,
    ingress: [{ hostname, service, ...rest }, ...document.ingress],
  }));
  await applied(sandbox);
}

/** Resolves when every connector has the version that Cloudflare has. */
export async function applied(sandbox: SandboxWorld): Promise<void> {
  const { version } = sandbox.world.tunnel(sandbox.cloudflare.tunnelId);
  while (sandbox.connectors.some((connector) => connector.configVersion < version))
    await new Promise((resolve) => setTimeout(resolve, 1));
}
