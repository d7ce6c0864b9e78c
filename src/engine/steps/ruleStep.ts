import { AppError } from '../../core/errors';
import { loadRules, type RuleSet } from '../../core/rules/loadRules';
import { applied, matchRules, type RuleOccasion } from '../../core/rules/matchRules';
import { filesNamedIn, occasionSince } from '../../core/rules/occasion';
import { attachedText } from '../../core/rules/ruleTexts';
import { loadedRules } from '../../core/rules/standingRules';
import type { RuleTexts } from '../../core/rules/rulesPorts';
import type { RunnerEvent } from '../../protocol';
import type { Session } from '../session';

/**
 * Records which rules apply from this turn on, and why. Those of the whole repository are read once, before the first
 * request; those of a folder are read when a file in it comes into view.
 */
export async function applyRules(session: Session, turn: number): Promise<void> {
  const loaded = loadedRules(session.events) ?? (await load(session));
  const isFirst = !session.events.some(({ type }) => type === 'rules.applied' || type === 'model.request');
  const always = isFirst ? loaded.rules.filter(({ mode }) => mode === 'always') : [];
  const occasion = await occasionNow(session);
  if (always.length + occasion.files.length + occasion.said.length === 0) {
    return;
  }
  const known = new Set(session.events.flatMap(pathsIn));
  const nested = await nestedRules(session, occasion, known);
  const found = matchRules([...loaded.rules, ...nested.rules], occasion).filter(({ rule }) => !known.has(rule.path));
  if (always.length + found.length + nested.problems.length > 0) {
    await session.record({
      type: 'rules.applied',
      turn,
      rules: [
        ...always.map((rule) => applied(rule, { kind: 'always' })),
        ...found.map(({ rule, why }) => applied(rule, why)),
      ],
      problems: nested.problems,
      text: attachedText(found.map(({ rule }) => rule)),
    });
  }
}

/**
 * A repository without rules leaves no fact. A task that asked the model before it knew of rules goes on without them:
 * its requests stay what they were.
 */
async function load(session: Session): Promise<RuleSet> {
  const { rules } = session.ports;
  const set = await loadRules(rules, await rules.top());
  if (set.rules.length + set.problems.length > 0) {
    await session.record({ type: 'rules.loaded', ...set });
  }
  return set;
}

async function occasionNow({ events, spec, ports }: Session): Promise<RuleOccasion> {
  const { files, said } = occasionSince(events, spec.workspace.repos[0].worktree);
  const named = await Promise.all(
    filesNamedIn(said).map(async (path) => ((await isFile(ports.files.exists(path))) ? [path] : [])),
  );
  return { files: [...new Set([...named.flat(), ...files])], said };
}

/** What only looks like a path is none. */
async function isFile(looking: Promise<boolean>): Promise<boolean> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof AppError) {
      return false;
    }
    throw error;
  }
}

/** Rules that stand in the folders of the files and are not known yet. */
async function nestedRules({ ports }: Session, { files }: RuleOccasion, known: ReadonlySet<string>): Promise<RuleSet> {
  const folders = new Set(files.filter((path) => path.includes('/')).map((path) => path.replace(/\/[^/]*$/, '')));
  const found = await Promise.all([...folders].map((folder) => ports.rules.along(folder)));
  const texts: RuleTexts = { files: [], problems: [] };
  const seen = new Set(known);
  for (const each of found.flatMap((some) => some.files)) {
    if (!seen.has(each.path)) {
      seen.add(each.path);
      texts.files.push(each);
    }
  }
  const problems = new Map(found.flatMap((some) => some.problems).map((problem) => [problem.path, problem]));
  texts.problems.push(...[...problems.values()].filter(({ path }) => !known.has(path)));
  return await loadRules(ports.rules, texts);
}

/** Of rules that were applied, and of files that were found to be no rules. */
function pathsIn(event: RunnerEvent): string[] {
  return event.type === 'rules.applied'
    ? [...event.rules, ...event.problems.filter(({ isBroken }) => isBroken)].map(({ path }) => path)
    : [];
}
