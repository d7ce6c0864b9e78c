import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AgentIgnore } from '../../src/adapters/files/agentIgnore';
import { DiskFiles } from '../../src/adapters/files/diskFiles';
import { TreeSitterSurveyor } from '../../src/adapters/symbols/treeSitterSurveyor';
import { drawMap } from '../../src/core/repoMap/repoMap';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';

const modules = path.resolve(import.meta.dirname, '../../node_modules');

const sources: Record<string, string> = {
  'src/queue.ts':
    'export class PriorityQueue<T> { push() {} }\nexport const maxDepth = 3;\ninterface Inner {}\nfunction* walkQueue() {}',
  'src/view.tsx':
    'import { PriorityQueue } from "./queue";\nexport default function QueueView() { return <b>{new PriorityQueue()}</b>; }',
  'src/old.js': 'const { PriorityQueue } = require("./queue");\nmodule.exports = class OldQueue {};\nvar oldName = 1;',
  'py/tasks.py': '@cached\ndef run_task():\n    def inner(): pass\n\nclass TaskRunner:\n    def method(self): pass\n',
  'go/main.go': 'package main\ntype Server struct{}\nfunc (s *Server) Serve() {}\nfunc main() {}\nconst Version = "1"',
  'rust/lib.rs':
    'pub struct Parser;\nimpl Parser { fn go() {} }\npub mod inner { pub fn parse_line() {} }\nmacro_rules! shout { () => {} }',
  'java/A.java': 'package a;\npublic class Account { void pay() {} }\nenum Kind { A }\nrecord Point(int x) {}',
  'ruby/a.rb': 'module Billing\n  class Invoice\n    def total; end\n  end\nend\ndef helper_method; end',
  'php/a.php': '<?php\nnamespace App;\nclass Controller { function index() {} }\nfunction route_to() {}',
  'private/secret.ts': 'export function hiddenThing() {}',
  'cs/Shop.cs':
    'namespace Shop.Core\n{\n  public class Basket { void Add() {} }\n  public record Line(int Count);\n  enum Colour { A }\n}\n',
  'cpp/shop.hpp':
    '#ifndef SHOP_H\n#define SHOP_H\nclass Later;\nextern int counter;\nnamespace shop {\nclass Cart { void add(); };\n' +
    'template <class T> struct Box {};\nint priceOf(int item);\nconst char *nameOf();\n}\nusing Name = int;\n#endif\n',
  'cpp/shop.cc': 'void Till::add() {}\nstatic int helper(int x) { return x; }\nint &ref() { return x; }\n',
  'broken.ts': 'export class StillFound {}\nexport function (((',
};

describe('the survey of a repository', () => {
  const never = new AbortController().signal;
  let grammars = '';
  let repo: TestRepo;
  before(async () => {
    grammars = await temporaryFolder();
    const names = fs
      .readdirSync(path.join(modules, '@vscode/tree-sitter-wasm/wasm'))
      .filter((name) => /-[\w-]+\.wasm$/.test(name));
    fs.copyFileSync(
      path.join(modules, 'web-tree-sitter/web-tree-sitter.wasm'),
      path.join(grammars, 'web-tree-sitter.wasm'),
    );
    for (const name of names) {
      fs.symlinkSync(path.join(modules, '@vscode/tree-sitter-wasm/wasm', name), path.join(grammars, name));
    }
  });
  after(() => removeFolder(grammars));
  afterEach(() => repo.dispose());

  const surveyor = async (snapshot: string) =>
    new TreeSitterSurveyor({
      files: new DiskFiles({ worktree: repo.root, ripgrep: null, ignored: await AgentIgnore.open(repo.root) }),
      gitDir: path.join(repo.root, '.git'),
      snapshot,
      timeMs: 60_000,
      grammars,
    });
  const fillers = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `fill/f${index}.ts`,
      `export const filler${index} = new PriorityQueue();`,
    ]),
  );

  it('finds what each language defines at its top level, and who else mentions it', async () => {
    repo = TestRepo.with({ ...fillers, ...sources, '.cursorignore': 'private/\n' });
    const survey = await (await surveyor('one')).survey(never);
    const found = survey?.files.filter(({ path: file }) => !file.startsWith('fill/')) ?? [];
    assert.deepEqual(
      Object.fromEntries(found.map(({ path: file, defines }) => [file, defines.map(({ name }) => name)])),
      {
        'broken.ts': ['StillFound'],
        'cpp/shop.cc': ['helper', 'ref'],
        'cpp/shop.hpp': ['Cart', 'Box', 'priceOf', 'nameOf', 'Name'],
        'cs/Shop.cs': ['Basket', 'Line', 'Colour'],
        'go/main.go': ['Server', 'Serve', 'main', 'Version'],
        'java/A.java': ['Account', 'Kind', 'Point'],
        'php/a.php': ['Controller', 'route_to'],
        'py/tasks.py': ['run_task', 'TaskRunner'],
        'ruby/a.rb': ['Billing', 'Invoice', 'helper_method'],
        'rust/lib.rs': ['Parser', 'parse_line', 'shout'],
        'src/old.js': ['oldName'],
        'src/queue.ts': ['PriorityQueue', 'maxDepth'],
        'src/view.tsx': ['QueueView'],
      },
    );
    assert.deepEqual(found.find(({ path: file }) => file === 'src/queue.ts')?.defines[0], {
      name: 'PriorityQueue',
      mentions: 62,
    });
    assert.equal(survey?.total, 73);
  });

  it('shows first what is used most and what fits the task, within its bound, and says what it leaves out', async () => {
    repo = TestRepo.with({ ...fillers, ...sources });
    const survey = await (await surveyor('two')).survey(never);
    assert.ok(survey !== null);
    const map = drawMap(survey, 'Let the billing round its invoices.');
    assert.deepEqual(map.text.split('\n'), [
      'Map of the repository when the task began: files that others use most or that fit the task, with what they define.',
      'It shows 2 of 74 source files; find the others with list_files and search.',
      'ruby/a.rb: Billing, Invoice, helper_method',
      'src/queue.ts: PriorityQueue, maxDepth',
    ]);
    assert.deepEqual([map.shown, map.read, map.total], [2, 74, 74]);
    const large = {
      total: 5000,
      read: 3550,
      files: survey.files.flatMap((file) =>
        Array.from({ length: 50 }, (_, index) => ({ ...file, path: `billing/${index}/${file.path}` })),
      ),
    };
    assert.ok(drawMap(large, 'billing').text.length < 7500);
  });

  it('is not made where there is little to see, and ends with its task', async () => {
    repo = TestRepo.with(sources);
    assert.equal(await (await surveyor('three')).survey(never), null);
    repo.write(fillers);
    repo.commit('more');
    const abort = new AbortController();
    const looking = (await surveyor('four')).survey(abort.signal);
    abort.abort(new Error('stopped'));
    await assert.rejects(looking, /stopped/);
  });
});
