import type { FindingKind, LintFacts, RunningTask, TaskFinding } from './taskFinding';
import { findingKinds } from './taskFinding';
import { secondTask } from './severalTasks';
import { hasCriteria, isMechanical, isOrder } from './taskCriteria';
import { type Clause, clausesOf, pathsIn, type Place, scopesIn, subjectOf } from './taskWords';

/** What is looked at of a text; nobody reads further either. */
const longestText = 4000;

interface Read {
  text: string;
  clauses: readonly Clause[];
  /** What the task is about. */
  head: Clause;
  hasCriteria: boolean;
  facts: LintFacts;
}

/**
 * What a person who reads the task would ask back, by its words alone: the same text has the same findings, at once, and
 * none of them stops anybody. Ordered as `findingKinds`.
 */
export function lintTask(written: string, facts: LintFacts): TaskFinding[] {
  const text = written.slice(0, longestText);
  const clauses = clausesOf(text);
  const [head] = clauses;
  if (head === undefined) {
    return [];
  }
  const read = { text, clauses, head, hasCriteria: hasCriteria(text, clauses), facts };
  const first = firstOf(
    read,
    facts.mode === 'ask'
      ? []
      : [
          ['question', question],
          ['architecture', architecture],
        ],
  );
  if (first !== undefined) {
    return first.kind === 'architecture' && facts.mode === 'plan' ? [] : [first];
  }
  const found = rules[facts.mode].flatMap(([kind, rule]) => {
    const place = rule(read);
    return place === null ? [] : [{ kind, ...place }];
  });
  return withoutDoubles(found).toSorted((a, b) => findingKinds.indexOf(a.kind) - findingKinds.indexOf(b.kind));
}

type Rule = (read: Read) => (Place & { other?: RunningTask }) | null;
type NamedRule = readonly [FindingKind, Rule];

/** The architecture of something may be asked for too, and says more. */
function firstOf(read: Read, candidates: readonly NamedRule[]): TaskFinding | undefined {
  return candidates
    .toReversed()
    .map(([kind, rule]) => ({ kind, place: rule(read) }))
    .flatMap(({ kind, place }) => (place === null ? [] : [{ kind, ...place }]))[0];
}

/** Whose goal is unclear is not called vague as well. */
function withoutDoubles(found: readonly TaskFinding[]): TaskFinding[] {
  const has = (kind: FindingKind) => found.some((finding) => finding.kind === kind);
  return found.filter(({ kind }) => !(kind === 'vague' && (has('goal') || has('many-files'))));
}

