import { readFileSync } from 'node:fs';
import { Ajv, type Options } from 'ajv';
import addFormats from 'ajv-formats';

/** What is wrong with a request by Cloudflare's own description of its API; empty when it fits. */
export function openApiProblems(request: {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}): readonly string[] {
  const template = Object.keys(description.paths).find((path) => matches(path, request.path));
  const operation = template && description.paths[template]?.[request.method.toLowerCase()];
  if (!template || !operation) return [`${request.method} ${request.path} is not described`];
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const byQuery = Object.entries(request.query).flatMap(([name, value]) => {
    const parameter = parameters.find((candidate) => candidate.name === (RENAMED[name] ?? name));
    return parameter
      ? validate(ofQueries, parameter.schema, value, `query ${name}`)
      : [`query ${name} is not described`];
  });
  const schema = BODIES[`${request.method} ${template}`];
  if (!schema) return request.body === undefined ? byQuery : [...byQuery, 'a body is not described'];
  return [...byQuery, ...validate(ofBodies, schema, request.body, 'body')];
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
}

/** The description is of August 2024. The filter was called `name` then; the SDK of today has only `name.exact`. */
const RENAMED: Readonly<Record<string, string>> = { 'name.exact': 'name' };

/**
 * The description's own body of a new record is a "one of" of finished records, which asks for what only an answer
 * has; the schema of a CNAME record is meant.
 */
const BODIES: Readonly<Record<string, object>> = {
  'POST /zones/{zone_id}/dns_records': { $ref: 'api#/components/schemas/dns-records_CNAMERecord' },
  'PUT /accounts/{account_id}/cfd_tunnel/{tunnel_id}/configurations': {
    type: 'object',
    required: ['config'],
    additionalProperties: false,
    properties: { config: { $ref: 'api#/components/schemas/tunnel_config' } },
  },
};

const description = withNullable(
  JSON.parse(readFileSync(new URL('../../../sandbox/fixtures/openapi.subset.json', import.meta.url), 'utf8')),
) as Description;

/** A query is text, so there numbers in text are taken for numbers. */
const ofQueries = validator({ coerceTypes: true });
const ofBodies = validator({});

function validator(options: Options): Ajv {
  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true, ...options });
  addFormats.default(ajv);
  return ajv.addSchema({ $id: 'api', ...description });
}

function validate(ajv: Ajv, schema: object, value: unknown, where: string): readonly string[] {
  const check = ajv.compile(anchored(schema));
  if (check(structuredClone({ value }))) return [];
  return (check.errors ?? []).map((error) => `${where}${error.instancePath.slice('/value'.length)} ${error.message}`);
}

/** Wrapped, so that a bare text can be coerced; references inside the description are made absolute. */
function anchored(schema: object): object {
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as object;
  return { type: 'object', required: ['value'], properties: { value: absolute } };
}

function matches(template: string, path: string): boolean {
  const pattern = template.replaceAll(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}

/** OpenAPI 3.0 says `nullable` where JSON Schema lists `null` among the types. */
function withNullable(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withNullable);
  if (node === null || typeof node !== 'object') return node;
  const { nullable, ...rest } = node as Record<string, unknown>;
  const converted = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withNullable(value)]));
  return nullable === true && typeof converted['type'] === 'string'
    ? { ...converted, type: [converted['type'], 'null'] }
    : converted;
}
