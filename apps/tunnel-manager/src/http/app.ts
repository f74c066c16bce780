import { randomUUID } from 'node:crypto';
import { refusal } from '@tunnel-manager/core';
import { Hono, type MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { authenticate } from '../auth/credential.ts';
import { failureOf, faultOf } from '../contract/fault.ts';
import type { Front } from '../contract/front.ts';
import { dispatch } from './dispatch.ts';
import { guardHost, type AllowedNames } from './host-guard.ts';
import { openApiDocument } from './openapi.ts';
import { sendFault, sendJson, type HttpContext, type Variables } from './respond.ts';
import { routes } from './routes.ts';
import { STATUS_PAGE_STYLE_HASH, statusPage } from './status-page.ts';

/** Serves one MCP request of an authenticated caller. */
export type McpEndpoint = (request: Request, caller: HttpCaller) => Promise<Response>;

export interface HttpCaller {
  readonly credential: Variables['credential'];
  readonly requestId: string;
}

/** The whole HTTP face of the daemon: guards first, then what needs no credential, then what does. */
export function createApp(front: Front, allowed: () => AllowedNames, mcp: McpEndpoint): Hono<{ Variables: Variables }> {
  const app = new Hono<{ Variables: Variables }>();
  app.use(tagAndLog(front));
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'self'"], styleSrc: ["'self'", STATUS_PAGE_STYLE_HASH] },
      // The daemon speaks plain HTTP; whether there is TLS is for whoever puts something in front of it.
      strictTransportSecurity: false,
    }),
  );
  app.use(async (context, next) => {
    const refused = guardHost(context.req.raw.headers, allowed());
    return refused ? sendFault(faultOf(refused)) : next();
  });

  app.get('/healthz', () => sendJson(200, { status: 'alive' }));
  app.get('/readyz', async (context) => {
    try {
      return sendJson(200, { status: 'ready', ...(await front.ready()) });
    } catch (error) {
      front.log.warn({ err: error }, 'not ready');
      return sendFault(failureOf(error, context.get('requestId')));
    }
  });
  app.get('/openapi.json', () => sendJson(200, openApiDocument(routes)));
  app.get('/', async (context) => context.html(statusPage(front.vm, await front.tunnelStatus())));

  app.use('/mcp', requireCredential(front));
  app.on(['GET', 'POST', 'DELETE'], '/mcp', (context) =>
    mcp(context.req.raw, { credential: context.get('credential'), requestId: context.get('requestId') }),
  );
  app.use('/api/*', requireCredential(front));
  for (const route of routes) {
    app.on(route.method, honoPath(route.path), (context) => dispatch(front, route, context));
  }

  app.notFound((context) => unknownOrWrongMethod(app, context));
  app.onError((error, context) => {
    const requestId = context.get('requestId');
    front.log.error({ requestId, err: error }, 'a request met an unknown condition');
    return sendFault(failureOf(error, requestId));
  });
  return app;
}

const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

type Middleware = MiddlewareHandler<{ Variables: Variables }>;

/** The id is ours, never the client's: it names this one request in the log and in the audit. */
function tagAndLog({ log }: Front): Middleware {
  return async (context, next) => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    context.set('requestId', requestId);
    await next();
    context.header('x-request-id', requestId);
    const { method, path } = context.req;
    const durationMs = Math.round(performance.now() - startedAt);
    log.info({ requestId, method, path, status: context.res.status, durationMs }, 'answered');
  };
}

function requireCredential(front: Front): Middleware {
  return async (context, next) => {
    const header = context.req.header('authorization');
    const credential = authenticate(header, front.credentials());
    if (credential === null) {
      const hint = header === undefined ? '' : ', error="invalid_token"';
      return sendFault(UNAUTHENTICATED, { 'www-authenticate': `Bearer realm="tunnel-manager"${hint}` });
    }
    context.set('credential', credential);
    return next();
  };
}

const UNAUTHENTICATED = faultOf(
  refusal(
    'unauthenticated',
    'No valid token came with the request.',
    'Send Authorization: Bearer TOKEN with a token that the operator gave you.',
  ),
);

/** Hono calls both of these "not found"; clients can tell a misspelt path from a misused one. */
function unknownOrWrongMethod(app: Hono<{ Variables: Variables }>, context: HttpContext): Response {
  const methods = METHODS.filter((method) =>
    app.router.match(method, context.req.path)[0].some(([[, route]]) => route.method !== 'ALL'),
  );
  if (methods.length > 0) {
    const allow = methods.join(', ');
    return sendFault(
      faultOf(refusal('invalid-request', `This address does not take ${context.req.method}.`, `Use ${allow}.`), 405),
      { allow },
    );
  }
  return sendFault(
    faultOf(
      refusal('invalid-request', 'There is nothing at this address.', 'See GET /openapi.json for all of them.'),
      404,
    ),
  );
}

const METHODS = ['GET', 'POST', 'DELETE'] as const;
