import assert from 'node:assert/strict';
import { shellArgv } from '../../../../src/adapters/process/shellArgv';

describe('the shell of a command', () => {
  it('is handed the quotes of a command on Windows as they are', () => {
    const line = shellArgv('node -e "console.log(1)"', {}, 'win32').join(' ');
    assert.equal(line, 'cmd.exe /d /s /c "node -e "console.log(1)" 2>&1"');
  });

  it('sets the limits before it, but for the number of processes on macOS', () => {
    const script = (platform: NodeJS.Platform) => shellArgv('make', { processes: 7, fileMb: 1 }, platform).at(-1) ?? '';
    assert.match(
      script('linux'),
      /^\{ ulimit -u 7 \|\| ulimit -p 7; ulimit -f \d+; \} 2>\/dev\/null; exec 2>&1; make$/,
    );
    assert.match(script('darwin'), /^\{ ulimit -f \d+; \} 2>\/dev\/null; exec 2>&1; make$/);
  });
});
