import { z } from 'zod';
import { duration } from './duration.ts';
import { portRange } from './port-range.ts';
import { checkConnector } from './check-connector.ts';
import { authSection, checkTogether } from './schema-auth.ts';
import {
  containerName,
  dockerHost,
  domainName,
  listenAddress,
  metricsUrl,
  projectName,
  secretReference,
  secureUrl,
  systemdUnit,
  textLike,
} from './texts.ts';

const storage = z.strictObject({
  driver: z.enum(['sqlite', 'postgres']).default('sqlite').describe('The database engine.'),
  sqlite: z
    .strictObject({
      path: z
        .string()
        .min(1)
        .default('./data/tunnel-manager.db')
        .describe('The database file. A relative path begins at the directory of the configuration file.'),
    })
    .prefault({}),
  postgres: z
    .strictObject({
      url: secretReference.default('env:DATABASE_URL').describe('The connection string.'),
      poolSize: z.int().min(1).max(200).default(10).describe('The most connections held at once.'),
    })
    .prefault({}),
});

const cloudflare = z.strictObject({
  apiToken: secretReference.describe(
    'An API token with Zone:Read and DNS:Edit on the zones and Cloudflare Tunnel:Edit on the account.',
  ),
  accountId: textLike(
    (text) => /^[0-9a-f]{32}$/.test(text),
    'is not an account id.',
    'Copy the 32 hexadecimal digits from the overview page of any of your zones.',
  ).describe('The account that owns the tunnel.'),
  tunnelId: z.guid().toLowerCase().describe('The tunnel that carries the hostnames: a UUID.'),
  defaultDomain: domainName.optional().describe('The domain of a request that names none.'),
  baseUrl: secureUrl.default('https://api.cloudflare.com/client/v4').describe('Where the API is: https, or loopback.'),
  requestsPerFiveMinutes: z
    .int()
    .min(10)
    .max(1200)
    .default(1000)
    .describe('Our share of the 1,200 requests that Cloudflare allows a token in five minutes.'),
});

const ingress = z.strictObject({
  mode: z.enum(['remote', 'file']).default('remote').describe('Who holds the ingress rules: Cloudflare, or a file.'),
  file: z
    .strictObject({
      path: z
        .string()
        .min(1)
        .default('/etc/cloudflared/config.yml')
        .describe(
          'The configuration file of cloudflared. A relative path begins at the directory of the file with these settings.',
        ),
      apply: z
        .enum(['swap', 'restart', 'none'])
        .default('swap')
        .describe(
          'How a changed file comes into force: by restarting the connector, or not by us (`none`). With `mode: file` it must be chosen: `swap` is not there yet.',
        ),
    })
    .prefault({}),
});

const connector = z.strictObject({
  kind: z
    .enum(['systemd', 'docker', 'process', 'none'])
    .default('none')
    .describe(
      'What runs cloudflared, and so where it is: `docker` in a container, everything else on the host. Health is read from `metrics`, whatever the kind.',
    ),
  systemd: z.strictObject({ unit: systemdUnit.default('cloudflared').describe('The unit that runs it.') }).prefault({}),
  docker: z
    .strictObject({
      container: z
        .union([containerName, z.array(containerName).min(1).max(25)])
        .transform((names) => [names].flat())
        .prefault('cloudflared')
        .describe('The container that runs it, or a list when several do.'),
    })
    .prefault({}),
  process: z
    .strictObject({ command: z.array(z.string()).default([]).describe('The program and its arguments.') })
    .prefault({}),
  metrics: z
    .array(metricsUrl)
    .max(25)
    .default([])
    .describe('The metrics addresses of the connectors on this host, such as http://127.0.0.1:20241.'),
});

const docker = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether containers can be origins. When false, every origin is a host process.'),
  host: dockerHost.default('unix:///var/run/docker.sock').describe('Where the Docker engine of this machine listens.'),
  resync: duration('5s', '1h').prefault('60s').describe('How often everything is listed anew.'),
  projects: z
    .record(z.string(), projectName)
    .default({})
    .describe('Compose project → project, for containers without the label `com.supervisor.project`.'),
});

const webhook = z.strictObject({
  url: secureUrl.describe('Where events are posted.'),
  events: z.array(z.string()).default([]).describe('Which events.'),
  secret: secretReference.optional().describe('Signs each delivery.'),
});

const retention = z.strictObject({
  health: duration('1d', '10y').prefault('14d').describe('Raw health samples.'),
  health5m: duration('1d', '10y').prefault('90d').describe('Five-minute averages.'),
  healthHourly: duration('1d', '10y').prefault('2y').describe('Hourly averages.'),
  audit: duration('1d', '10y').prefault('400d').describe('The audit log.'),
  changes: duration('1d', '10y').prefault('7d').describe('The change log.'),
});

const project = z.strictObject({
  ports: z
    .array(portRange)
    .default([])
    .transform((ranges) => ranges.flat())
    .describe('The host ports of the project: `"3105"` or `"3100-3199"`.'),
  domains: z.array(domainName).optional().describe('The domains that it may use; all known ones when left out.'),
  quota: z
    .int()
    .min(0)
    .max(100_000)
    .optional()
    .describe('The most hostnames that it may hold; no limit when left out.'),
});

/** The whole configuration, every setting with its default: the reference page is generated from it. */
export const configSchema = z
  .strictObject({
    vm: textLike(
      (text) => /^[A-Za-z0-9]([A-Za-z0-9._-]{0,62})$/.test(text),
      'is not the name of a VM.',
      'Use letters, digits, ".", "-" and "_", at most 63.',
    )
      .optional()
      .describe("This machine's name in records and messages; the host name when left out."),
    storage: storage.prefault({}),
    cloudflare,
    ingress: ingress.prefault({}),
    connector: connector.prefault({}),
    docker: docker.prefault({}),
    health: z
      .strictObject({
        interval: duration('1s', '10m').prefault('30s').describe('How often the tunnel is looked at.'),
        failures: z.int().min(1).max(20).default(3).describe('Failures in a row until it counts as down.'),
      })
      .prefault({}),
    reconcile: z
      .strictObject({
        interval: duration('10s', '1d').prefault('5m').describe('How often recorded and real state are compared.'),
        mode: z.enum(['observe', 'repair']).default('observe').describe('Report only, or mend what is ours.'),
      })
      .prefault({}),
    domains: z
      .strictObject({ refresh: duration('1m', '30d').prefault('24h').describe('How often the zones are listed.') })
      .prefault({}),
    projects: z.record(projectName, project).default({}).describe('Project → what it may use.'),
    auth: authSection.prefault({}),
    http: z
      .strictObject({
        listen: listenAddress.default('127.0.0.1:7600').describe('The address of the API, MCP and the status page.'),
        allowedHosts: z
          .array(z.string().min(1))
          .default([])
          .describe('Names by which clients may address the daemon besides those of loopback: `NAME` or `NAME:PORT`.'),
      })
      .prefault({}),
    webhooks: z.array(webhook).default([]).describe('Where events are delivered.'),
    retention: retention.prefault({}),
    log: z
      .strictObject({
        level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('The least severe line written.'),
        format: z.enum(['json']).default('json').describe('One JSON object a line, on stderr.'),
      })
      .prefault({}),
  })
  .superRefine(checkTogether)
  .superRefine(checkConnector);

/** A configuration that was read: every setting has its value, durations are in milliseconds. */
export type Config = Omit<z.output<typeof configSchema>, 'vm'> & { readonly vm: string };
