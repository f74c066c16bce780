import type { ConnectorPlace, Topology } from '../domain/topology.ts';

/** The newest picture of the machine's containers. `observedAt` is epoch milliseconds. */
export interface RuntimeView extends Topology {
  readonly observedAt: number;
  /** Docker cannot be asked at the moment, so this is how it was. */
  readonly stale: boolean;
  /** Every connector of the tunnel on this machine; empty when none could be located. */
  readonly connectors: readonly ConnectorPlace[];
}

/**
 * The containers of this machine, kept up to date by whoever watches them. Answers from memory: a picture is at most
 * two seconds behind while Docker can be asked, and says that it is stale when it can't.
 */
export interface Runtime {
  /** Null when there is nothing to watch by configuration: then every origin and every connector is a host process. */
  view(): RuntimeView | null;
}
