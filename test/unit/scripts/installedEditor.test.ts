import * as assert from 'node:assert/strict';
import { installedEditor } from '../../../scripts/starting/installedEditor.mjs';

function find(
  platform: NodeJS.Platform,
  env: Record<string, string>,
  installed: readonly string[],
): string | undefined {
  return installedEditor({ platform, env, exists: (file: string) => installed.includes(file) });
}

describe('installedEditor', () => {
  it('prefers VS Code on the PATH to the others', () => {
    const env = { PATH: '/usr/local/bin:/usr/bin' };
    assert.equal(find('linux', env, ['/usr/bin/codium', '/usr/bin/code']), '/usr/bin/code');
    assert.equal(find('linux', env, ['/usr/bin/codium']), '/usr/bin/codium');
  });

  it('leaves out the program of a window that is open', () => {
    assert.equal(find('linux', { PATH: '/srv/bin/remote-cli' }, ['/srv/bin/remote-cli/code']), undefined);
  });

  it('knows the usual places of each system', () => {
    const mac = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
    const windows = 'C:\\Users\\p\\AppData\\Local\\Programs\\Microsoft VS Code\\bin\\code.cmd';
    assert.equal(find('darwin', { PATH: '/bin', HOME: '/Users/p' }, [mac]), mac);
    assert.equal(find('win32', { LOCALAPPDATA: 'C:\\Users\\p\\AppData\\Local' }, [windows]), windows);
    assert.equal(find('linux', { PATH: '/bin' }, ['/snap/bin/code']), '/snap/bin/code');
    assert.equal(find('linux', { PATH: '/bin' }, []), undefined);
  });

  it('takes the one that VSCODE_BIN names, or none', () => {
    assert.equal(find('linux', { VSCODE_BIN: '/opt/code' }, []), '/opt/code');
    assert.equal(find('linux', { VSCODE_BIN: 'none', PATH: '/usr/bin' }, ['/usr/bin/code']), undefined);
  });
});
