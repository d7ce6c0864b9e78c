import type { ToolName } from '../../protocol';
import type { ToolResult } from '../models/modelPorts';

/** Shorter ones are not worth a line about them. */
const worthLeavingOut = 300;

/** What a person said is kept, whatever room it takes. */
const spoken: ReadonlySet<string> = new Set<ToolName>(['ask_user', 'propose_plan']);

type Leavable = Pick<ToolResult, 'tool' | 'text' | 'image'>;

/** Whether a result can be told as one line once it is old. */
export function canLeaveOut({ tool, text, image }: Leavable): boolean {
  return image !== undefined || (text.length > worthLeavingOut && !spoken.has(tool));
}

/** An old result as one line, where that is worth it: the same for the same result, so that requests begin alike. */
export function withoutOutput(result: ToolResult): ToolResult {
  return canLeaveOut(result) ? { ...withoutImage(result), text: leftOutLine(result) } : result;
}

/** An old result whose image is told in words. */
export function withoutImage({ image, ...result }: ToolResult): ToolResult {
  return image === undefined ? result : { ...result, text: leftOutLine({ ...result, image }) };
}

function leftOutLine({ tool, text, image }: Leavable): string {
  const lines = text.trimEnd().split('\n').length;
  const length = lines === 1 ? `${text.length} characters` : `${lines} lines`;
  const how = image === undefined ? length : 'an image';
  return `[This result of ${tool} (${how}) was left out to make room. Run the tool again if it matters.]`;
}
