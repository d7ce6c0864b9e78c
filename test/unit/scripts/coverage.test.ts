import * as assert from 'node:assert/strict';
import { ofSources } from '../../../scripts/testing/coverage.mjs';

const range = (startOffset: number, endOffset: number, count: number) => ({ startOffset, endOffset, count });

describe('what is measured of a source', () => {
  it('holds no function and no branch that only the compiler wrote', () => {
    const all = { functionName: '', ranges: [range(0, 999, 1)] };
    const own = { functionName: 'fold', ranges: [range(300, 400, 2), range(350, 360, 0)] };
    const wrapper = { functionName: '', ranges: [range(50, 500, 1), range(200, 210, 0), range(470, 497, 0)] };
    const copy = { functionName: '__copyProps', ranges: [range(60, 90, 1), range(70, 80, 0)] };
    const script = { url: 'file:///src/a.ts', functions: [all, wrapper, copy, own] };
    const measured = {
      url: 'file:///src/a.ts',
      functions: [all, { ...wrapper, ranges: wrapper.ranges.slice(0, 2) }, own],
    };
    assert.deepEqual(ofSources(script), measured);
    assert.deepEqual(ofSources(measured), measured);
    assert.deepEqual(ofSources({ url: 'file:///src/b.ts', functions: [all] }), {
      url: 'file:///src/b.ts',
      functions: [all],
    });
  });
});
