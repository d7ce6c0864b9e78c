import assert from 'node:assert/strict';
import { runInOrder } from '../../../scripts/testing/order.mjs';

describe('the order of a test run', () => {
  let log: string[];
  let endLint: () => void;

  beforeEach(() => {
    log = [];
  });

  const run = async (name: string): Promise<void> => {
    log.push(name);
    if (name === 'lint') await new Promise<void>((resolve) => (endLint = resolve));
    if (name === 'unit') setImmediate(() => endLint());
    log.push(`${name} ended`);
  };

  it('has beside the lint what one core does, and all else after it', async () => {
    await runInOrder(['lint', 'check', 'unit', 'contract', 'ui'], run, () => true);
    assert.deepEqual(log, [
      ...['lint', 'check', 'check ended', 'unit', 'unit ended', 'lint ended'],
      ...['contract', 'contract ended', 'ui', 'ui ended'],
    ]);
  });

  it('waits for the lint at its end', async () => {
    await runInOrder(['lint', 'check', 'unit'], run, () => true);
    assert.equal(log.at(-1), 'lint ended');
  });

  it('begins nothing more once it was interrupted', async () => {
    await runInOrder(['lint', 'unit', 'contract'], run, () => !log.includes('unit ended'));
    assert.deepEqual(log, ['lint', 'unit', 'unit ended', 'lint ended']);
  });
});
