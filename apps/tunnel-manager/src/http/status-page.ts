import { createHash } from 'node:crypto';
import type { TunnelStatus } from '@tunnel-manager/core';
import { html, raw } from 'hono/html';
import { VERSION } from '../version.ts';

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}' +
  'dt{font-weight:600}dd{margin:0 0 1rem}code{font-family:ui-monospace,monospace}';

/** Raw and in one piece: a space more and its hash would be another one. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`);

/** Lets the page's one inline style pass the content security policy, and nothing else. */
export const STATUS_PAGE_STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** A page for whoever opens the daemon in a browser. It needs no credential, so it tells nothing about hostnames. */
export const statusPage = (vm: string, status: TunnelStatus) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="refresh" content="30" />
        <title>${status}: tunnel-manager on ${vm}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <h1>tunnel-manager</h1>
        <p>The tunnel is <strong>${status}</strong>. Version ${VERSION} is running on ${vm}.</p>
        <dl>
          <dt>API</dt>
          <dd><code>/api/v1</code>, described in <a href="/openapi.json">openapi.json</a></dd>
          <dt>MCP</dt>
          <dd><code>POST /mcp</code>, for agents</dd>
          <dt>Health</dt>
          <dd><a href="/healthz">healthz</a>, <a href="/readyz">readyz</a></dd>
        </dl>
        <p>The API and MCP need a token: <code>Authorization: Bearer TOKEN</code>.</p>
      </body>
    </html> `;
