import { DiskCarrier } from '../../adapters/carry/diskCarrier';
import { createGit } from '../../adapters/git/createGit';
import { createModelClient } from '../../adapters/models/createModelClient';
import { triedSandbox } from '../../adapters/process/triedSandbox';
import { freeBytes } from '../../adapters/system/diskSpace';
import { readLinedYaml } from '../../adapters/yaml/readLinedYaml';
import { examine, setAsideFindings, wordsOf } from '../../app/doctor/examination';
import { environmentAddresses } from '../../app/models/modelAddress';
import { probeModel } from '../../app/models/modelProbe';
import { JoinedRepositories } from '../../app/worktrees/joinedRepositories';
import { type Finding, findingsSummary, standsInTheWay, worstFirst } from '../../core/doctor/finding';
import { english as t } from '../../core/translate';
import type { ModelRef } from '../../protocol';
import { repoFolder } from '../launch/repoFolder';
import { exitStatus } from '../lines/exitStatus';
import { plainText, type Terminal } from '../lines/terminal';
import { readModel } from '../options/modelOption';
import { ownKeyVariable } from '../options/ownKey';
import type { Arguments, Invocation, Subcommand } from '../options/subcommand';
import { UsageError } from '../options/usageError';
import { dataDirectory, keyFor, type OpenSession } from '../session';

const margin = 9;
const howToConnect =
  'Set the variable of your provider, such as ANTHROPIC_API_KEY or OPENAI_API_KEY, and name the model with --model. ' +
  'A server of your own (--base-url) needs none, a task with --command no model. What is connected in the editor stays there.';

export const doctor: Subcommand = {
  name: 'doctor',
  usage: '[--repo DIR] [--model MODEL [--base-url URL]] [--json]',
  summary: 'say what agents need and what of it is missing here, with the next step',
  options: {
    repo: { type: 'string' },
    model: { type: 'string' },
    'base-url': { type: 'string' },
    json: { type: 'boolean' },
  },
  help: [
    '  --repo DIR      the repository where agents would work; by default the one of this folder',
    '  --model MODEL   ask this model whether it can work as an agent: two requests of a few hundred tokens, and one of a',
    '                  few thousand where the server is your own; without it nothing is sent anywhere',
    '  --base-url URL  where the model is reached',
    '  --json          print what was found as JSON',
    '',
    'Looks at git, the repository, the sandbox, the free space, the data directory with its tasks, and the keys of models.',
    'Exit status: 0 when nothing stands in the way (what is less than good is a warning), 1 when something does.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    if (args.positionals.length > 0) {
      throw new UsageError('“doctor” takes no argument; name the repository with --repo.');
    }
    const model = args.has('model') ? readModel(args) : null;
    const findings = worstFirst(await look({ args, terminal, open }, model));
    const isWell = !standsInTheWay(findings);
    if (args.has('json')) {
      const found = findings.map(({ about, level, label, fix }) => ({ about, level, label, fix }));
      terminal.print(JSON.stringify({ ok: isWell, findings: found }));
    } else {
      findings.flatMap(linesOf).forEach((line) => terminal.print(line));
      terminal.print(`${findingsSummary(findings, t)}.`);
    }
    return isWell ? exitStatus.complete : exitStatus.failed;
  },
};

type Place = Pick<Invocation, 'args' | 'terminal' | 'open'>;

async function look({ args, terminal, open }: Place, model: ModelRef | null): Promise<Finding[]> {
  const data = dataDirectory(terminal.env);
  const git = createGit();
  const readYaml = (text: string) => Promise.resolve(readLinedYaml(text));
  const examined = {
    git,
    joined: new JoinedRepositories({ git, carrier: new DiskCarrier(), readYaml }),
    folder: await folderOf(args, terminal),
    dataDirectory: data,
    nodeVersion: process.versions.node,
    sandbox: () => triedSandbox(data, terminal.env),
    freeBytes,
  };
  const [found, tasks, models] = await Promise.all([
    examine(examined, t),
    tasksIn(data, open),
    model === null ? keys(terminal) : probed(model, terminal),
  ]);
  return [...found, models, ...tasks];
}

/** A folder that is not there is what the look at the repository finds. */
async function folderOf(args: Arguments, terminal: Terminal): Promise<string> {
  try {
    return await repoFolder(args, terminal);
  } catch (error) {
    throw new UsageError(`There is no folder “${args.text('repo') ?? terminal.folder}”: ${wordsOf(error)}`);
  }
}

async function tasksIn(data: string, open: OpenSession): Promise<Finding[]> {
  try {
    const session = await open();
    try {
      return setAsideFindings(session.services.store.setAside, t);
    } finally {
      await session.dispose();
    }
  } catch (error) {
    return [{ about: 'data', level: 'error', label: `Tasks in ${data}`, fix: wordsOf(error) }];
  }
}

function keys({ env }: Terminal): Finding {
  const own = (env[ownKeyVariable]?.trim() ?? '') === '' ? [] : [ownKeyVariable];
  const variables = [...new Set([...own, ...environmentAddresses(env).map(({ variable }) => variable)])];
  const about = 'model' as const;
  if (variables.length > 0) {
    return {
      about,
      level: 'ok',
      label: `Keys of models: ${variables.join(', ')}`,
      fix: 'None was tried; --model does.',
    };
  }
  return { about, level: 'warning', label: 'No key of a model is in the environment', fix: howToConnect };
}

async function probed(model: ModelRef, terminal: Terminal): Promise<Finding> {
  const about = 'model' as const;
  try {
    await probeModel(createModelClient(model, keyFor(model, terminal.env)), model, new AbortController().signal);
    return { about, level: 'ok', label: t('Model: {0}', model.name), fix: 'It called a tool and read its result.' };
  } catch (error) {
    return { about, level: 'error', label: t('Model: {0}', model.name), fix: wordsOf(error) };
  }
}

function linesOf({ level, label, fix }: Finding): string[] {
  return [
    `${level.padEnd(margin)}${plainText(label)}`,
    ...(fix === '' ? [] : [`${' '.repeat(margin)}${plainText(fix)}`]),
  ];
}
