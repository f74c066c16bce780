/** One way of doing something that is compared with others. */
export interface Contender {
  readonly name: string;
  readonly run: () => unknown;
}

export interface Measurement {
  readonly name: string;
  /** Median over the rounds of the median run. */
  readonly medianMs: number;
  /** 95th percentile of single runs, over all rounds. */
  readonly p95Ms: number;
  /** Median over the rounds of the median run, divided by that of the first contender in the same round. */
  readonly ratio: number;
  /** Mean processor time of a run, where it is measured. */
  readonly cpuMs?: number | undefined;
  /** Mean growth of the write-ahead log in a run, where it is measured. */
  readonly walBytes?: number | undefined;
}

/** One table of a benchmark. The first row is what the ratios of the others relate to. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Measurement[];
}

/**
 * Measures contenders in interleaved rounds, so that whatever else the machine does meets all of them alike, and
 * relates each to the first. Within a round each has a block of its own (turn by turn, one would pay for the garbage
 * of its neighbour), and the order of the blocks rotates. A run that answers a promise is awaited.
 */
export async function compare(
  contenders: readonly Contender[],
  { rounds, runs }: { rounds: number; runs: number },
): Promise<readonly Measurement[]> {
  for (const contender of contenders) await timesOf(contender, runs);
  const samples = contenders.map((): number[][] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (round + turn) % contenders.length;
      const contender = contenders[index];
      if (contender) samples[index]?.push(await timesOf(contender, runs));
    }
  }
  const firstMedians = (samples[0] ?? []).map(median);
  return contenders.map(({ name }, index) => {
    const times = samples[index] ?? [];
    const medians = times.map(median);
    const ratios = medians.map((value, round) => value / (firstMedians[round] ?? Number.NaN));
    return { name, medianMs: median(medians), p95Ms: quantile(times.flat(), 0.95), ratio: median(ratios) };
  });
}

async function timesOf({ run }: Contender, runs: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < runs; n += 1) {
    const since = performance.now();
    const answer = run();
    if (answer instanceof Promise) await answer;
    times.push(performance.now() - since);
  }
  return times;
}

const median = (values: readonly number[]): number => quantile(values, 0.5);

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
