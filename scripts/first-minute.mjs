// Does what the README promises for the first minute, as a new user would: starts the sandbox by `npm start`, follows
// the printed `curl`, asks for a hostname through the API and one through MCP, sees both answer through the edge,
// gives them back, and stops. Nothing may be left running. One line a step; the first surprise ends it with exit 1.
// It runs on a fresh clone and on the Node that is there: the first `npm start` brings everything else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { answerThroughEdge } from './first-minute/answer-through-edge.mjs';
import { startSandbox } from './first-minute/start-sandbox.mjs';

const anyPorts = ['--http', '127.0.0.1:0', '--edge', '127.0.0.1:0'];
const beganAt = performance.now();

await withSandbox(['npm', 'start', '--', 'sandbox', ...anyPorts], async (sandbox) => {
  const curls = {
    sample: (line) => /^ *curl .*'Host: /.test(line),
    request: (line) => /^ *curl .*\/hostnames/.test(line),
  };
  await step('the printed curl answers through the edge', async () => {
    assert.notEqual(follow(await sandbox.line(curls.sample)), '');
  });
  await step('the printed request for a name is granted', async () => {
    assert.equal(JSON.parse(follow(await sandbox.line(curls.request))).state, 'active');
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

function follow(curl) {
  const command = curl.trim().replace(/^curl /, 'curl --fail --silent --show-error --max-time 30 ');
  return execFileSync('sh', ['-c', command], { encoding: 'utf8' });
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
