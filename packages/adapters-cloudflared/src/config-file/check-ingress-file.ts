import { matchIngress, validateIngress, type IngressDocument, type IngressIssue } from '@tunnel-manager/core';
import { MalformedConfig, readConfigText } from './config-text.ts';

/** What cloudflared would make of a configuration file. */
export interface IngressCheck {
  /** It would start with it. Warnings are our own, stricter findings. */
  readonly accepted: boolean;
  readonly issues: readonly IngressIssue[];
  readonly matches: readonly IngressMatch[];
}

/** `rule` is 0-based. */
export interface IngressMatch {
  readonly url: string;
  readonly rule: number;
  readonly service: string;
}

/** Checks a configuration file's text offline, and finds the rule for each URL when it would be accepted. */
export function checkIngressFile(text: string, urls: readonly string[] = []): IngressCheck {
  let document: IngressDocument;
  try {
    document = readConfigText(text);
  } catch (error) {
    if (!(error instanceof MalformedConfig)) throw error;
    return {
      accepted: false,
      issues: [{ severity: 'error', code: 'malformed-yaml', message: error.message }],
      matches: [],
    };
  }
  const issues = validateIngress(document, 'yaml');
  const accepted = issues.every(({ severity }) => severity === 'warning');
  return { accepted, issues, matches: accepted ? urls.flatMap((url) => match(document, url)) : [] };
}

/** Throws `TypeError` when the text is no URL with a scheme and a host. */
function match(document: IngressDocument, url: string): readonly IngressMatch[] {
  if (!URL.canParse(url)) throw new TypeError(`"${url}" is no URL.`);
  // `URL` turns the host into lower case and Punycode, resolves dots in the path, and leaves it encoded; cloudflared
  // does none of that.
  const [, host = '', path = ''] = /^[^:]+:\/\/(?:[^/?#]*@)?([^/?#]*)([^?#]*)/.exec(url) ?? [];
  const rule = matchIngress(document, host, decoded(path));
  return rule === null ? [] : [{ url, rule, service: document.ingress[rule]?.service ?? '' }];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new TypeError(`"${path}" has a malformed escape.`);
  }
}
