import { EXIT, UsageError, type ExitCode } from '../cli/exit.ts';
import { whileWaiting } from '../cli/spinner.ts';
import type { Terminal } from '../cli/terminal.ts';
import { isLoopback, parseListenAddress, type ListenAddress } from '../config/texts.ts';
import { tellStartProblem } from '../daemon/start-problem.ts';
import { untilToldToStop } from '../daemon/until-told-to-stop.ts';
import { firstFree } from './free-address.ts';
import { openSandboxData, type SandboxData } from './sandbox-data.ts';
import type { SandboxOptions } from './sandbox-options.ts';
import { startSandbox, type Sandbox } from './start-sandbox.ts';

const HTTP = { host: '127.0.0.1', port: 7600 };
const EDGE = { host: '127.0.0.1', port: 7680 };

/** Runs the sandbox until it is told to stop. */
export async function sandbox(terminal: Terminal, options: SandboxOptions): Promise<ExitCode> {
  const stopped = untilToldToStop();
  const http = options.http === undefined ? await firstFree(HTTP) : addressOf('--http', options.http);
  const edge = options.edge === undefined ? await firstFree(EDGE) : addressOf('--edge', options.edge);
  const data = await openSandboxData(options.data);
  try {
    const running = await whileWaiting(terminal, 'starting', startSandbox({ data, http, edge }));
    terminal.out(options.json === true ? `${JSON.stringify(asJson(running, data))}\n` : asText(running, data));
    await stopped;
    await running.stop();
    return EXIT.done;
  } catch (error) {
    return tellStartProblem(terminal, options.json === true, error);
  } finally {
    await data.release();
  }
}

/** The stand-ins believe whatever they are told, so they are for this machine alone. */
function addressOf(option: string, text: string): ListenAddress {
  const address = parseListenAddress(text);
  if (address && isLoopback(address.host)) return address;
  throw new UsageError(`${option} takes an address of this machine, such as 127.0.0.1:7600, not "${text}".`);
}

const asJson = (running: Sandbox, data: SandboxData) => ({
  ready: true,
  dashboard: `${running.url}/`,
  api: `${running.url}/api/v1`,
  mcp: `${running.url}/mcp`,
  edge: running.edgeUrl,
  cloudflare: running.cloudflareUrl,
  tokens: running.tokens,
  service: running.service,
  domains: running.domains,
  data: data.directory,
});

const asText = (running: Sandbox, data: SandboxData): string => `The sandbox is ready. Nothing leaves this machine.

  Dashboard    ${running.url}/
  API          ${running.url}/api/v1
  MCP          ${running.url}/mcp
  Edge         ${running.edgeUrl}
  Admin token  ${running.tokens.admin}
  Demo token   ${running.tokens.demo}
  Data         ${data.directory}${data.isTemporary ? ' (removed at the end)' : ''}

A sample service is public already:
  curl -H 'Host: ${running.hostname}' ${running.edgeUrl}/

Ask for another name for it:
  curl ${running.url}/api/v1/hostnames -H 'Authorization: Bearer ${running.tokens.demo}' -H 'Content-Type: application/json' -d '{"subdomain":"app","port":${running.service.port}}'

Ctrl-C ends it.
`;
