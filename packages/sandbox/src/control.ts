import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultRule } from './faults/fault.ts';
import type { Faults } from './faults/faults.ts';
import { readText, sendJson } from './http/body.ts';
import type { Journal } from './journal.ts';
import type { World } from './world/world.ts';

/**
 * The paths by which a test in another process sets faults up and looks inside: `POST` and `DELETE /__sim/faults`,
 * `GET /__sim/journal`, `GET /__sim/state`. Tokens are left out of the state.
 */
export const controlListener =
  (world: World, faults: Faults, journal: Journal) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const key = `${request.method} ${request.url}`;
    if (key === 'GET /__sim/journal') sendJson(response, 200, journal.entries());
    else if (key === 'GET /__sim/state') sendJson(response, 200, visible(world));
    else if (key === 'DELETE /__sim/faults') {
      faults.clear();
      sendJson(response, 200, []);
    } else if (key === 'POST /__sim/faults')
      addFaults(request, faults).then(
        () => sendJson(response, 200, faults.rules()),
        (problem: unknown) => sendJson(response, 400, { error: String(problem) }),
      );
    else sendJson(response, 404, { error: 'The sandbox has no such path.' });
  };

/** One rule, or a list of them. */
async function addFaults(request: IncomingMessage, faults: Faults): Promise<void> {
  const body = JSON.parse(await readText(request)) as FaultRule | readonly FaultRule[];
  faults.add(...[body].flat());
}

function visible({ state }: World): unknown {
  const { tokens: _tokens, ...rest } = state;
  return { ...rest, tunnels: state.tunnels.map(({ secret: _secret, ...tunnel }) => tunnel) };
}
