import { normalized } from '../../app/models/modelAddress';
import { ModelError } from '../../core/errors';
import { modelAliases, modelNamed } from '../../core/models/modelNames';
import { ModelRef } from '../../protocol';
import type { Arguments } from './subcommand';
import { UsageError } from './usageError';

const forms = `Models are named PROVIDER/NAME, such as anthropic/claude-sonnet-4-5, or by one of ${modelAliases.join(', ')}.`;

/** The model that `--model` and `--base-url` name. Throws `UsageError`. */
export function readModel(args: Arguments): ModelRef {
  const named = args.text('model');
  if (named === undefined) {
    throw new UsageError(`Name the model with --model. ${forms}`);
  }
  return readModelNamed(named, args);
}

/** The model of that name, at the place that `--base-url` says. Throws `UsageError`. */
export function readModelNamed(named: string, args: Arguments): ModelRef {
  const model = modelNamed(named);
  if (model === null) {
    throw new UsageError(`“${named}” does not name a model. ${forms}`);
  }
  const baseUrl = args.text('base-url');
  const sees = args.has('sees-images') ? { seesImages: true } : {};
  const placed = ModelRef.safeParse({ ...model, ...(baseUrl === undefined ? {} : { baseUrl }), ...sees });
  if (!placed.success) {
    throw new UsageError(`“${baseUrl ?? ''}” is not an address.`);
  }
  return exactModel(placed.data);
}

/** Nothing but an address is written down as one. */
function exactModel(model: ModelRef): ModelRef {
  try {
    return normalized(model);
  } catch (error) {
    throw error instanceof ModelError ? new UsageError(`${error.message} ${error.hint ?? ''}`.trim()) : error;
  }
}
