import type { HostnameView, Outcome } from '@tunnel-manager/core';
import { z } from 'zod';
import { cursorInput, nameInput, projectInput } from '../../contract/inputs.ts';
import { domainView, hostnameView, statusView } from '../../contract/views.ts';
import { tool } from '../tool.ts';

const looksOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

const cname = hostnameView.pick({
  hostname: true,
  url: true,
  origin: true,
  project: true,
  state: true,
  createdAt: true,
});

/** Tools that change nothing. */
export const readTools = [
  tool({
    name: 'tunnel_get_status',
    title: 'Tunnel status',
    description:
      'Tells whether the Cloudflare Tunnel that carries all public hostnames works. "up" and "degraded" serve traffic, ' +
      '"down" serves none, "unknown" means that nobody has looked yet. Use it when a public URL does not answer, ' +
      'before looking for the fault in your own service.',
    adminOnly: false,
    action: null,
    annotations: looksOnly,
    input: z.strictObject({}),
    output: statusView,
    call: (manager) => manager.status(),
  }),
  tool({
    name: 'tunnel_list_cnames',
    title: 'List hostnames',
    description:
      'Lists the public hostnames of your project with their URL, the origin that each leads to, and their state. ' +
      'Use it to find out what you hold already, before asking for a name and before releasing one. ' +
      'When the answer has a nextCursor there are more: pass it as cursor.',
    adminOnly: false,
    action: null,
    annotations: looksOnly,
    input: z.strictObject({
      projectName: projectInput
        .optional()
        .describe('Your own project, which is also the default; an admin may name any.'),
      domain: nameInput.optional().describe('Only hostnames of this domain.'),
      cursor: cursorInput,
    }),
    output: z.looseObject({ cnames: z.array(cname), nextCursor: z.exactOptional(z.string()) }),
    call: async (manager, { projectName, domain, cursor }) => {
      const outcome = await manager.hostnames({ project: projectName, domain }, { cursor });
      return mapped(outcome, ({ items, nextCursor }) => ({
        cnames: items.map(brief),
        ...(nextCursor === undefined ? {} : { nextCursor }),
      }));
    },
  }),
  tool({
    name: 'tunnel_list_domains',
    title: 'List domains',
    description:
      'Lists the domains under which you may ask for hostnames. The one marked isDefault is used when a request names ' +
      'no domain.',
    adminOnly: false,
    action: null,
    annotations: looksOnly,
    input: z.strictObject({}),
    output: z.looseObject({ domains: z.array(domainView.pick({ domain: true, zoneId: true, isDefault: true })) }),
    call: async (manager) =>
      mapped(await manager.domains(), (domains) => ({
        domains: domains
          .filter(({ status }) => status === 'active')
          .map(({ domain, zoneId, isDefault }) => ({ domain, zoneId, isDefault })),
      })),
  }),
];

const brief = ({ hostname, url, origin, project, state, createdAt }: HostnameView) => ({
  hostname,
  url,
  origin,
  project,
  state,
  createdAt,
});

const mapped = <T, U>(outcome: Outcome<T>, shape: (value: T) => U): Outcome<U> =>
  outcome.ok ? { ok: true, value: shape(outcome.value) } : outcome;
