import { z } from 'zod';
import { tools } from '../mcp/tools.ts';
import type { Tool } from '../mcp/tool.ts';
import type { Outline } from '../config/outline.ts';
import { page, tableOf } from './page.ts';

/** Every tool that agents are offered, with its fields. */
export const mcpToolReference = (): string =>
  page('MCP tools', [
    'Served at `POST /mcp` (Streamable HTTP), to clients of the revision 2026-07-28 and to those of 2025-06-18 and ' +
      '2025-11-25. The bearer token decides who calls; no argument does. A refusal is a result with `isError` and ' +
      '`{code, message, advice}`; the codes are those of the [error reference](errors.md).',
    ...tools.flatMap(describeTool),
  ]);

const describeTool = (tool: Tool): readonly string[] => [
  `## ${tool.name}`,
  tool.description,
  `For ${tool.adminOnly ? 'admins only' : 'everybody'}; ${hints(tool)}.`,
  ...fields('Input', z.toJSONSchema(tool.input, { io: 'input' }) as Outline),
  ...fields('Output', z.toJSONSchema(tool.output) as Outline),
];

const hints = ({ annotations }: Tool): string =>
  [
    annotations.readOnlyHint === true ? 'changes nothing' : 'changes what is public',
    ...(annotations.destructiveHint === true ? ['takes something away'] : []),
    ...(annotations.idempotentHint === true ? ['safe to repeat'] : []),
  ].join(', ');

function fields(title: string, { properties = {}, required = [] }: Outline): readonly string[] {
  const rows = Object.entries(properties).map(([name, field]) => [
    `\`${name}\``,
    typeOf(field),
    required.includes(name) ? 'always' : 'optional',
    field.description ?? '',
  ]);
  return rows.length === 0 ? [`${title}: nothing.`] : [`${title}:`, tableOf(['Field', 'Type', '', 'Meaning'], rows)];
}

function typeOf({ enum: values, type, anyOf = [] }: Outline): string {
  if (values) return values.map(String).join(', ');
  return type === undefined ? anyOf.map(typeOf).join(' or ') : [type].flat().join(' or ');
}
