import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Settings that make a test window quiet and its terminals readable. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'terminal.integrated.gpuAcceleration': 'off',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'remote.autoForwardPorts': false,
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
  'files.hotExit': 'off',
};

const gitConfig = '[user]\n\tname = Test Person\n\temail = person@example.invalid\n[init]\n\tdefaultBranch = main\n';

/** The folders one editor server works in. Nothing of it is in the person's home. */
export class EditorData {
  readonly home: string;
  /** The data directory of the extension under test. */
  readonly agents: string;
  readonly extensions: string;
  /** The folder of user data: `User/settings.json` and so on. */
  readonly data: string;
  /** `--server-data-dir` of VS Code's own server, which appends `data`. */
  readonly serverData: string;
  /** The script of the windows, in which proposed API is refused. */
  readonly workbench: string;

  constructor(readonly folder: string) {
    this.home = path.join(folder, 'home');
    this.agents = path.join(folder, 'agents');
    this.extensions = path.join(folder, 'ext');
    this.serverData = path.join(folder, 'server');
    this.data = path.join(this.serverData, 'data');
    this.workbench = path.join(folder, 'workbench.js');
  }

  /** Fresh folders with quiet settings under the system's temporary folder. */
  static create(settings: Readonly<Record<string, unknown>> = {}): EditorData {
    const data = new EditorData(fs.mkdtempSync(path.join(os.tmpdir(), 'editor-')));
    for (const folder of [data.home, data.extensions]) fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(data.home, '.gitconfig'), gitConfig);
    data.writeSettings({ ...quietSettings, ...settings });
    return data;
  }

  /** Changes some settings. A running window takes them up by itself. */
  changeSettings(settings: Readonly<Record<string, unknown>>): void {
    const file = path.join(this.data, 'User/settings.json');
    this.writeSettings({ ...(JSON.parse(fs.readFileSync(file, 'utf8')) as object), ...settings });
  }

  private writeSettings(settings: Readonly<Record<string, unknown>>): void {
    const text = JSON.stringify(settings, null, 2);
    for (const scope of ['User', 'Machine']) {
      const folder = path.join(this.data, scope);
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(path.join(folder, 'settings.json'), text);
    }
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
