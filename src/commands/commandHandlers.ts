import type { CommandHandlers } from '../host/commandRegistrar';
import { applySome } from './review/applySome';
import { changeModel } from './agents/changeModel';
import type { CommandDeps } from './commandDeps';
import { composerHandlers } from './launch/composerHandlers';
import { connectModel } from './setup/connectModel';
import { convertRules } from './setup/convertRules';
import { copyDiagnostics } from './setup/diagnostics';
import { showDigest } from './agents/digest';
import { doctor } from './setup/doctor';
import { exportAuditLog } from './agents/exportAuditLog';
import { exportTask } from './agents/exportTask';
import { explainRules } from './setup/explainRules';
import { groupHandlers } from './races/groupHandlers';
import { inbox } from './agents/inbox';
import { land, undoLanding } from './review/land';
import { launch } from './launch/launch';
import { apply, discard, restore, undoApply } from './review/landing';
import { editAndRun, newTask } from './launch/newTask';
import { copyBranchName, openAgentsWindow, openTask } from './agents/places';
import { raceHandlers } from './races/raceHandlers';
import { openReport } from './review/openReport';
import { reviewHandlers } from './review/reviewHandlers';
import { bring, handBack } from './review/moving';
import { organizeHandlers } from './agents/organizeHandlers';
import { pullHandlers } from './pulls/pullHandlers';
import { actOnSelected } from './agents/selectedTasks';
import { showAllowed } from './agents/showAllowed';
import { showPreview } from './agents/showPreview';
import { keepSecret } from './setup/keepSecret';
import { secretHandlers } from './setup/secrets';
import { forkTask, restoreCheckpoint } from './review/steps';
import { removeEverything } from './worktrees/removeEverything';
import { suggestTask } from './launch/suggestTask';
import { worktreeHandlers } from './worktrees/worktreeHandlers';
import { update } from './review/update';
import { answer, message, rename, retry, stop } from './agents/work';

/** What each command does. */
export function commandHandlers(deps: CommandDeps): CommandHandlers {
  return {
    newTask: (argument) => newTask(deps, argument),
    openAgentsWindow: (argument) => openAgentsWindow(deps, argument),
    connectModel: async () => {
      await connectModel(deps);
    },
    openTask: (argument) => openTask(deps, argument),
    apply: (argument) => apply(deps, argument),
    applySome: (argument) => applySome(deps, argument),
    ...reviewHandlers(deps),
    undoApply: (argument) => undoApply(deps, argument),
    land: (argument) => land(deps, argument),
    undoLanding: (argument) => undoLanding(deps, argument),
    bring: (argument) => bring(deps, argument),
    handBack: (argument) => handBack(deps, argument),
    update: (argument) => update(deps, argument),
    inbox: () => inbox(deps),
    answer: async (argument) => {
      await answer(deps, argument);
    },
    previewEffect: (argument) => showPreview(deps, argument),
    message: (argument) => message(deps, argument),
    stop: actOnSelected(deps, 'stop', (argument) => stop(deps, argument)),
    retry: (argument) => retry(deps, argument),
    changeModel: (argument) => changeModel(deps, argument),
    editAndRun: (argument) => editAndRun(deps, argument),
    rename: (argument) => rename(deps, argument),
    discard: actOnSelected(deps, 'discard', (argument) => discard(deps, argument)),
    restore: (argument) => restore(deps, argument),
    restoreCheckpoint: (argument) => restoreCheckpoint(deps, argument),
    forkTask: (argument) => forkTask(deps, argument),
    copyBranchName: (argument) => copyBranchName(deps, argument),
    openReport: (argument) => openReport(deps, argument),
    launch: (argument) => launch(deps, argument),
    convertRules: (argument) => convertRules(deps, argument),
    showAllowed: () => showAllowed(deps),
    explainRules: (argument) => explainRules(deps, argument),
    exportAuditLog: (argument) => exportAuditLog(deps, argument),
    removeEverything: () => removeEverything(deps),
    suggestTask: () => suggestTask(deps),
    exportTask: (argument) => exportTask(deps, argument),
    showDigest: () => showDigest(deps),
    ...worktreeHandlers(deps),
    ...secretHandlers(deps),
    ...pullHandlers(deps),
    keepSecret: (argument) => keepSecret(deps, argument),
    doctor: () => doctor(deps),
    copyDiagnostics: () => copyDiagnostics(deps),
    showLog: () => deps.log.show(),
    ...groupHandlers(deps),
    ...organizeHandlers(deps),
    ...composerHandlers(deps),
    ...raceHandlers(deps),
  };
}
