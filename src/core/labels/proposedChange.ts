interface ProposedChange {
  /** `-` before the lines that go, `+` before those that come; a patch as it was written. */
  text: string;
  /** Every place in the file that reads so is changed. */
  isEverywhere: boolean;
}

/** What a call would write to files, for who is asked about it. Null for a call that writes no text, or is malformed. */
export function proposedChange({ tool, input }: { tool: string; input: string }): ProposedChange | null {
  const fields = fieldsOf(input);
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  switch (tool) {
    case 'edit_file':
      return {
        text: [...lines('-', text('old_text')), ...lines('+', text('new_text'))].join('\n'),
        isEverywhere: fields['replace_all'] === true,
      };
    case 'write_file':
      return { text: lines('+', text('content')).join('\n'), isEverywhere: false };
    case 'apply_patch':
      return { text: text('patch'), isEverywhere: false };
    default:
      return null;
  }
}

function lines(mark: string, text: string): string[] {
  return text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${mark} ${line}`);
}

function fieldsOf(input: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(input);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
