import { blankedDrivers, hasIncludes } from '../../src/adapters/git/process/execConfig';
import { parseChanges } from '../../src/adapters/git/changes/differences';
import { readYaml } from '../../src/adapters/yaml/readYaml';
import { stripAnsi } from '../../src/core/ansi';
import { reportParsers } from '../../src/core/checks/coverageReports';
import { applyEdit } from '../../src/core/editing/editing';
import { namedFiles, parsePatch } from '../../src/core/editing/patchText';
import { AppError } from '../../src/core/errors';
import { globMatcher, splitGlobs } from '../../src/core/files/glob';
import { isLeftOut, parseIgnoreRules } from '../../src/core/files/ignoreRules';
import { includeRules } from '../../src/core/files/includeRules';
import { isControlFile, namesInside } from '../../src/core/files/paths';
import { imageIn } from '../../src/core/images/imageFormat';
import { visibleText } from '../../src/core/labels/visibleText';
import { readProblems } from '../../src/core/problems/problemReports';
import { parseRule } from '../../src/core/rules/parseRule';
import { parseCall } from '../../src/core/run/toolCalls';
import { readSetupFile, setupFiles } from '../../src/core/setup/setupFiles';
import { TestProgress } from '../../src/core/testReports/testProgress';
import { ignoredSettings } from '../../src/core/trust/ignoredSettings';
import { taskLink } from '../../src/core/trust/taskLink';
import { weakenings } from '../../src/core/weakenings/weakenings';
import {
  AgentsWindowRequest,
  CallId,
  Letter,
  ResidentRequest,
  RunnerEvent,
  TaskEntry,
  ToolName,
} from '../../src/protocol';

/** What reads text that strangers wrote. Whatever it returns has to be bounded by what it read. */
export interface ForeignParser {
  name: string;
  /** Pieces of what it is meant to read, from which cases are put together. */
  words: readonly string[];
  /** Returns, or throws an `AppError`; everything else is a fault. */
  read: (text: string) => unknown;
}

const jsonWords = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\\',
  '\\u0000',
  'null',
  '1e999',
  '"__proto__"',
  '"constructor"',
  '-0',
];
const json = (...keys: string[]): string[] => [...jsonWords, ...keys.map((key) => `"${key}":`)];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const ofTools: ForeignParser[] = ToolName.options.map((tool) => ({
  name: `the input of ${tool}`,
  words: json('path', 'command', 'patch', 'plan', 'content', 'old_text', 'disableSandbox'),
  read: (input) => parseCall({ callId: CallId.parse('c1'), tool, input }),
}));

const patchWords = [
  ...['*** Begin Patch\n', '*** End Patch\n', '*** Add File: a\n', '*** Update File: a\n', '*** Delete File: ../a\n'],
  ...[
    '*** Move to: b\n',
    '@@\n',
    '@@ -1,2 +1,2 @@\n',
    '--- a/x\n',
    '+++ b/x\n',
    '+x\n',
    '-x\n',
    ' x\n',
    '\\ No newline\n',
  ],
  ...['diff --git a/x b/x\n', 'rename from a\n', 'new file mode 120000\n', '\r\n', '"a\\001"'],
];

const reportWords = [
  ...['TAP version 13\n', 'ok 1 a\n', 'not ok 2 b # SKIP\n', '1..9\n', '  ---\n', '  ...\n', '✔ a (1ms)\n', '✖ b\n'],
  ...['ℹ tests 3\n', ' PASS  a.test.ts\n', 'Tests: 1 failed, 2 total\n', ' ✓ a.test.ts (3 tests)\n', 'passed 3 of 3\n'],
  ...['===== 3 passed in 0.1s =====\n', 'a.py::t PASSED [ 50%]\n', '--- FAIL: TestA (0.00s)\n', 'ok  \tpkg\t0.1s\n'],
  ...['{"Action":"pass","Package":"p","Test":"t"}\n', 'test a ... ok\n', 'test result: ok. 1 passed; 0 failed\n'],
  ...['<testsuite tests="3">', '<testcase name="a">', '<failure message="x">', '</testcase>', '</testsuite>\n'],
  ...['Passed!  - Failed: 0, Passed: 3\n', '[INFO] Tests run: 3, Failures: 0\n', '  3 passing (1s)\n', '  1) a\n'],
  ...[
    'OK (3 tests, 3 assertions)\n',
    '3 examples, 0 failures\n',
    'Running 3 tests using 2 workers\n',
    '\r',
    '\u001b[32m',
    '.',
  ],
];

