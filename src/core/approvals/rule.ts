/** Why a command is not simply run: the rule's id in the policy, and a sentence for the person who decides. */
export interface Rule {
  id: string;
  reason: string;
}

/** What speaks against a command line in both readings of it. */
export const shellRules = {
  expansion: { id: 'C02', reason: 'Its words are only known to the shell that runs it.' },
  assignment: { id: 'C03', reason: 'It sets a variable, which may change what a command does.' },
  compound: { id: 'C05', reason: 'It is a program of the shell, not a plain command.' },
  background: { id: 'C01', reason: 'It goes on in the background.' },
  comment: { id: 'C01', reason: 'It holds a comment, behind which something may be overlooked.' },
} as const satisfies Readonly<Record<string, Rule>>;
