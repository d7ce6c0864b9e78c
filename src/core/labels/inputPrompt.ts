/**
 * A note for the model when a command that was ended seems to have asked for input: its output ends in what looks like a
 * prompt, without a line end, and nothing came after it for at least half of the time it was given. Empty otherwise.
 */
export function inputPromptNote(output: string, silentMs: number, timeoutMs: number): string {
  const last = output.slice(output.lastIndexOf('\n') + 1).trimEnd();
  const asks = /([:?>]|\[[^\]]*\]|\([^)]*\/[^)]*\))$/.test(last.slice(-200));
  return asks && silentMs * 2 >= timeoutMs
    ? ' It seems to have waited for input, which nobody can give it: answer by an option or a file instead.'
    : '';
}
