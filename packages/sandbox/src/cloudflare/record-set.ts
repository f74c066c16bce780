import type { RecordState, ZoneState } from '../world/state.ts';
import { refuse } from './api-refusal.ts';
import type { RecordDraft } from './dns-record-draft.ts';

/**
 * The records of one zone while a request changes them. Nothing is in force before the caller takes `records`, so a
 * batch that is refused half way leaves no trace.
 */
export class RecordSet {
  readonly #quota: number;
  #records: readonly RecordState[];

  constructor(zone: ZoneState) {
    this.#records = zone.records;
    this.#quota = zone.recordQuota;
  }

  get records(): readonly RecordState[] {
    return this.#records;
  }

  /** Refuses with 81044 when no record has the id. */
  find(id: string): RecordState {
    const found = this.#records.find((record) => record.id === id);
    if (found === undefined) throw refuse(404, 81044, 'Record does not exist.');
    return found;
  }

  add(record: RecordState): RecordState {
    this.#refuseConflict(record, this.#records);
    if (this.#records.length >= this.#quota) throw refuse(400, 81045, 'Record quota exceeded.');
    this.#records = [...this.#records, record];
    return record;
  }

  replace(record: RecordState): RecordState {
    const others = this.#records.filter(({ id }) => id !== record.id);
    this.#refuseConflict(record, others);
    this.#records = this.#records.map((existing) => (existing.id === record.id ? record : existing));
    return record;
  }

  delete(id: string): RecordState {
    const record = this.find(id);
    this.#records = this.#records.filter((existing) => existing !== record);
    return record;
  }

  #refuseConflict(draft: RecordDraft, others: readonly RecordState[]): void {
    const sameName = others.filter((record) => record.name === draft.name);
    if (sameName.some((record) => record.type === draft.type && record.content === draft.content))
      throw refuse(400, 81058, 'An identical record already exists.');
    if (draft.type === 'CNAME' && sameName.some((record) => record.type !== 'TXT'))
      throw refuse(400, 81053, 'An A, AAAA, or CNAME record with that host already exists.');
    if (draft.type !== 'TXT' && sameName.some((record) => record.type === 'CNAME'))
      throw refuse(400, 81054, 'A CNAME record with that host already exists.');
  }
}
