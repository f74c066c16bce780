import type { ApiAnswer } from './api-route.ts';
import { refuse } from './api-refusal.ts';

export interface PageBounds {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/** One page of a list; a page beyond the end is empty, a size beyond the bounds is refused. */
export function pageOf(items: readonly unknown[], query: URLSearchParams, bounds: PageBounds): ApiAnswer {
  const page = wholeNumber(query, 'page', { least: 1, most: Number.MAX_SAFE_INTEGER, usual: 1 });
  const perPage = wholeNumber(query, 'per_page', bounds);
  const result = items.slice((page - 1) * perPage, page * perPage);
  return {
    result,
    resultInfo: {
      page,
      per_page: perPage,
      count: result.length,
      total_count: items.length,
      total_pages: Math.ceil(items.length / perPage),
    },
  };
}

function wholeNumber(query: URLSearchParams, name: string, bounds: PageBounds): number {
  const text = query.get(name);
  if (text === null) return bounds.usual;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= bounds.least && value <= bounds.most) return value;
  throw refuse(400, 1004, `${name} must be a number from ${bounds.least} to ${bounds.most}`);
}
