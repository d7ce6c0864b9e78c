const sequences = new RegExp(
  [
    // Operating system commands and other strings, up to their terminator.
    '\\u001b[\\]PX^_][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)?',
    // Control sequences: colours, cursor movement.
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]?',
    // Everything else that begins with escape.
    '\\u001b[ -/]*[0-~]?',
  ].join('|'),
  'g',
);

/** The text without terminal control sequences. */
export function stripAnsi(text: string): string {
  return text.includes('\u001b') || text.includes('\u009b') ? text.replace(sequences, '') : text;
}
