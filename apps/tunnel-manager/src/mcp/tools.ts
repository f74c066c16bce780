import { readTools } from './tools/reading.ts';
import { routingTools } from './tools/routing.ts';
import { changeTools } from './tools/changing.ts';
import type { Tool } from './tool.ts';

/** Every tool that agents are offered. */
export const tools: readonly Tool[] = [...readTools, ...routingTools, ...changeTools];
