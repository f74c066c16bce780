// Does what the README promises for the first minute, as a new user would: starts the sandbox by `npm start`, follows
// each printed `curl` and the README's own commands, then asks for a hostname through the API and one through MCP, sees
// both answer through the edge, gives them back, and stops. Nothing may be left running. One line a step; the first surprise ends it with exit 1.
// It runs on a fresh clone and on the Node that is there: the first `npm start` brings everything else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { answerThroughEdge } from './first-minute/answer-through-edge.mjs';
import { startSandbox } from './first-minute/start-sandbox.mjs';

const anyPorts = ['--http', '127.0.0.1:0', '--edge', '127.0.0.1:0'];
const beganAt = performance.now();

await withSandbox(['npm', 'start'], async (sandbox) => {
  const printed = async (pattern) => pattern.exec(await sandbox.line((line) => pattern.test(line)))[1];
  await step('the printed curl answers through the edge', async () => {
    assert.notEqual(shell(await printed(/^ *(curl .*'Host: .*)/)), '');
  });
  await step('the printed request for a name is granted', async () => {
    assert.equal(JSON.parse(shell(await printed(/^ *(curl .*\/hostnames .*)/))).state, 'active');
  });
  const token = await printed(/Demo token +(\S+)/);
  const [daemon, edge] = [await printed(/API +(\S+)\/api\/v1/), await printed(/Edge +(\S+)/)];
  await step('the commands of the README do what they say', () => {
    // The default ports may be taken on this machine; then the sandbox is at the next free ones.
    const commands = readmeCommands().replaceAll('http://127.0.0.1:7680', edge);
    const output = shell(commands, { TUNNEL_MANAGER_TOKEN: token, TUNNEL_MANAGER_URL: daemon });
    assert.match(
      output,
      /https:\/\/web\.example\.com is live[^]*^mine$[^]*web\.example\.com is released[^]*^HTTP\/1\.1 530/m,
    );
  });
});

await withSandbox(['npm', '-s', 'start', '--', 'sandbox', '--json', ...anyPorts], async (sandbox) => {
  const ready = JSON.parse(await sandbox.line((line) => line.startsWith('{')));
  assert.equal(ready.ready, true);
  const edge = (hostname) => answerThroughEdge(ready.edge, hostname);
  const authorization = { authorization: `Bearer ${ready.tokens.demo}` };

  const viaApi = await step('a hostname through the API', async () => {
    const { status, body } = await api(`${ready.api}/hostnames`, {
      method: 'POST',
      headers: { ...authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ subdomain: 'first-minute-api', port: ready.service.port }),
    });
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(await edge(body.hostname), 200);
    return body.hostname;
  });

  const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const client = new Client({ name: 'first-minute', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(ready.mcp), { requestInit: { headers: authorization } }),
  );
  const viaMcp = await step('a hostname through MCP', async () => {
    const { hostname } = await call(client, 'tunnel_request_cname', {
      subdomain: 'first-minute-mcp',
      targetPort: ready.service.port,
    });
    assert.equal(await edge(hostname), 200);
    return hostname;
  });

  await step('both given back, and gone', async () => {
    const { status, body } = await api(`${ready.api}/hostnames/${viaApi}`, {
      method: 'DELETE',
      headers: authorization,
    });
    assert.equal(status, 200, JSON.stringify(body));
    await call(client, 'tunnel_delete_cname', { hostname: viaMcp });
    assert.deepEqual([await edge(viaApi), await edge(viaMcp)], [530, 530]);
  });
  await client.close();
});

console.log(`The first minute took ${((performance.now() - beganAt) / 1000).toFixed(1)} s.`);

async function withSandbox(command, visit) {
  const sandbox = startSandbox(command);
  try {
    await step(command.join(' '), () => sandbox.line((line) => line.trim() !== '' && !line.startsWith('>')));
    await visit(sandbox);
    await step('stopped within 5 s, nothing left running', () => sandbox.stop());
  } catch (error) {
    console.error(sandbox.said());
    throw error;
  } finally {
    sandbox.kill();
  }
}

function shell(commands, env = {}) {
  return execFileSync('sh', ['-ec', commands], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
}

/** The block of the README that asks for a name on the command line. */
function readmeCommands() {
  const blocks = readFileSync('README.md', 'utf8').split('```sh\n').slice(1);
  return blocks.map((block) => block.split('```')[0]).find((block) => block.includes('tunnel-manager request'));
}

async function step(title, action) {
  const startedAt = performance.now();
  const result = await action();
  console.log(`ok  ${title} (${((performance.now() - startedAt) / 1000).toFixed(2)} s)`);
  return result;
}

async function api(url, init) {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
  return { status: response.status, body: await response.json() };
}

async function call(client, name, args) {
  const result = await client.callTool({ name, arguments: args });
  assert.notEqual(result.isError, true, JSON.stringify(result.content));
  return result.structuredContent;
}