const ofReports: ForeignParser[] = [
  {
    name: 'the output of test runners',
    words: reportWords,
    read: (text) => {
      const progress = new TestProgress();
      progress.push(text.slice(0, text.length / 2));
      progress.push(text.slice(text.length / 2));
      progress.end();
      return [progress.result, progress.failures];
    },
  },
  ...['lcov.info', 'coverage-final.json', 'coverage-summary.json', 'cobertura.xml'].map((file) => ({
    name: `the report ${file}`,
    words: [
      ...[
        'SF:a\n',
        'DA:1,1\n',
        'LF:9\n',
        'end_of_record\n',
        '<class filename="a">',
        '<line number="1" hits="0"/>',
        '<!--',
        '-->',
      ],
      ...[
        '<source>',
        '</source>',
        '</class>',
        ...json('path', 's', 'statementMap', 'start', 'line', 'lines', 'covered', 'total'),
      ],
    ],
    read: (text: string) => reportParsers.find((parser) => parser.file.test(file))?.parse(text),
  })),
  {
    name: 'the output of compilers and linters',
    words: [
      'a.ts(1,2): ',
      'error TS1: x\n',
      'a.c:1:2: ',
      'warning: ',
      '{"code":',
      '  --> a.rs:1:2\n',
      '/w/a.js\n',
      '  1:2  error  x  y\n',
      ':',
      '(',
    ],
    read: (text) => readProblems(text, '/w'),
  },
];

const ofRepositories: ForeignParser[] = [
  ...setupFiles.map((file) => ({
    name: `the file ${file}`,
    words: [
      ...json(
        'setup-worktree',
        'setup-worktree-unix',
        'scripts',
        'setup',
        'tasks',
        'label',
        'command',
        'dependsOn',
        'runOptions',
        'runOn',
      ),
      ...['"worktreeCreated"', '"${env:A}"', '//', '/*', '*/', '\n', '"a"', '"../../x"'],
    ],
    read: (text: string) => readSetupFile(file, text, 'linux'),
  })),
  ...['.cursor/rules/a.mdc', 'AGENTS.md', '.cursor/rules/a.yaml'].map((path) => ({
    name: `the rule ${path}`,
    words: [
      '---\n',
      'globs: ',
      'description: ',
      'alwaysApply: true\n',
      '*',
      '{a,b}',
      '[',
      ']',
      '- a\n',
      '&a ',
      '*a ',
      '"',
      "'",
      ': ',
      '@a.md ',
      '|\n',
      '\t',
      '\u200b',
    ],
    read: async (text: string) => parseRule({ path, text }, (yaml) => Promise.resolve(readYaml(yaml))),
  })),
  {
    name: 'patterns of ignore and include files',
    words: ['*', '**', '?', '[', ']', '!', '/', '\\', '{', '}', ',', 'a', '#', ' ', '\n', '[^', 'a-z', '../'],
    read: (text) => [
      isLeftOut(parseIgnoreRules(text, { ignoreCase: true }), 'a/b/aaaaaaaaaaaaaaaaaaaaaaaab'),
      includeRules({ file: text, settings: text, editor: [text] })?.source('a/aaaaaaaaaaaaab'),
      splitGlobs(text)
        .slice(0, 4)
        .map((glob) => globMatcher(glob)('a/b/aaaaaaaaaaaaaaaaaaaaaaaab')),
    ],
  },
  {
    name: 'paths',
    words: [
      '/',
      '..',
      '.',
      '.git',
      '.GIT',
      'git~1',
      '\\',
      '\0',
      '\u200d',
      '\u202e',
      'a',
      '~',
      'C:',
      ':',
      ' ',
      '.vscode',
    ],
    read: (text) => [isControlFile(text), namesInside(text, ['/w'])],
  },
  {
    name: 'the settings of a workspace',
    words: json('backgroundAgents.model', 'settings', 'git.worktreeIncludeFiles'),
    read: (text) => ignoredSettings(text, []),
  },
  {
    name: 'changed test files',
    words: [
      'it(',
      'test.skip(',
      "'a'",
      ', () => {',
      '});\n',
      'expect(',
      ').toBe(',
      '// eslint-disable\n',
      '`',
      '${',
      '/*',
      '*/',
      '"""',
      'def test_a():\n',
      '#[test]\n',
    ],
    read: (text) =>
      ['a.test.ts', 'test_a.py', 'a_test.go', 'package.json', 'tests/a.rs'].map((path) =>
        weakenings([{ path, status: 'modified', before: text, after: text.slice(text.length / 3) }]),
      ),
  },
];

