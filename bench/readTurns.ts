import * as path from 'node:path';
import { firstRequest, floors, ours, perTurn, reads, turns } from './support/commandLine';
import { measured } from './support/measure';

void measured(async () => {
  const file = await firstRequest();
  const bare = perTurn(reads(), ({ baseUrl }) => [path.join(floors, 'turns.mjs'), `${baseUrl}/messages`, file]);
  return {
    title: `Time per turn, over ${turns} scripted turns that only read`,
    floor: { name: 'a bare Node program', run: bare },
    ours: { name: 'background-agents run --here', run: perTurn(reads(), ours) },
    rounds: 7,
  };
});
