import * as path from 'node:path';
import { firstRequest, floors, ours, readsAndEdits, timed, turns, type Program } from './support/commandLine';
import { measured } from './support/measure';

void measured(async () => {
  const file = await firstRequest();
  const bare: Program = ({ baseUrl }) => [path.join(floors, 'turns.mjs'), `${baseUrl}/messages`, file];
  const script = readsAndEdits();
  const perTurn = async (of: Program) => (await timed({ script, of, from: 1, to: turns + 1 })) / turns;
  return {
    title: `Time per turn, over ${turns} scripted turns of reads and edits`,
    floor: { name: 'a bare Node program', run: () => perTurn(bare) },
    ours: { name: 'background-agents run --here', run: () => perTurn(ours) },
    rounds: 7,
  };
});
