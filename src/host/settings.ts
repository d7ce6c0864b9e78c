import * as os from 'node:os';
import * as vscode from 'vscode';
import { type GivenBudgets, givenBudgets } from '../core/budget/givenBudgets';
import { type CleanupLimits, usualCleanupLimits } from '../core/worktrees/cleanupPlan';
import { givenDiagnostics } from '../core/problems/givenDiagnostics';
import { type ForgeHosts, givenForgeHosts } from '../core/forges/forgeHosts';
import { givenSandboxLimits } from '../core/sandbox/sandboxLimits';
import { givenPresets } from '../core/launch/givenPresets';
import { usualPlaces } from '../core/scheduling/usualPlaces';
import { givenTones, givenWhen } from '../core/notices/givenNotices';
import { givenQuietHours, type QuietHours } from '../core/notices/quietHours';
import type { StatusColors } from '../core/labels/statusIcons';
import {
  ApprovalPolicy,
  leastContextTokens,
  MayStart,
  type Diagnostics,
  type Limits,
  type PlaceLimits,
  type Preset,
  type SandboxLimits,
} from '../protocol';

const section = 'backgroundAgents';

/** The extension's settings, read when they are asked for. Those with power have machine scope in package.json. */
export const settings = {
  /** Empty where a team shares no rules. */
  get teamRules(): string {
    return text('teamRules');
  },
  /** Empty where the default place is meant. */
  get dataDirectory(): string {
    return text('dataDirectory');
  },
  /** `provider/name`, or empty. */
  get model(): string {
    return text('model');
  },
  get isolation(): 'sandbox' | 'none' {
    return text('sandbox') === 'off' ? 'none' : 'sandbox';
  },
  /** What of a new task runs unasked. A value of another kind counts as the default. */
  get approvals(): ApprovalPolicy {
    const given = ApprovalPolicy.safeParse(text('approvals'));
    return given.success ? given.data : 'sandbox';
  },
  get sandboxLimits(): SandboxLimits {
    return givenSandboxLimits(vscode.workspace.getConfiguration(section).get('sandboxLimits'));
  },
  get limits(): Limits {
    const contextTokens = bounded('contextTokens', 0, [0, 10_000_000]);
    return {
      maxTurns: bounded('maxTurns', 50, [1, 10_000]),
      verifyRounds: bounded('verifyRounds', 3, [0, 20]),
      ...(contextTokens === 0 ? {} : { contextTokens: Math.max(leastContextTokens, contextTokens) }),
    };
  },
  /** What Clean Up works towards. */
  get worktreeLimits(): CleanupLimits {
    const { maxCount, maxAgeDays, maxBytes } = usualCleanupLimits;
    return {
      maxCount: bounded('worktrees.maxCount', maxCount, [0, 10_000]),
      maxAgeDays: bounded('worktrees.maxAgeDays', maxAgeDays, [1, 3650]),
      maxBytes: bounded('worktrees.maxBytes', maxBytes, [0, Number.MAX_SAFE_INTEGER]),
    };
  },
  /** Tasks that the person begins again and again. */
  get presets(): Preset[] {
    return givenPresets(vscode.workspace.getConfiguration(section).get('presets'));
  },
  /** Whether racers that are behind are stopped without a question. */
  get halvesRaces(): boolean {
    return text('race.halving') === 'automatic';
  },
  /** Whether the tests of each racer run on the code of the others by themselves. */
  get crossTestsRaces(): boolean {
    return vscode.workspace.getConfiguration(section).get('race.crossTests') !== false;
  },
  /** Whether a spare worktree is kept ready. */
  get keepsSpares(): boolean {
    return vscode.workspace.getConfiguration(section).get('worktrees.spare') !== false;
  },
  get budgets(): GivenBudgets {
    const given = vscode.workspace.getConfiguration(section);
    return givenBudgets({
      task: given.get('budget.task'),
      day: given.get('budget.day'),
      prices: given.get('prices'),
    });
  },
  get sparseCheckoutFrom(): number {
    return bounded('worktrees.sparseFrom', 20_000, [0, 10_000_000]);
  },
  /** VS Code's own setting: what of the ignored files goes into new worktrees. */
  get worktreeIncludeFiles(): string[] {
    const value: unknown = vscode.workspace.getConfiguration('git').get('worktreeIncludeFiles');
    return Array.isArray(value) ? value.filter((pattern) => typeof pattern === 'string') : [];
  },
  /** Undefined when it is switched off. */
  get diagnostics(): Diagnostics | undefined {
    const given = vscode.workspace.getConfiguration(section);
    return givenDiagnostics({ report: given.get('diagnostics.report'), commands: given.get('diagnostics.commands') });
  },
  /** 0 leaves it to the machine. */
  get maxRunning(): number {
    const chosen = bounded('maxRunning', 0, [0, 32]);
    const memoryBytes = Math.min(os.totalmem(), process.constrainedMemory() || Infinity);
    return chosen === 0 ? usualPlaces({ cores: os.availableParallelism(), memoryBytes }) : chosen;
  },
  /** Undefined where agents start no others. */
  get mayStart(): MayStart | undefined {
    const given = vscode.workspace.getConfiguration(section).get('mayStart');
    return MayStart.safeParse(given).data;
  },
  /** 0 takes a limit away. */
  get placeLimits(): PlaceLimits {
    const repository = bounded('maxRunningPerRepository', 0, [0, 32]);
    const provider = bounded('maxRunningPerProvider', 0, [0, 32]);
    return {
      machine: settings.maxRunning,
      ...(repository === 0 ? {} : { repository }),
      ...(provider === 0 ? {} : { provider }),
    };
  },
  /** Where tasks run: with the window, or in a process that outlives it. */
  get localRunner(): 'worker' | 'process' {
    return text('localRunner') === 'process' ? 'process' : 'worker';
  },
  /** Whether the update of a complete task is tried by itself when its branch has moved. */
  get updates(): 'offer' | 'try' {
    return text('updates') === 'try' ? 'try' : 'offer';
  },
  /** When notifications tell of each kind of news. */
  get noticeWhen(): ReturnType<typeof givenWhen> {
    return givenWhen(vscode.workspace.getConfiguration(section).get('notifications.when'));
  },
  get noticeTones(): ReturnType<typeof givenTones> {
    return givenTones(vscode.workspace.getConfiguration(section).get('notifications.sound'));
  },
  get quietHours(): QuietHours | null {
    return givenQuietHours(text('notifications.quietHours'));
  },
  /** How long a person has to be away to be offered a digest; 0: never. */
  get digestAfterMinutes(): number {
    return bounded('digest.afterMinutes', 30, [0, 10_080]);
  },
  /** Whether messages of landed commits name the task. */
  get agentRunTrailer(): boolean {
    return vscode.workspace.getConfiguration(section).get('agentRunTrailer') === true;
  },
  /** Servers of the person's own that are forges. */
  get forges(): ForgeHosts {
    return givenForgeHosts(vscode.workspace.getConfiguration(section).get('forges'));
  },
  /** Rounds in which an agent is sent what is open at a pull request. */
  get pullRounds(): number {
    return bounded('pullRequests.rounds', 3, [1, 100]);
  },
  /** Whether agents are told where they change what others change. */
  get tellsOverlaps(): boolean {
    return vscode.workspace.getConfiguration(section).get('radar.tellAgents') !== false;
  },
  get statusColors(): StatusColors {
    return text('statusColors') === 'testing' ? 'testing' : 'brief';
  },
};