const ofGit: ForeignParser[] = [
  {
    name: 'the configuration as git lists it',
    words: ['local', 'worktree', '\0', '\n', 'filter.', '.clean', 'include.path', 'merge.x.driver'],
    read: (text) => [blankedDrivers(text), hasIncludes(text)],
  },
  {
    name: 'changes as git lists them',
    words: [':100644 100644 a b M', ':100644 100644 a b R100', '\0', '\t', '-', '1', 'a', ''],
    read: (text) => parseChanges(text.split('\0')),
  },
];

const ofPeers: ForeignParser[] = [
  {
    name: 'a line of events.jsonl',
    words: json('v', 'seq', 'taskId', 'at', 'type', 'request', 'prev'),
    read: (text) => RunnerEvent.safeParse(parsed(text)),
  },
  {
    name: 'a line of task.jsonl',
    words: json('v', 'seq', 'at', 'type', 'task', 'error'),
    read: (text) => TaskEntry.safeParse(parsed(text)),
  },
  {
    name: 'a letter',
    words: json('v', 'id', 'said', 'type', 'decision'),
    read: (text) => Letter.safeParse(parsed(text)),
  },
  {
    name: 'a message of the panel',
    words: json('type', 'taskId', 'requestId', 'decision', 'action'),
    read: (text) => AgentsWindowRequest.safeParse(parsed(text)),
  },
  {
    name: 'a message of a window',
    words: json('type', 'token', 'call', 'act'),
    read: (text) => ResidentRequest.safeParse(parsed(text)),
  },
  { name: 'a link', words: ['prompt=', '&', '%', '+', '\n', '\u202e', ' '], read: (text) => taskLink('/new', text) },
];

const ofText: ForeignParser[] = [
  {
    name: 'terminal sequences',
    words: ['\u001b', '\u001b[', '\u001b]8;;', '\u001b]52;c;', '\u0007', '\u001b\\', '\u009b', '31m', '\r', 'a'],
    read: (text) => stripAnsi(text),
  },
  {
    name: 'what is invisible in a text',
    words: ['\u202e', '\u200b', ' ', '\n', '\u0000', '\ud800', 'a'],
    read: (text) => visibleText(text),
  },
  { name: 'a patch', words: patchWords, read: (text) => [namedFiles(text), parsePatch(text)] },
  {
    name: 'an edit',
    words: ['a', 'b', '\n', '\r\n', '\t', ' ', '“', '"', '\ufeff', 'a\n'],
    read: (text) =>
      applyEdit(text, { oldText: text.slice(text.length / 2, text.length / 2 + 9) || 'a', newText: 'c', all: true }),
  },
  {
    name: 'an image',
    words: [
      '\u0089PNG\r\n\u001a\n',
      '\0\0\0\rIHDR',
      'GIF89a',
      'RIFF',
      'WEBPVP8X',
      '\u00ff\u00d8\u00ff',
      '\0',
      '\u00ff',
    ],
    read: (text) => imageIn(Buffer.from(text, 'latin1')),
  },
];

export const foreignParsers: readonly ForeignParser[] = [
  ...ofTools,
  ...ofReports,
  ...ofRepositories,
  ...ofGit,
  ...ofPeers,
  ...ofText,
];

/** Reads, and takes a typed refusal for an answer. */
export async function readForeign(parser: ForeignParser, text: string): Promise<unknown> {
  try {
    return await parser.read(text);
  } catch (error) {
    if (error instanceof AppError) {
      return error.message;
    }
    throw error;
  }
}
