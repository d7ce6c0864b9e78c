import { type ToolCall, ToolName, type ToolUse, toolInputs } from '../../protocol';

export type ParsedCall = { kind: 'use'; use: ToolUse } | { kind: 'invalid'; reason: string };

/** Longer input is refused before it is parsed. */
const maxInputLength = 1_000_000;
const maxDepth = 32;

/** A call as the model wrote it, checked before anything acts on it. The reason is what the model is told. */
export function parseCall(call: ToolCall): ParsedCall {
  const tool = ToolName.safeParse(call.tool);
  if (!tool.success) {
    const known = ToolName.options.join(', ');
    return invalid(`There is no tool ${JSON.stringify(call.tool)}. The tools are: ${known}.`);
  }
  const text = call.input.trim() === '' ? '{}' : call.input;
  if (text.length > maxInputLength) {
    return invalid(`The arguments of ${tool.data} are longer than ${maxInputLength} characters; nothing was done.`);
  }
  if (depthOf(text) > maxDepth) {
    return invalid(`The arguments of ${tool.data} are nested too deeply; nothing was done.`);
  }
  const json = parseJson(text);
  if (json.kind === 'malformed') {
    return invalid(`The arguments of ${tool.data} are not valid JSON (${json.reason}); nothing was done.`);
  }
  const input = toolInputs[tool.data].safeParse(json.value);
  if (!input.success) {
    const issues = input.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
    return invalid(`The arguments of ${tool.data} are wrong (${issues.join('; ')}); nothing was done.`);
  }
  return { kind: 'use', use: { tool: tool.data, input: input.data } as ToolUse };
}

function invalid(reason: string): ParsedCall {
  return { kind: 'invalid', reason };
}

function parseJson(text: string): { kind: 'json'; value: unknown } | { kind: 'malformed'; reason: string } {
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch (error) {
    return { kind: 'malformed', reason: error instanceof Error ? error.message.slice(0, 200) : 'unreadable' };
  }
}

/** How deep brackets are nested, strings left out. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === '[' || token === '{') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (token === ']' || token === '}') {
      depth -= 1;
    }
  }
  return deepest;
}