export function onSettingsChange(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(section)) {
      listener();
    }
  });
}

/** A value of another type than package.json says counts as the default. */
function text(key: string): string {
  const value: unknown = vscode.workspace.getConfiguration(section).get(key);
  return typeof value === 'string' ? value.trim() : '';
}

function bounded(key: string, fallback: number, [least, most]: readonly [number, number]): number {
  const value: unknown = vscode.workspace.getConfiguration(section).get(key);
  const whole = typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : fallback;
  return Math.min(most, Math.max(least, whole));
}

/** The whole names of our settings that the user has set for all windows. */
export function ownSettings(): string[] {
  const manifest: unknown = vscode.extensions.getExtension('background-agents.background-agents')?.packageJSON;
  const { contributes } = (manifest ?? {}) as { contributes?: { configuration?: { properties?: object }[] } };
  const names = (contributes?.configuration ?? []).flatMap(({ properties }) => Object.keys(properties ?? {}));
  const given = vscode.workspace.getConfiguration();
  return names.filter((name) => given.inspect(name)?.globalValue !== undefined);
}

/** In the person's own settings, for every window. */
export async function keepPresets(presets: readonly Preset[]): Promise<void> {
  await vscode.workspace.getConfiguration(section).update('presets', presets, vscode.ConfigurationTarget.Global);
}
