import type { Caller } from '../domain/caller.ts';
import { mayAct } from '../domain/caller.ts';
import { projectOf } from '../domain/caller-project.ts';
import { accepted, refused, type Outcome } from '../domain/outcome.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import { refusal } from '../domain/refusal.ts';
import type { AuditFilter, HostnameFilter } from '../ports/state-store.ts';
import type {
  AuditView,
  DomainView,
  HostnameView,
  OriginAnswer,
  OriginQuery,
  PageQuery,
} from '../ports/tunnel-manager.ts';
import { audited } from './attempt.ts';
import type { Context } from './context.ts';
import { findOrigin } from './find-origin.ts';
import { isPort, unknownProject } from './read-wish.ts';
import { findOwn } from './release-hostname.ts';
import { viewAudit, viewDomain, viewHostname } from './views.ts';

/** One recorded hostname of the caller's. Only a refusal is audited: reading one's own is nobody's concern. */
export async function showHostname(context: Context, caller: Caller, name: string): Promise<Outcome<HostnameView>> {
  const row = await context.ports.store.hostname(name);
  if (row !== null && mayAct(caller, row.project)) return accepted(viewHostname(row));
  return audited(context, caller, 'hostname.read', { hostname: name }, async (attempt) => {
    const own = await findOwn(context, caller, name, attempt);
    return own.ok ? accepted(viewHostname(own.value)) : own;
  });
}

/** The caller's hostnames, ordered by name; an admin's view spans all projects. */
export async function listHostnames(
  context: Context,
  caller: Caller,
  filter: HostnameFilter,
  query: PageQuery,
): Promise<Outcome<Page<HostnameView>>> {
  const page = readPage(query);
  if (!page.ok) return page;
  if (caller.role === 'project' && filter.project !== undefined && filter.project !== caller.project) {
    return audited(
      context,
      caller,
      'hostname.read',
      { project: filter.project },
      async () => projectOf(caller, filter.project) as Outcome<never>,
    );
  }
  const scoped = caller.role === 'project' ? { ...filter, project: caller.project } : filter;
  const { items, nextCursor } = await context.ports.store.hostnames(scoped, page.value);
  return accepted({ items: items.map(viewHostname), ...(nextCursor === undefined ? {} : { nextCursor }) });
}

/** The domains that the caller may use; an admin also sees zones that are paused or gone. */
export async function listDomains(context: Context, caller: Caller): Promise<readonly DomainView[]> {
  const domains = (await context.ports.store.domains()).map((domain) =>
    viewDomain(domain, context.scope.defaultDomain),
  );
  if (caller.role === 'admin') return domains;
  const allowed = context.ports.projects.find(caller.project)?.domains ?? null;
  return domains.filter(({ domain, status }) => status === 'active' && (allowed === null || allowed.includes(domain)));
}

/** Where a request for this port would lead, and whether anything answers there. A project may ask for its own ports. */
export function checkOrigin(context: Context, caller: Caller, query: OriginQuery): Promise<Outcome<OriginAnswer>> {
  return audited(context, caller, 'origin.check', { details: { ...query } }, async (attempt) => {
    if (!isPort(query.port)) {
      return refused(
        refusal(
          'invalid-request',
          'The port is not a number from 1 to 65535.',
          'Give the port on which the service listens, such as 3105.',
        ),
      );
    }
    if (caller.role === 'project' || query.project !== undefined) {
      const project = projectOf(caller, query.project);
      if (!project.ok) return project;
      attempt.project = project.value;
      if (context.ports.projects.find(project.value) === null) return refused(unknownProject(project.value));
      const owner = query.container === undefined ? await context.ports.allocations.ownerOf(query.port) : project.value;
      if (owner !== project.value) {
        return refused(
          refusal(
            'port-not-yours',
            `Port ${query.port} is not allocated to the project ${project.value}.`,
            "Ask for a port from the project's ranges.",
          ),
        );
      }
    }
    const found = await findOrigin(context, {
      project: attempt.project,
      port: query.port,
      container: query.container ?? null,
      explicitTarget: null,
    });
    if (!found.ok) return found;
    await context.ports.store.commit([attempt.succeeded()]);
    const { target, row, evidence, warnings } = found.value;
    return accepted({ ...target, reachable: true, row, evidence, warnings });
  });
}

/** The audit log, newest first; admins only. */
export async function queryAudit(
  context: Context,
  caller: Caller,
  filter: AuditFilter,
  query: PageQuery,
): Promise<Outcome<Page<AuditView>>> {
  if (caller.role !== 'admin')
    return audited(context, caller, 'audit.read', {}, async () => adminOnly('read the audit log'));
  const page = readPage(query);
  if (!page.ok) return page;
  const { items, nextCursor } = await context.ports.store.audit(filter, page.value);
  return accepted({ items: items.map(viewAudit), ...(nextCursor === undefined ? {} : { nextCursor }) });
}

export const adminOnly = (what: string): Outcome<never> =>
  refused(refusal('forbidden', `Only an admin may ${what}.`, 'Use an admin credential.'));

function readPage({ limit = 100, cursor }: PageQuery): Outcome<PageRequest> {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 500) return accepted({ limit, cursor });
  return refused(
    refusal(
      'invalid-request',
      'The limit is not a number from 1 to 500.',
      'Ask for at most 500 and follow `nextCursor`.',
    ),
  );
}
