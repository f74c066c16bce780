import type { Change } from '@tunnel-manager/core';
import { expect, it } from 'vitest';
import { statementsFor } from './statements.ts';

const claim = (text: string, n: number): Change => ({
  kind: 'hostname-claimed',
  quota: n,
  hostname: {
    id: text,
    hostname: `${text}.example.com`,
    subdomain: text,
    domain: 'example.com',
    origin: text,
    targetType: 'localhost',
    port: n,
    container: text,
    network: text,
    reason: text,
    project: text,
    vm: text,
    tunnelId: text,
    recordId: text,
    state: 'pending',
    version: n,
    expiresAt: n,
    createdAt: n,
    updatedAt: n,
    createdBy: text,
  },
});

it('keeps values out of the text, so that each text is prepared once and no value can become SQL', () => {
  const plain = statementsFor(claim('app', 1));
  const hostile = statementsFor(claim("'); DROP TABLE cnames; --", 2));
  expect(hostile.map(({ sql }) => sql)).toEqual(plain.map(({ sql }) => sql));
});

it('has one parameter for each question mark', () => {
  for (const { sql, params } of statementsFor(claim('app', 1))) {
    expect(params).toHaveLength(sql.split('?').length - 1);
  }
});
