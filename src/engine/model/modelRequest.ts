import type { ModelRequest } from '../../core/models/modelPorts';
import { phaseOf } from '../../core/run/phase';
import { systemPrompt } from '../../core/conversation/prompt';
import { standingMap } from '../../core/repoMap/repoMap';
import { standingRules } from '../../core/rules/standingRules';
import type { ModelRef } from '../../protocol';
import type { Session } from '../session';
import { toolSpecs } from '../tools/toolbox';

const maxOutputTokens = 16_000;

/**
 * What every request of a task begins with, byte for byte the same, so that providers find it in their cache. It changes
 * once for a task with a plan: when the plan is approved.
 */
export function requestFrame({ task, ports, state, events }: Session): Pick<ModelRequest, 'system' | 'tools'> {
  const phase = phaseOf(task, state);
  const standing = standingRules(events) + standingMap(events);
  return {
    system: systemPrompt(task, ports.commands.report, phase) + standing,
    tools: toolSpecs(phase, task.mayStart !== undefined),
  };
}

/** The next request for the conversation that the journal holds. */
export function requestOf(session: Session, model: ModelRef): ModelRequest {
  return { model, ...requestFrame(session), messages: session.messages(), maxOutputTokens };
}
