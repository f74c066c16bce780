import { isNode, visit, type Document, type Node } from 'yaml';

/** All comments on a node and within it, in their order; empty when there are none. */
export function commentsIn(node: Node): string {
  const found: string[] = [];
  visit(node, {
    Node: (_key, { commentBefore, comment }) => {
      for (const text of [commentBefore, comment]) if (text) found.push(text.replace(/\n+$/, ''));
    },
  });
  return found.join('\n');
}

/**
 * Puts what removed nodes had defined for others where it is used first, so that every alias keeps its meaning. Must
 * be called when the nodes are no longer part of the document.
 */
export function rehomeAnchors(document: Document, removed: readonly Node[]): void {
  const orphans = new Map<string, Node>();
  for (const node of removed) {
    visit(node, {
      Value: (_key, value) => {
        if (value.anchor !== undefined && isNode(value)) orphans.set(value.anchor, value);
      },
    });
  }
  if (orphans.size === 0) return;
  visit(document, {
    Value: (_key, { anchor }) => {
      // Defined anew here, so that later aliases mean this one.
      if (anchor !== undefined) orphans.delete(anchor);
    },
    Alias: (_key, { source }) => {
      const orphan = orphans.get(source);
      orphans.delete(source);
      return orphan;
    },
  });
}
