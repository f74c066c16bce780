import { describe, expect, it } from 'vitest';
import { checkIngressFile } from './check-ingress-file.ts';

const FILE = `ingress:
  - hostname: app.example.com
    path: ^/a b$
    service: http://127.0.0.1:1
  - service: http_status:404
`;

const ruleFor = (url: string) => checkIngressFile(FILE, [url]).matches.map(({ rule }) => rule);

describe('checkIngressFile', () => {
  it('compares the decoded path, as cloudflared does', () => {
    expect(ruleFor('https://app.example.com/a%20b')).toEqual([0]);
  });

  it('does not take a user name for the host', () => {
    expect(ruleFor('https://somebody@app.example.com/a%20b')).toEqual([0]);
  });

  it('does not resolve dots in the path', () => {
    expect(ruleFor('https://app.example.com/x/../a%20b')).toEqual([1]);
  });

  it.each(['hello', 'https://app.example.com/%zz'])('refuses "%s" as a URL', (url) => {
    expect(() => checkIngressFile(FILE, [url])).toThrow(TypeError);
  });
});
