import type { Clause } from './taskWords';

/** What can be looked at to say whether the task is done. */
const measures: readonly RegExp[] = [
  /[<>≥≤]=?\s*\d/,
  /\b\d[\d.,]*\s*(?:%|percent|ms|sec(?:onds?)?|s|min(?:utes?)?|hours?|days?|[KMG]B|times|attempts?|retries|requests?|rows?|items?|per|px|characters?)(?![\w])/i,
  /\b(?:up to|at least|at most|below|above|under|more than|fewer than|no longer than) \d/i,
  /\b(?:must|mustn't|should|shouldn't|shall|has to|have to|needs? to|is expected|expects?)\b/i,
  /\b(?:so that|instead of|no longer)\b/i,
  /\bfrom ["'`]?[\w.-]+["'`]? to ["'`]?[\w.-]+/i,
  /\b(?:every|each|all|no|none|nothing|only)\b[^.\n]{0,40}\b(?:is|are) (?:\w+ed|run|shown|sent|kept|written)\b/i,
  /\breturns? (?:\d{3}|null|true|false|the|an?|["'`{[])/i,
  /\b(?:when|if|given)\b.{3,120}\b(?:then|show|shows|return|returns|do not|don't|redirects?)\b/i,
  /\bthat (?:prints?|returns?|clears?|shows?|sends?|throws?|does|accepts?|refuses?|rejects?|says?|lists?|explains?|describes?)\b/i,
  /\b(?:prints?|shows?|says?|logs?) ["“`]/i,
  /\b(?:unchanged|stays? (?:green|the same)|same (?:props|output|behaviou?r|api)|no behaviou?r change|backwards?[- ]compatib|existing (?:unit |integration )?tests|regressions?)/i,
  /\btests?\b.{0,60}\b(?:pass|passes|green|verif)/i,
  /\b(?:cover(?:ed|s|age)?|verify|verifying)\b.{0,40}\b\w/i,
  /\b(?:add|write|with|include)\b[^.\n]{0,40}\btests?\b/i,
  /\bacceptance criteria\b/i,
  /\b(?:with exponential backoff|using (?:an? |the )?\w+(?: \w+)? (?:algorithm|pattern|strategy|library))\b/i,
  /\bwith an? [\w ,]{3,60} of\b/i,
  /\bexpected\b|\b(?:although|even (?:though|if|when))\b/i,
  /\bso (?:users?|people|customers?|admins?|everyone)\b.{0,20}\bcan\b/i,
  /\b(?:stays?|remains?|keeps?) [^.\n]{2,40}\b(?:until|as before|unless)\b/i,
  /\w: (?=\S+ \S+ \S+ \S+)[^\n]*[,;]/i,
];

/** As `withOffer` writes it, still to be filled in. */
export const openPlace = '…';
const doneWhen = /\bdone when\b\s*:?\s*([^\n]*)/i;

const symptom =
  /\b(?:crash(?:es|ed)?|fails?|failing|throws?|hangs?|freezes?|leaks?|NaN|undefined|wrong|times? out|stopped working|breaks?|error|flaky|twice|duplicates?|stack trace|exception)\b.{0,80}\b(?:when|if|on|but|after|with|for|while|since)\b/i;

/** Whose end state their own words say. */
const mechanical: readonly RegExp[] = [
  /^(?:please )?(?:rename|bump|upgrade|downgrade|remove|delete|drop|move|translate|convert|migrate|port|document|inline|experiment|benchmark|format|lint|sort|deduplicate|revert|pin)\b/i,
  /^(?:please )?replace\b.+\b(?:with|by)\b/i,
  /^(?:please )?(?:write|add|generate|extend)\b.{0,60}\b(?:tests?|specs?|doc comments?|docs|documentation|types?|changelog)\b/i,
  /^(?:please )?update\b.+\bto match\b/i,
  /^(?:please )?update (?:all |the |our )*(?:dependencies|packages)\b/i,
  /^(?:please )?(?:set|change|increase|raise|lower|reduce|limit)\b.+\bto\b/i,
  /^(?:please )?(?:swap|split|extract)\b.+\b(?:for|into)\b/i,
  /^(?:please )?(?:clean ?up|tidy up) (?:the )?(?:unused|dead|obsolete)\b/i,
  /^(?:please )?(?:turn|switch) (?:on|off)\b/i,
  /^(?:please )?(?:log|expose|print|return|reject|refuse|require|disable|enable|hide)(?: \S+){5}/i,
  /^(?:please )?fix\b.{0,20}\btypos?\b/i,
  /^(?:please )?(?:fix|close|resolve) #\d/i,
];

/** Verbs that begin an order; what begins in another way reports something. */
const orders =
  /^(?:please |can you |could you |we (?:need|want) (?:to )?|let's )*(?:add|allow|build|check|clean|create|do|find|fix|give|handle|implement|improve|integrate|introduce|investigate|let|look|make|optimi[sz]e|polish|redesign|refactor|rework|rewrite|set|support|update|write)\b/i;
const condition = /\b(?:when|whenever|if|but|so|as soon as|after|while|since|because|until)\b/i;

/** What is to be done, not what is wrong. */
export function isOrder(head: Pick<Clause, 'text'>): boolean {
  return orders.test(head.text) || isMechanical(head);
}

/** A report of what goes wrong says when it does: then it is done when it does not. */
function isReport(text: string, head: Clause): boolean {
  return !isOrder(head) && condition.test(text) && text.split(/\s+/).length >= 10;
}

/** What will be so then, in a sentence of its own. */
const behaviour = /^(?:it|they|each|every|no|all|users?)\b.{12,}/i;

export function isMechanical({ text }: Pick<Clause, 'text'>): boolean {
  return mechanical.some((pattern) => pattern.test(text));
}

/** Whether somebody else could say when the task is done. */
export function hasCriteria(text: string, clauses: readonly Clause[]): boolean {
  const [, done] = doneWhen.exec(text) ?? [];
  if (done !== undefined) {
    return done.trim() !== '' && !done.includes(openPlace);
  }
  return (
    measures.some((pattern) => pattern.test(text)) ||
    symptom.test(text) ||
    (clauses[0] !== undefined && isReport(text, clauses[0])) ||
    clauses.slice(1).some((clause) => behaviour.test(clause.text)) ||
    clauses.filter(({ isUnderHead }) => isUnderHead).length > 1
  );
}
