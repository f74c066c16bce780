import type { ContainerView, Recommendation, TopologyView } from '@tunnel-manager/core';
import { z } from 'zod';

const portBinding = z.looseObject({
  internalPort: z.int().describe('Inside the container.'),
  protocol: z.enum(['tcp', 'udp', 'sctp']),
  hostIp: z.string().describe('The address of the host on which it is published; empty when it is only exposed.'),
  hostPort: z.int().describe('0 when it is only exposed.'),
});

const containerView = z.looseObject({
  name: z.string(),
  image: z.string(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
  project: z.string().nullable().describe('Whose it is; null when neither a label nor its name tells.'),
  networkMode: z.string(),
  networks: z
    .array(
      z.looseObject({
        name: z.string(),
        ipAddress: z.string().describe('Empty while it does not run.'),
        aliases: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
  ports: z.array(portBinding).readonly(),
}) satisfies z.ZodType<ContainerView>;

/** The containers that a caller may see, as Docker showed them last. */
export const topologyView = z.looseObject({
  observedAt: z.string().nullable().describe('ISO 8601 in UTC; null before Docker was ever seen.'),
  stale: z.boolean().describe('True when Docker cannot be asked at the moment: this is how it was.'),
  networks: z
    .array(z.looseObject({ name: z.string(), driver: z.string(), internal: z.boolean() }))
    .readonly()
    .describe('Those that the containers are on; for an admin all.'),
  containers: z.array(containerView).readonly(),
}) satisfies z.ZodType<TopologyView>;

/** One port of one container: where a hostname for it would lead, or how to make that possible. */
export const recommendationView = z.looseObject({
  container: z.string(),
  project: z.string().nullable(),
  port: z.int().nullable().describe('Inside the container; null when Docker shows none.'),
  routable: z.boolean().describe('Whether a hostname can lead there as things are.'),
  why: z.string(),
  origin: z.exactOptional(z.string()).describe('Where the hostname would lead, when it is routable.'),
  row: z.exactOptional(z.int()).describe('The row of the decision table that says so.'),
  remedy: z.exactOptional(z.string()).describe('How to make it routable.'),
}) satisfies z.ZodType<Flat>;

/** Both cases of a recommendation in one object, which every client's schema language can say. */
type Flat = Pick<Recommendation, 'container' | 'project' | 'port' | 'why' | 'routable'> & {
  readonly origin?: string;
  readonly row?: number;
  readonly remedy?: string;
};
