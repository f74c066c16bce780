/** Who may use which port of the host. */
export interface PortAllocations {
  /** The owning project, or null when the port is nobody's. Throws `PortFailure` rather than guess. */
  ownerOf(port: number): Promise<string | null>;
}
