import { ERROR_CATALOGUE } from '@tunnel-manager/core';
import { z } from 'zod';
import { errorBody } from '../contract/views.ts';
import { VERSION } from '../version.ts';
import type { Route } from './route.ts';

/** The API described in OpenAPI 3.1, made from the very schemas that requests are parsed with. */
export function openApiDocument(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'tunnel-manager',
      version: VERSION,
      summary: 'A public hostname on request for every service behind a Cloudflare Tunnel.',
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: schemaOf(z.object({ error: errorBody }), 'output') },
    },
  };
}

function operation(route: Route): object {
  const answers = Object.entries(route.answers).map(([status, schema]) => [
    status,
    { description: 'Done.', content: json(schemaOf(schema, 'output')) },
  ]);
  return {
    summary: route.summary,
    ...(route.adminOnly ? { description: 'Admins only.' } : {}),
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(route.body ? { requestBody: { required: true, content: json(schemaOf(route.body, 'input')) } } : {}),
    responses: { ...Object.fromEntries(answers), default: ERROR },
  };
}

const ERROR = {
  description: `A refusal or failure. Codes: ${Object.keys(ERROR_CATALOGUE).join(', ')}.`,
  content: json({ $ref: '#/components/schemas/Error' }),
};

function parameters(where: 'path' | 'query', fields: z.ZodObject | undefined): readonly object[] {
  return Object.entries(fields?.shape ?? {}).map(([name, field]) => {
    const { description, ...schema } = schemaOf(field as z.ZodType, 'input') as { description?: string };
    return { name, in: where, required: where === 'path', ...(description ? { description } : {}), schema };
  });
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}
