/** Host ports from `from` to `to`, both included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** A port range of the configuration is malformed, or two projects claim the same port. */
export class InvalidPortRange extends Error {
  override readonly name = 'InvalidPortRange';
}

/** Reads ranges as an operator writes them, `3100-3199` or `8080`. Throws `InvalidPortRange` naming the text at fault. */
export function parsePortRanges(texts: readonly string[]): readonly PortRange[] {
  return texts.map(parsePortRange);
}

function parsePortRange(text: string): PortRange {
  const match = /^\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?$/.exec(text);
  if (!match) {
    throw new InvalidPortRange(
      `"${text}" is not a port range: write a port such as "8080" or a range such as "3100-3199".`,
    );
  }
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  if (from < 1 || to > 65_535) {
    throw new InvalidPortRange(`"${text}" leaves the range of ports, which is 1 to 65535.`);
  }
  if (from > to) {
    throw new InvalidPortRange(`"${text}" is reversed: write "${to}-${from}".`);
  }
  return { from, to };
}

/** As an operator writes it: the inverse of `parsePortRanges`. */
export const formatPortRange = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}-${to}`);
