import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod';
import { commandIds, commandPrefix } from '../../../src/host/commandIds';

const root = path.resolve(import.meta.dirname, '../../..');
const text = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

const Entry = z.looseObject({ command: z.string(), when: z.string().optional() });
const Manifest = z.looseObject({
  enabledApiProposals: z.undefined().optional(),
  publisher: z.string(),
  icon: z.string(),
  extensionKind: z.array(z.string()),
  capabilities: z.looseObject({
    untrustedWorkspaces: z.looseObject({
      supported: z.literal('limited'),
      restrictedConfigurations: z.array(z.string()),
    }),
    virtualWorkspaces: z.looseObject({ supported: z.literal(false) }),
  }),
  contributes: z.looseObject({
    commands: z.array(Entry),
    menus: z.record(z.string(), z.array(Entry)),
    keybindings: z.array(Entry),
    viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string(), when: z.string() })),
    configuration: z.array(
      z.looseObject({
        title: z.string(),
        properties: z.record(z.string(), z.looseObject({ scope: z.string(), order: z.int() })),
      }),
    ),
  }),
});

const manifest = Manifest.parse(JSON.parse(text('package.json')));
const strings = z.record(z.string(), z.string()).parse(JSON.parse(text('package.nls.json')));
const { contributes } = manifest;
const settings = contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
const declared = contributes.commands.map(({ command }) => command);

describe('package.json', () => {
  it('declares exactly the commands that are registered', () => {
    assert.deepEqual(declared.toSorted(), commandIds.map((id) => `${commandPrefix}${id}`).toSorted());
  });

  it('puts only its own commands into menus and on keys', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
    assert.deepEqual(
      used.map(({ command }) => command).filter((command) => !declared.includes(command)),
      [],
    );
  });

  it('has each string it names, and no other', () => {
    const named = [...text('package.json').matchAll(/%([\w.]+)%/g)].map((match) => match[1] ?? '');
    assert.deepEqual([...new Set(named)].toSorted(), Object.keys(strings).toSorted());
  });

  it('links welcome texts to commands that exist', () => {
    const builtIn = ['workbench.trust.manage', 'vscode.openFolder'];
    const links = Object.values(strings).flatMap((value) => [...value.matchAll(/\(command:([\w.]+)\)/g)]);
    const unknown = links
      .map((match) => match[1] ?? '')
      .filter((id) => !declared.includes(id) && !builtIn.includes(id));
    assert.deepEqual([links.length > 0, unknown], [true, []]);
  });

  it('shows settings in groups, each in an order of its own', () => {
    const orders = contributes.configuration.map(({ properties }) =>
      Object.values(properties).map(({ order }) => order),
    );
    assert.equal(orders.length > 1, true);
    assert.deepEqual(
      orders,
      orders.map((group) => group.map((_, index) => index + 1)),
    );
  });

  it('gives a workspace no setting with power', () => {
    const harmless = [
      'backgroundAgents.agentRunTrailer',
      'backgroundAgents.notifications.when',
      'backgroundAgents.statusColors',
    ];
    const open = settings.filter(([, { scope }]) => scope !== 'machine');
    assert.deepEqual(
      open.map(([name]) => name),
      harmless,
    );
  });

  it('lets no setting with power be set where a workspace is not trusted', () => {
    const withPower = settings.filter(([, { scope }]) => scope === 'machine');
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.deepEqual(restrictedConfigurations.toSorted(), withPower.map(([name]) => name).toSorted());
  });

  it('names context keys that are kept', () => {
    const keys = [...text('package.json').matchAll(/backgroundAgents\.(has\w+|repository)/g)].map((match) => match[1]);
    const kept = text('src/host/contextKeys.ts');
    assert.deepEqual(
      [...new Set(keys)].filter((key) => key === undefined || !kept.includes(`  ${key}:`)),
      [],
    );
  });

  it('does not take Ctrl+Shift+A from the editor on Linux', () => {
    const binding = contributes.keybindings.find((entry) => entry['key'] === 'ctrl+shift+a');
    assert.match(binding?.when ?? '', /!isLinux \|\| !editorTextFocus/);
  });
});

describe('the sentences of the source', () => {
  it('are in the bundle that translators start from', () => {
    const check = spawnSync(process.execPath, [path.join(root, 'scripts/l10n.mjs'), '--check'], { encoding: 'utf8' });
    assert.equal(check.stderr, '');
    assert.equal(check.status, 0);
  });
});
