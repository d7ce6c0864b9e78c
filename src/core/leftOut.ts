import type { ToolName } from '../protocol';

/** Shorter ones are not worth a line about them. */
const worthLeavingOut = 300;

/** What a person said is kept, whatever room it takes. */
const spoken: ReadonlySet<string> = new Set<ToolName>(['ask_user', 'propose_plan']);

/** Whether a result can be told as one line once it is old. */
export function canLeaveOut({ tool, text }: { tool: string; text: string }): boolean {
  return text.length > worthLeavingOut && !spoken.has(tool);
}

/** The line that stands for an old result: the same for the same result, so that a request begins like the one before it. */
export function leftOutLine({ tool, text }: { tool: string; text: string }): string {
  const lines = text.trimEnd().split('\n').length;
  const how = lines === 1 ? `${text.length} characters` : `${lines} lines`;
  return `[This result of ${tool} (${how}) was left out to make room. Run the tool again if it matters.]`;
}
