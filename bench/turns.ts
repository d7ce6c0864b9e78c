import * as path from 'node:path';
import { firstRequest, floors, ours, perTurn, readsAndEdits, turns } from './support/commandLine';
import { measured } from './support/measure';

void measured(async () => {
  const file = await firstRequest();
  const bare = perTurn(readsAndEdits(), ({ baseUrl }) => [path.join(floors, 'turns.mjs'), `${baseUrl}/messages`, file]);
  return {
    title: `Time per turn, over ${turns} scripted turns of reads and edits`,
    floor: { name: 'a bare Node program', run: bare },
    ours: { name: 'background-agents run --here', run: perTurn(readsAndEdits(), ours) },
    rounds: 7,
  };
});
