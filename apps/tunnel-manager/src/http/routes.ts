import type { Route } from './route.ts';
import { auditRoutes } from './routes/audit.ts';
import { hostnameRoutes } from './routes/hostnames.ts';
import { topologyRoutes } from './routes/topology.ts';
import { worldRoutes } from './routes/world.ts';

/** Every operation of the API that needs a credential. */
export const routes: readonly Route[] = [...worldRoutes, ...topologyRoutes, ...hostnameRoutes, ...auditRoutes];
