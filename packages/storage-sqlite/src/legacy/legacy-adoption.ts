import type { AdoptionReport } from './adoption-report.ts';

/** What a database of the first generation does not hold and its adoption needs. */
export interface LegacyAdoption {
  /** The machine that all of it is about; it becomes the first one registered. */
  readonly vm: string;
  readonly tunnelId: string;
  /** When it is adopted: names the backup, and dates what has no time. */
  readonly nowMs: number;
  readonly newId: () => string;
  /** The installation's id; a new one unless told. */
  readonly installationId?: string;
  /** Called once, when everything is on disk. */
  readonly onAdopted: (report: AdoptionReport) => void;
}
