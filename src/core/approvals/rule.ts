/** Why a command is not simply run: the rule's id in the policy, and a sentence for the person who decides. */
export interface Rule {
  id: string;
  reason: string;
}