const asks =
  /^(?:(?:please |can you |could you |i(?:'d| would) like to )*(?:explain|describe (?:how|what|why)|summari[sz]e|tell me|know)|how|why|what|where|who)\b/i;

function question({ text, head }: Read): Place | null {
  const trimmed = text.trim();
  return asks.test(head.text) || (trimmed.endsWith('?') && !trimmed.includes('\n')) ? head : null;
}

const architectures: readonly RegExp[] = [
  /\b(?:decide|choose|pick|evaluate|recommend|determine|investigate|figure out|find out|compare)\b[^.\n]{0,60}\b(?:whether|between|which|or)\b/i,
  /\b(?:should|shall) (?:we|i)\b[^.\n]{0,80}/i,
  /^(?:should|shall)\b[^.\n]{0,80}\bor\b[^.\n]{0,80}/i,
  /\b(?:is it|would it be|which is|what is) better\b[^.\n]{0,80}/i,
  /\b(?:microservices?|monolith|event sourcing|cqrs)\b[^.\n]{0,40}\b(?:or|vs\.?|versus)\b/i,
  /\bdesign\b[^.\n]{0,60}\barchitecture\b|\barchitecture (?:of|for)\b/i,
  /\b(?:which|what(?:'s| is)?(?: the)?) (?:is )?(?:the )?best (?:database|framework|library|language|way|approach|stack|tool)\b/i,
  /\b(?:propose|suggest|recommend|come up with)\b[^.\n]{0,40}\b(?:tech(?:nology)? stack|folder structure|architecture|data model|library|framework|database)\b/i,
];

function architecture({ text }: Read): Place | null {
  return firstPlace(text, architectures);
}

const stateWords =
  /\b(?:workflow|life ?cycle|transitions?|multi-step|escalat\w+|roll ?back|delegat\w+|retr(?:y|ies)|refunds?|cancell\w+|concurren\w+|idempoten\w+|edge cases?|timeouts?|conflicts?|reconnect\w*|offline)\b/gi;

/** Many ways from one state to another, of which a person knows more than stands there. */
function stateMachine({ text, head }: Read): Place | null {
  if (/\btests?\b/i.test(head.text) && isMechanical(head)) {
    return null;
  }
  const named = firstPlace(text, [/\b(?:state machines?|sagas?|compensating transactions?)\b/i]);
  const words = [...text.matchAll(stateWords)];
  const kinds = new Set(words.map(({ 0: word }) => word.toLowerCase().slice(0, 5)));
  const [first] = words;
  return named ?? (kinds.size > 3 && first !== undefined ? placeOf(first) : null);
}

const many: readonly RegExp[] = [
  /\b(?:whole|entire) (?:code ?base|repo(?:sitory)?|project|app(?:lication)?|system|monorepo|frontend|backend|server|client)\b/i,
  /\b(?:all|every|each)\b[^.\n]{0,20}\b(?:files?|components?|modules?|classes|packages|endpoints|pages|functions?)\b[^.\n]{0,20}\b(?:in|across|of|throughout)\b[^.\n]{0,12}\b(?:code ?base|repo(?:sitory)?|project|app|monorepo)\b/i,
  /\b(?:across|throughout) the (?:code ?base|repo(?:sitory)?|project|monorepo)\b/i,
];
const counted =
  /\b(\d{2,6})\b[^.\n\d]{0,20}\b(?:files|components|modules|classes|packages|endpoints|pages|screens|tests|specs|places|usages|occurrences|call sites)\b/i;
const fewFiles = 50;

function manyFiles({ text }: Read): Place | null {
  const count = counted.exec(text);
  return firstPlace(text, many) ?? (count !== null && Number(count[1]) >= fewFiles ? placeOf(count) : null);
}

const tastes: readonly RegExp[] = [
  /\b(?:feels?|looks?)\b[^.\n]{0,20}\b(?:better|nicer?|good|great|modern|fresh|cleaner|polished|right|delightful|premium)\b/i,
  /\b(?:more |very )?(?:intuitive|delightful|user[- ]friendly|friendlier|smoother|snappier|sleeker|beautiful|prettier|nicer|slick|cool|modern-looking)\b/i,
  /\b(?:be creative|come up with|some ideas|something (?:cool|nice|better|great))\b/i,
  /\b(?:fresh|cleaner|better|modern|nicer) (?:design|look|feel|layout|ui|ux|style)\b/i,
];

function goal({ text, hasCriteria: isClear }: Read): Place | null {
  return isClear ? null : firstPlace(text, tastes);
}

const objects =
  '(?:the |our |this |my |all |all the )*(?:code(?: ?base)?(?: quality)?|project|app(?:lication)?|repo(?:sitory)?|system|stuff|mess|things?|everything|performance|quality|bugs?|issues?|tests)';
const weak: readonly RegExp[] = [
  new RegExp(
    `\\b(?:improve|enhance|optimi[sz]e|speed up|fix|refactor|rework|polish|moderni[sz]e|clean up|tidy(?: up)?|make|update|handle)\\s+${objects}(?=\\s*(?:$|[.,!\\n]|work\\b|better|faster|nicer|cleaner|good|great|in\\b|a bit|to the latest))`,
    'im',
  ),
  /\b(?:enhance|speed up|tidy(?: up)?|polish|improve|optimi[sz]e|moderni[sz]e|clean(?: it)? up)\b/i,
  /\bmake\b[^\n]{1,60}\b(?:better|faster|cleaner|simpler|nicer|more \w+|robust|good)\b/i,
  /\b(?:proper(?:ly)?|correctly|nicely|a bit|somehow|as needed|where appropriate|do something|and so on|whatever)\b/i,
  /\bsomething(?:'s| is| seems) (?:wrong|off|broken)\b/i,
  /\b(?:clunky|hard to read|(?:is|are) a mess)\b/i,
  /^(?:the )?(?:ci|builds?|tests?|app|site|page|everything) (?:is|are) (?:\w+ )?(?:broken|flaky|failing|red|slow)(?=\s*(?:$|[.,!]))/i,
];
/** What went before may say what is meant by it. */
const pronounOnly =
  /^(?:please |just |can you )*(?:fix|improve|make|handle|update|clean up|refactor|do) (?:it|this|that)\b/i;

const everywhere: readonly RegExp[] = [/\beverywhere\b/i];

function vague({ text, hasCriteria: isClear, head }: Read): Place | null {
  if (isClear) {
    return null;
  }
  const isScoped = scopesIn(text).length > 0;
  const patterns = isMechanical(head) || isScoped ? weak : [...weak, ...everywhere];
  return firstPlace(text, [pronounOnly, ...patterns]);
}

/** A package is named by its own name. */
const packages = /^(?:please )?(?:upgrade|bump|downgrade|pin)\s+\S/i;

function scope(read: Read): Place | null {
  const { text, head } = read;
  const isNamed = scopesIn(text).length > 0 || packages.test(head.text) || (!isOrder(head) && subjectOf(head) !== null);
  return isNamed || manyFiles(read) !== null ? null : head;
}

function criteria({ hasCriteria: isClear, head }: Read): Place | null {
  return isClear || isMechanical(head) ? null : head;
}

const checks =
  /`[^`\n]*(?:test|check|lint|build)[^`\n]*`|\b(?:npm|pnpm|yarn|npx|cargo|make|pytest|tox|mvn|gradle|dotnet|just|go) (?:run )?(?:test|check|lint|build|vet|verify|tsc|eslint|jest|vitest|mocha)\b|\bpytest\b/;

function check({ text, facts }: Read): Place | null {
  return facts.check !== null || checks.test(text)
    ? null
    : { start: text.trimEnd().length, end: text.trimEnd().length };
}

function overlap({ text, facts }: Read): (Place & { other: RunningTask }) | null {
  for (const named of pathsIn(text)) {
    const other = facts.running.find(({ files }) => files.some((file) => isAt(file, named.path)));
    if (other !== undefined) {
      return { start: named.start, end: named.end, other };
    }
  }
  return null;
}

function isAt(file: string, written: string): boolean {
  const name = written.replace(/^\.?\//, '').replace(/\/?\*{0,2}$/, '');
  return (
    name !== '' && (file === name || file.startsWith(`${name}/`) || (!name.includes('/') && file.endsWith(`/${name}`)))
  );
}

/** Even a cheap one of its kind would use up its budget. */
function cost({ head, facts: { estimate, budget } }: Read): Place | null {
  const isDear =
    estimate !== null &&
    ((budget?.tokens !== undefined && estimate.tokens.low > budget.tokens) ||
      (budget?.usd !== undefined && estimate.microUsd !== null && estimate.microUsd.low > budget.usd * 1_000_000));
  return isDear ? head : null;
}

function several({ text, clauses }: Read): Place | null {
  return secondTask(text, clauses);
}

const always: readonly NamedRule[] = [
  ['many-files', manyFiles],
  ['several', several],
  ['vague', vague],
  ['scope', scope],
  ['criteria', criteria],
  ['check', check],
  ['overlap', overlap],
  ['cost', cost],
];

/** Who plans first is asked about what is unclear, and who only asks changes nothing. */
const rules: Record<LintFacts['mode'], readonly NamedRule[]> = {
  work: [...always, ['goal', goal], ['state-machine', stateMachine]],
  plan: always,
  ask: [],
};

function firstPlace(text: string, patterns: readonly RegExp[]): Place | null {
  const found = patterns.map((pattern) => pattern.exec(text)).filter((match) => match !== null);
  const [first] = found.toSorted((a, b) => a.index - b.index);
  return first === undefined ? null : placeOf(first);
}

function placeOf({ index, 0: { length } }: RegExpExecArray): Place {
  return { start: index, end: index + length };
}
