import type { CommandHandlers } from '../host/commandRegistrar';
import { applySome } from './applySome';
import { changeModel } from './changeModel';
import type { CommandDeps } from './commandDeps';
import { composerHandlers } from './composerHandlers';
import { connectModel } from './connectModel';
import { convertRules } from './convertRules';
import { copyDiagnostics } from './diagnostics';
import { showDigest } from './digest';
import { doctor } from './doctor';
import { exportAuditLog } from './exportAuditLog';
import { exportTask } from './exportTask';
import { explainRules } from './explainRules';
import { groupHandlers } from './groupHandlers';
import { inbox } from './inbox';
import { land, undoLanding } from './land';
import { launch } from './launch';
import { apply, discard, restore, undoApply } from './landing';
import { editAndRun, newTask } from './newTask';
import { copyBranchName, openAgentsWindow, openTask } from './places';
import { raceHandlers } from './raceHandlers';
import { openReport } from './openReport';
import { reviewHandlers } from './reviewHandlers';
import { bring, handBack } from './moving';
import { organizeHandlers } from './organizeHandlers';
import { pullHandlers } from './pullHandlers';
import { actOnSelected } from './selectedTasks';
import { showAllowed } from './showAllowed';
import { showPreview } from './showPreview';
import { keepSecret } from './keepSecret';
import { secretHandlers } from './secrets';
import { forkTask, restoreCheckpoint } from './steps';
import { removeEverything } from './removeEverything';
import { suggestTask } from './suggestTask';
import { worktreeHandlers } from './worktreeHandlers';
import { update } from './update';
import { answer, message, rename, retry, stop } from './work';

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
