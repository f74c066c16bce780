import type { PortAllocations } from '@tunnel-manager/core';
import { InvalidPortRange, formatPortRange, type PortRange } from './port-ranges.ts';

/** The ranges of each project, by the project's name. */
export type PortsByProject = ReadonlyMap<string, readonly PortRange[]>;

/**
 * Port ownership as the operator configured it. No port has two owners: ranges of two projects that overlap are
 * refused with `InvalidPortRange`, which names both.
 */
export class ConfiguredPorts implements PortAllocations {
  #owned: readonly OwnedRange[];

  constructor(ports: PortsByProject) {
    this.#owned = ownedRanges(ports);
  }

  /** Takes a new configuration as a whole. One that is refused leaves the present one in force. */
  replace(ports: PortsByProject): void {
    this.#owned = ownedRanges(ports);
  }

  async ownerOf(port: number): Promise<string | null> {
    return this.#owned.find(({ from, to }) => from <= port && port <= to)?.project ?? null;
  }
}

interface OwnedRange extends PortRange {
  readonly project: string;
}

function ownedRanges(ports: PortsByProject): readonly OwnedRange[] {
  const owned = [...ports].flatMap(([project, ranges]) => ranges.map((range) => ({ ...range, project })));
  for (const [index, range] of owned.entries()) {
    const rival = owned
      .slice(0, index)
      .find((other) => other.project !== range.project && other.from <= range.to && range.from <= other.to);
    if (rival) {
      throw new InvalidPortRange(
        `The ports ${formatPortRange(rival)} of project "${rival.project}" and ${formatPortRange(range)} of project ` +
          `"${range.project}" overlap: a port has one owner.`,
      );
    }
  }
  return owned;
}
