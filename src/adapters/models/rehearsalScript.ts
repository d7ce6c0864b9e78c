import type { ScriptedTurn } from './scriptPlayer';

/** The task of the sample project, word for word. */
export const sampleTask =
  'The test "an order of exactly 50.00 ships free" fails. Find the cause and fix it in the source, cover the neighbouring amounts with a test, and note the fix in the changelog.';

/** Lines that the script's edits hang on, by file. */
export const sampleLines: Readonly<Record<string, readonly string[]>> = {
  'src/shipping.js': [
    'const FREE_SHIPPING_FROM_CENTS = 5000;',
    'return goodsCents > FREE_SHIPPING_FROM_CENTS ? 0 : SHIPPING_CENTS;',
  ],
  'test/checkout.test.js': [
    "test('an order of exactly 50.00 ships free', () => {",
    '  assert.equal(shippingCents(5000), 0);',
  ],
  'CHANGELOG.md': ['## Unreleased'],
};

const neighbours = `test('an order of exactly 50.00 ships free', () => {
  assert.equal(shippingCents(5000), 0);
});

test('the amounts next to 50.00 are on the right side', () => {
  assert.equal(shippingCents(4999), 490);
  assert.equal(shippingCents(5001), 0);
});
`;

/** The written job. Its first fix is wrong, so that a red check is seen to come back and be answered. */
export const rehearsalScript: readonly ScriptedTurn[] = [
  {
    text: 'This is a scripted rehearsal: no model is at work, each step was written beforehand. The steps themselves are real. First the tests, to see what fails.',
    calls: [
      { tool: 'list_files', input: { path: '.' } },
      { tool: 'shell', input: { command: 'npm test' } },
    ],
  },
  {
    text: 'One test fails: an order of exactly 50.00 is charged for shipping. The price of shipping is computed in src/shipping.js.',
    calls: [
      { tool: 'read_file', input: { path: 'src/shipping.js' } },
      { tool: 'read_file', input: { path: 'test/checkout.test.js' } },
      { tool: 'read_file', input: { path: 'CHANGELOG.md' } },
    ],
  },
  {
    text: 'The limit seems a little too high, so this lowers it, and adds a test for the amounts next to it. (The script is wrong here on purpose: watch what the check says.)',
    calls: [
      {
        tool: 'edit_file',
        input: {
          path: 'src/shipping.js',
          old_text: 'const FREE_SHIPPING_FROM_CENTS = 5000;',
          new_text: 'const FREE_SHIPPING_FROM_CENTS = 4990;',
        },
      },
      {
        tool: 'edit_file',
        input: {
          path: 'test/checkout.test.js',
          old_text: neighbours.slice(0, neighbours.indexOf('\n\n') + 1),
          new_text: neighbours,
        },
      },
      { tool: 'finish', input: { summary: 'Orders of exactly 50.00 ship free.' } },
    ],
  },
  {
    text: 'The check is red: 49.99 ships free now, which it must not. The limit was right, and the comparison was wrong: it left 50.00 itself out.',
    calls: [
      {
        tool: 'edit_file',
        input: {
          path: 'src/shipping.js',
          old_text: 'const FREE_SHIPPING_FROM_CENTS = 4990;',
          new_text: 'const FREE_SHIPPING_FROM_CENTS = 5000;',
        },
      },
      {
        tool: 'edit_file',
        input: {
          path: 'src/shipping.js',
          old_text: 'goodsCents > FREE_SHIPPING_FROM_CENTS',
          new_text: 'goodsCents >= FREE_SHIPPING_FROM_CENTS',
        },
      },
      {
        tool: 'edit_file',
        input: {
          path: 'CHANGELOG.md',
          old_text: '## Unreleased\n',
          new_text: '## Unreleased\n\n- Fixed: an order of exactly 50.00 was charged for shipping.\n',
        },
      },
      {
        tool: 'finish',
        input: {
          summary:
            'Orders of exactly 50.00 ship free again: the comparison left the limit itself out. A test covers 49.99 and 50.01, and the changelog has a line. (Scripted rehearsal.)',
        },
      },
    ],
  },
];
