import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { KeptRows } from '../../../../src/core/listing/keptRows';

/** A row and what is below it. */
interface Branch {
  name: string;
  text: string;
  below: Branch[];
}

interface Row {
  path: string;
}

const leaf = (name: string, text = ''): Branch => ({ name, text, below: [] });

/** Rows of a tree that is changed under way; a row is known by its path alone. */
function kept(tree: { below: Branch[] }): KeptRows<Row, string> {
  const at = (path: string): { text?: string; below: Branch[] } => {
    const names = path.split('/').filter((name) => name !== '');
    return names.reduce<{ text?: string; below: Branch[] }>(
      (branch, name) => branch.below.find((each) => each.name === name) ?? leaf(name),
      tree,
    );
  };
  return new KeptRows({
    keyOf: ({ path }) => path,
    below: (row) => at(row?.path ?? '').below.map(({ name }) => ({ path: `${row?.path ?? ''}/${name}` })),
    item: ({ path }) => at(path).text ?? '',
  });
}

/** Asks for rows as an editor does that shows all of them, and draws them. */
function draw(rows: KeptRows<Row, string>, from?: Row): Row[] {
  return rows.below(from).flatMap((row) => {
    rows.item(row);
    return [row, ...draw(rows, row)];
  });
}

const paths = (changed: Row[] | 'all') => (changed === 'all' ? changed : changed.map(({ path }) => path));

describe('rows that the editor keeps', () => {
  it('are the same objects as long as they are in their place, whatever they say', () => {
    const tree = { below: [{ ...leaf('running'), below: [leaf('one', 'turn 1'), leaf('two', 'turn 1')] }] };
    const rows = kept(tree);
    const before = draw(rows);
    tree.below = [{ ...leaf('running'), below: [leaf('zero'), leaf('two', 'turn 2'), leaf('one', 'turn 3')] }];
    const after = draw(rows);
    const objects = (path: string) => [before, after].map((all) => all.find((row) => row.path === path));
    for (const path of ['/running', '/running/one', '/running/two']) {
      const [one, other] = objects(path);
      assert.ok(one !== undefined && one === other, path);
    }
  });

  it('are drawn anew where they changed and nowhere else', () => {
    const [one, two] = [leaf('one', 'turn 1'), leaf('two', 'turn 1')];
    const running: Branch = { ...leaf('running', '2'), below: [one, two] };
    const tree = { below: [running, leaf('complete')] };
    const rows = kept(tree);
    draw(rows);
    assert.deepEqual(rows.changed(), []);
    two.text = 'turn 2';
    assert.deepEqual(paths(rows.changed()), ['/running/two']);
    one.below = [leaf('a.ts')];
    assert.deepEqual(paths(rows.changed()), ['/running/one', '/running/two']);
    running.below = [two, one];
    assert.deepEqual(paths(rows.changed()), ['/running'], 'with what is below it');
    tree.below = [running];
    assert.equal(rows.changed(), 'all');
    draw(rows);
    assert.deepEqual(rows.changed(), []);
  });

  it('are not looked for where nobody has opened them, and not drawn before they were once', () => {
    const closed: Branch = { ...leaf('closed', '1'), below: [leaf('one')] };
    const tree = { below: [closed] };
    const rows = kept(tree);
    const [row] = rows.below();
    closed.text = '2';
    assert.deepEqual(rows.changed(), []);
    assert.ok(row);
    rows.item(row);
    closed.below = [];
    assert.deepEqual(rows.changed(), []);
  });

  it('are drawn anew when a person has made them look otherwise', () => {
    const rows = kept({ below: [leaf('a.ts', 'not reviewed')] });
    const [file] = draw(rows);
    assert.ok(file);
    rows.outdate(file);
    assert.deepEqual(paths(rows.changed()), ['/a.ts']);
    rows.item(file);
    assert.deepEqual(rows.changed(), []);
  });

  it('show what is there when each that changed was drawn anew', () => {
    const branches = fc.uniqueArray(
      fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), text: fc.constantFrom('x', 'y') }),
      { selector: ({ name }) => name, maxLength: 4 },
    );
    const trees = fc.uniqueArray(
      fc.record({ name: fc.constantFrom('one', 'two'), text: fc.constantFrom('x', 'y'), below: branches }),
      { selector: ({ name }) => name },
    );
    const grown = (made: { name: string; text: string; below: { name: string; text: string }[] }[]): Branch[] =>
      made.map((each) => ({ ...each, below: each.below.map(({ name, text }) => leaf(name, text)) }));
    fc.assert(
      fc.property(trees, fc.array(trees, { maxLength: 5 }), (first, later) => {
        const tree = { below: grown(first) };
        const rows = kept(tree);
        const shown = new Map<string, string>();
        const show = (from?: Row): void => {
          for (const path of shown.keys()) {
            if (path.startsWith(`${from?.path ?? ''}/`)) shown.delete(path);
          }
          for (const row of rows.below(from)) {
            shown.set(row.path, rows.item(row));
            show(row);
          }
        };
        const draws = (row: Row): void => {
          shown.set(row.path, rows.item(row));
          show(row);
        };
        const real = (): [string, string][] =>
          tree.below.flatMap((top): [string, string][] => [
            [`/${top.name}`, top.text],
            ...top.below.map(({ name, text }): [string, string] => [`/${top.name}/${name}`, text]),
          ]);
        show();
        for (const next of later) {
          tree.below = grown(next);
          const changed = rows.changed();
          if (changed === 'all') show();
          else changed.forEach(draws);
          assert.deepEqual(new Map([...shown].sort()), new Map(real().sort()));
        }
      }),
    );
  });
});
