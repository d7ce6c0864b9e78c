/** What must never be lost from a conversation: its heading says what it is to the model. */
export interface KeptWords {
  seq: number;
  heading: 'plan' | 'rules' | 'user';
  text: string;
}

const beginning =
  'The conversation was summed up here to make room. What the person said is kept word for word; the rest is a summary.';

/** The message that stands for everything before it but the task itself. Of plans only the last one counts. */
export function summaryMessage(kept: readonly KeptWords[], summary: string): string {
  const plan = kept.findLast(({ heading }) => heading === 'plan');
  const rules = kept.filter(({ heading }) => heading === 'rules');
  const said = kept.filter(({ heading }) => heading === 'user');
  return [
    beginning,
    ...(plan === undefined ? [] : [`The approved plan:\n\n${plan.text}`]),
    ...rules.map(({ text }) => text),
    ...(said.length === 0
      ? []
      : [`The person wrote, in this order:\n\n${said.map(({ text }) => text).join('\n\n---\n\n')}`]),
    `The work so far:\n\n${summary}`,
  ].join('\n\n');
}
