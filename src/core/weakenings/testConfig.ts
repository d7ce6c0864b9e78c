import type { Weakening } from '../../protocol';
import type { ChangedText } from '../checks/checkPorts';
import { packageWeakenings } from './packageWeakenings';
import { changedThresholds } from './thresholds';

/** Files whose only purpose is to say how tests are run. */
const ofTests =
  /^((jest|vitest|karma|playwright|cypress|ava|wdio|nightwatch|stryker)[\w.-]*\.(config|conf|workspace)\.[cm]?[jt]sx?|(jest|vitest|playwright|cypress)\.[\w.-]*(json|[cm]?[jt]s)|karma\.conf\.\w+|\.mocharc(\.\w+)?|\.(nyc|c8|taprc|jestrc|ava)\w*(\.\w+)?|pytest\.ini|\.pytest\.ini|conftest\.py|\.coveragerc|tox\.ini|noxfile\.py|\.?codecov\.ya?ml|phpunit(\.\w+)*\.xml(\.dist)?|\.rspec|\.simplecov|nextest\.toml|\.testcaferc\.\w+)$/;

/** Files that say so beside other things: only lines about tests count. */
const mixed =
  /^(pyproject\.toml|setup\.cfg|vite\.config\.[cm]?[jt]s|Cargo\.toml|pom\.xml|build\.gradle(\.kts)?|composer\.json|\.?eslintrc.*|eslint\.config\.[cm]?[jt]s|mix\.exs|Rakefile)$/i;

const makefile = /^(GNUmakefile|[Mm]akefile|justfile|Taskfile\.ya?ml)$/;

const aboutTests = /\b(py)?test|coverage|fail_under|jacoco|surefire|failsafe|kover|tarpaulin|phpunit|pest|threshold/i;

/** What can keep tests from being run or from failing, where a file of settings is new. */
const leavesOut =
  /ignore|exclude|deselect|skip|passWithNoTests|collect_ignore|pytest_(collection_modifyitems|runtest_makereport|sessionfinish|pyfunc_call)|exitstatus|bail|grep|testNamePattern|--no-|\bonly\b/i;

export function isTestConfig(path: string): boolean {
  const name = nameOf(path);
  return name === 'package.json' || ofTests.test(name) || mixed.test(name) || makefile.test(name);
}

export function configWeakenings(change: ChangedText): Weakening[] {
  const { path } = change;
  if (!isTestConfig(path)) {
    return [];
  }
  if (nameOf(path) === 'package.json') {
    return packageWeakenings(change);
  }
  const [before, after] = [change.before ?? '', change.after ?? ''];
  const thresholds = changedThresholds(path, before, after);
  if (thresholds.length > 0) {
    return thresholds;
  }
  return makefile.test(nameOf(path)) ? recipeChanges(path, before, after) : settingChange(change);
}

/** One finding a file: what was changed first. */
function settingChange({ path, status, before, after }: ChangedText): Weakening[] {
  const isOwn = ofTests.test(nameOf(path));
  const isMeant = (line: string): boolean => (before === null ? leavesOut.test(line) : isOwn || aboutTests.test(line));
  if (status === 'deleted') {
    return isOwn ? [{ kind: 'changed-config', path, line: null, text: `${path} is gone` }] : [];
  }
  const changed = firstChange(before ?? '', after ?? '', isMeant);
  return changed === null ? [] : [{ kind: 'changed-config', path, ...changed }];
}

const recipes = /^(test|tests|check|verify|lint|coverage)[\w-]*\s*:/;

/** Lines of the targets that check something. */
function recipeChanges(path: string, before: string, after: string): Weakening[] {
  const [old, now] = [recipesOf(before), recipesOf(after)];
  return [...old].flatMap(([target, recipe]): Weakening[] => {
    const then = now.get(target);
    return then?.text === recipe.text
      ? []
      : [{ kind: 'changed-command', path, line: then?.line ?? null, text: `${target}: ${then?.text ?? 'is gone'}` }];
  });
}

function recipesOf(text: string): Map<string, { line: number; text: string }> {
  const found = new Map<string, { line: number; text: string }>();
  let target: { line: number; text: string } | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const name = recipes.exec(line)?.[0].replace(/\s*:$/, '');
    if (name !== undefined) {
      target = { line: index + 1, text: line.slice(line.indexOf(':') + 1).trim() };
      found.set(name, target);
    } else if (target !== null && /^\s+\S/.test(line)) {
      target.text = `${target.text} ${line.trim()}`.trim();
    } else if (line.trim() !== '') {
      target = null;
    }
  }
  return found;
}

/** The first line that is new and is meant, else the first that is gone. */
function firstChange(
  before: string,
  after: string,
  isMeant: (line: string) => boolean,
): { line: number | null; text: string } | null {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const fresh = differing(now, old).find(({ text }) => isMeant(text));
  if (fresh !== undefined) {
    return fresh;
  }
  const gone = differing(old, now).find(({ text }) => isMeant(text));
  return gone === undefined ? null : { line: null, text: `without: ${gone.text}` };
}

function differing(lines: readonly string[], others: readonly string[]): { line: number; text: string }[] {
  const known = new Set(others.map((line) => line.trim()));
  return lines
    .map((text, index) => ({ line: index + 1, text: text.trim() }))
    .filter(({ text }) => text !== '' && !known.has(text) && !/^(#|\/\/|;)/.test(text));
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}
