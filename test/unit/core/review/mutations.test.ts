import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokensOf } from '../../../../src/core/review/syntaxTokens';
import { suiteSyntax } from '../../../fakes/allGrammars';
import { foldsOf } from '../../../fakes/reviewedChange';

const samples: Record<string, string> = {
  'a.ts': `import { read } from './read';
interface Order { total: number; paid: boolean }
export function priceOf(order: Order, rate = 1.5): string {
  const total = order.total * rate + 10;
  if (total >= 100 && !order.paid) {
    return \`free: \${total.toFixed(2)} of \${read('rate', total)}\`;
  }
  for (const item of [1, 2, 3]) {
    if (item === 2 || /a b/.test(String(item))) continue;
  }
  return total > 0 ? 'paid' : "none";
}
export const main2 = (order: Order) => priceOf(order, 2);
`,
  'a.py': `from lib import read

def price_of(order, rate=1.5):
    total = order.total * rate + 10
    if total >= 100 and not order.paid:
        return f"free: {total} of {read('rate', total)}"
    for item in [1, 2, 3]:
        if item == 2 or item in order.items:
            continue
    return 'paid' if total > 0 else "none"

value = price_of(read("order"), 2)
`,
  'a.go': `package shop

func priceOf(order Order, rate float64) string {
	total := order.total*rate + 10
	if total >= 100 && !order.paid {
		return read("rate", total)
	}
	for i, item := range order.items {
		if item == 2 || i < 3 {
			continue
		}
	}
	return "none"
}

func shown(order Order) string { return priceOf(order, 2) }
`,
};

const names: Record<string, [from: string, to: string]> = {
  'a.ts': ['priceOf', 'costOf'],
  'a.py': ['price_of', 'cost_of'],
  'a.go': ['priceOf', 'costOf'],
};

/** Ways to change a text without changing what it says. */
const disguises = ['formatted', 'renamed', 'moved', 'none'] as const;

describe('one token that changes', function () {
  this.timeout(120_000);
  const syntax = suiteSyntax();

  it('is hidden neither by a format, nor by a renaming, nor by a move', async () => {
    const cases = fc.record({
      file: fc.constantFrom(...Object.keys(samples)),
      disguise: fc.constantFrom(...disguises),
      pick: fc.nat(),
      other: fc.nat(),
      how: fc.constantFrom('drop', 'double', 'replace', 'swap', 'change'),
      seed: fc.array(fc.nat({ max: 3 }), { minLength: 20, maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ file, disguise, pick, other, how, seed }) => {
        const text = samples[file] ?? '';
        const leaves = await leavesOf(text, file);
        const changed = mutated(leaves, { pick, other, how });
        fc.pre(changed.join('\0') !== leaves.map(({ said }) => said).join('\0'));
        const after = disguised(
          file,
          leaves.map((leaf, at) => ({ ...leaf, said: changed[at] ?? '' })),
          disguise,
          seed,
        );
        const name = disguise === 'moved' ? `src/${file} → src/b${file}` : file;
        const folds = await foldsOf(syntax, { [name]: [text, after] });
        if (!isSame(await wordsOf(text, file), await wordsOf(after, file), names[file])) {
          assert.deepEqual(folds, {}, after);
        }
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 600) },
    );
  });

  it('is the only thing that keeps such a change from being proven', async () => {
    for (const [file, text] of Object.entries(samples)) {
      const [from, to] = names[file] ?? ['', ''];
      const kinds = await Promise.all([
        foldsOf(syntax, { [file]: [text, text.replace(/, /g, ',  ')] }),
        foldsOf(syntax, { [`src/${file} → src/b${file}`]: [text, text.replace(/, /g, ',  ')] }),
        foldsOf(syntax, {
          [file]: [text.replaceAll('export ', ''), text.replaceAll('export ', '').replaceAll(from, to)],
        }),
      ]);
      assert.deepEqual(
        kinds.map((folds) => Object.values(folds).map(({ kind }) => kind)),
        [['formatted'], ['moved'], ['renamed']],
      );
    }
  });

  async function leavesOf(text: string, file: string): Promise<{ before: string; said: string }[]> {
    const tree = await syntax.parse(file, text);
    const tokens =
      tree === null ? [] : tokensOf(tree, text).filter((token) => token.text !== '' && token.to > token.from);
    let end = 0;
    return tokens.map(({ from, to }) => {
      const leaf = { before: text.slice(end, from), said: text.slice(from, to) };
      end = to;
      return leaf;
    });
  }

  /** What a text says, without white space that says nothing; a comma before a bracket is none of it. */
  async function wordsOf(text: string, file: string): Promise<string[]> {
    const tree = await syntax.parse(file, text);
    return tree === null ? [] : tokensOf(tree, text).map((token) => `${token.shape} ${token.text}`);
  }
});

interface Leaf {
  before: string;
  said: string;
}

function mutated(
  leaves: readonly Leaf[],
  { pick, other, how }: { pick: number; other: number; how: string },
): string[] {
  const said = leaves.map((leaf) => leaf.said);
  const [at, to] = [pick % said.length, other % said.length];
  const [one = '', two = ''] = [said[at], said[to]];
  if (how === 'swap') {
    said[at] = two;
    said[to] = one;
  } else {
    const made: Record<string, string> = { drop: '', double: `${one} ${one}`, replace: two, change: changedWord(one) };
    said[at] = made[how] ?? one;
  }
  return said;
}

function changedWord(word: string): string {
  const others: Record<string, string> = {
    ...{ '&&': '||', '||': '&&', '===': '==', '==': '!=', '>=': '>', '>': '<', '<': '<=', '+': '-', '*': '/', '!': '' },
    ...{ and: 'or', or: 'and', not: '', '==': '!=', in: 'not in', true: 'false', const: 'var' },
  };
  return others[word] ?? (/^\d/.test(word) ? `${word}0` : `${word}x`);
}

function disguised(file: string, leaves: readonly Leaf[], disguise: string, seed: readonly number[]): string {
  if (disguise === 'renamed') {
    const [from, to] = names[file] ?? ['', ''];
    return leaves.map(({ before, said }) => before + (said === from ? to : said)).join('');
  }
  if (disguise === 'none') {
    return leaves.map(({ before, said }) => before + said).join('');
  }
  return leaves
    .map(
      ({ before, said }, at) => (/^ +$/.test(before) ? ' '.repeat(1 + (seed[at % seed.length] ?? 0)) : before) + said,
    )
    .join('');
}

/** The mutation undid itself, or only renamed what was to be renamed anyway. */
function isSame(
  old: readonly string[],
  now: readonly string[],
  [from, to]: readonly [string, string] = ['', ''],
): boolean {
  const plain = (words: readonly string[]) =>
    words.map((word) => (word.endsWith(` ${to}`) ? word.replace(to, from) : word)).join('\n');
  return plain(old) === plain(now);
}
