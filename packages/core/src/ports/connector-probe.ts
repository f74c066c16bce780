/** One `cloudflared` as it answers on its metrics address. */
export interface ConnectorState {
  /** The metrics address asked, such as `http://127.0.0.1:20241`. */
  readonly address: string;
  /** False when nothing answered there; then the rest is null, 0 and `error`. */
  readonly reachable: boolean;
  /** New with each start of the process. */
  readonly connectorId: string | null;
  readonly readyConnections: number;
  /** The remote configuration in force; -1 when a local file is, null when it did not say. */
  readonly configVersion: number | null;
  readonly error: string | null;
}

export interface ConnectorProbe {
  /** One entry for each configured address, in that order; an empty list when none is configured. Never throws. */
  observe(): Promise<readonly ConnectorState[]>;
}
