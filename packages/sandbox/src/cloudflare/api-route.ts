import type { Permission, TokenState, WorldState } from '../world/state.ts';
import type { World } from '../world/world.ts';

/** One request that is authenticated and belongs to a route. */
export interface ApiRequest {
  readonly path: string;
  /** The ids in the path, in order. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly token: TokenState;
  readonly world: World;
  /** What reads see; older than the world's where a read is to lag behind. */
  readonly state: WorldState;
}

/** What goes into the envelope of a successful answer. */
export interface ApiAnswer {
  readonly result: unknown;
  readonly resultInfo?: ResultInfo;
}

export interface ResultInfo {
  readonly page: number;
  readonly per_page: number;
  readonly count: number;
  readonly total_count: number;
  readonly total_pages: number;
}

/** `pattern` is matched against the path after `/client/v4`; any one of `needs` is enough. */
export interface ApiRoute {
  readonly method: string;
  readonly pattern: RegExp;
  readonly needs: readonly Permission[];
  readonly handle: (request: ApiRequest) => ApiAnswer;
}

/** `{}` stands for an id: 32 hexadecimal digits, or a UUID. */
export const route = (
  method: string,
  template: string,
  needs: readonly Permission[],
  handle: (request: ApiRequest) => ApiAnswer,
): ApiRoute => ({ method, pattern: new RegExp(`^${template.replaceAll('{}', '([^/]+)')}$`), needs, handle });
