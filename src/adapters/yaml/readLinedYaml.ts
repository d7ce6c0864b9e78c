import { isNode, LineCounter, parseDocument } from 'yaml';
import type { LinedYaml } from '../../core/repositories/multiRepoFile';

/**
 * Reads one YAML document, and knows where what stands in it. Aliases are counted, so that a
 * small text can't become a large value.
 */
export function readLinedYaml(text: string): LinedYaml {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    return { line: lineCounter.linePos(error.pos[0]).line, message: `Not valid YAML: ${error.message}.` };
  }
  try {
    return {
      value: document.toJS({ maxAliasCount: 100 }) as unknown,
      lineOf(path) {
        const node: unknown = document.getIn(path, true);
        const parent: unknown = isNode(node) ? node : document.getIn(path.slice(0, -1), true);
        const start = isNode(parent) ? parent.range?.[0] : undefined;
        return start === undefined ? 1 : lineCounter.linePos(start).line;
      },
    };
  } catch (problem) {
    return { line: 1, message: `Not valid YAML: ${problem instanceof Error ? problem.message : 'unreadable'}.` };
  }
}
