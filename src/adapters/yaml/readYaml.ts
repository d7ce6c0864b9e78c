import { LineCounter, parseDocument } from 'yaml';
import type { YamlResult } from '../../core/rules/rulesPorts';

/** Reads one YAML document. Aliases are counted, so that a small text can't become a large value. */
export function readYaml(text: string): YamlResult {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    return { line: lineCounter.linePos(error.pos[0]).line, message: `Not valid YAML: ${error.message}.` };
  }
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (problem) {
    return { line: 1, message: `Not valid YAML: ${problem instanceof Error ? problem.message : 'unreadable'}.` };
  }
}
