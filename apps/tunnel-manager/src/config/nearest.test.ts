import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('the nearest candidate', () => {
  it.each([
    ['htpp', 'http'],
    ['HTTP', 'http'],
    ['conector', 'connector'],
    ['helth', 'health'],
  ])('of %s is %s', (word, meant) => {
    expect(nearest(word, ['connector', 'health', 'http', 'log'])).toBe(meant);
  });

  it('is none when nothing is close', () => {
    expect(nearest('elephant', ['connector', 'http'])).toBeNull();
    expect(nearest('x', [])).toBeNull();
  });
});
