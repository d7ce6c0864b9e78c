import type { PriceOf, Prices } from '../../core/budget/budgetPorts';
import { toErrorData } from '../../core/errors';
import { baseUrlOf } from '../../core/models/modelCatalog';
import { ownPrice, wholeMicroUsd } from '../../core/budget/ownPrices';
import type { Log } from '../../core/ports';
import type { ModelRef, Price } from '../../protocol';

type Library = typeof import('@pydantic/genai-prices');
type PriceOptions = NonNullable<Parameters<Library['calcPrice']>[2]>;

const loopback = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(:|\/|$)/;

/** The settings' prices, then those of a list that came with the product. Nothing is asked over the network. */
export class GenaiPrices implements Prices {
  private library: Promise<Library> | undefined;

  constructor(
    private readonly own: () => Promise<Readonly<Record<string, Price>>>,
    private readonly log: Log,
  ) {}

  async of(model: ModelRef, at: Date): Promise<PriceOf | null> {
    try {
      const given = ownPrice(await this.own(), model);
      const place = placeOf(model);
      return given ?? (place === null ? null : await this.listed(model.name, { ...place, timestamp: at }));
    } catch (error) {
      this.log.warn(`The price of ${model.name} is unknown: ${toErrorData(error).message}`);
      return null;
    }
  }

  private async listed(name: string, options: PriceOptions): Promise<PriceOf | null> {
    this.library ??= import('@pydantic/genai-prices');
    const { calcPrice } = await this.library;
    const costOf = (input: number, output: number, cache: { read: number; write: number }): number | null => {
      const usage = {
        ...{ input_tokens: input + cache.read + cache.write, output_tokens: output },
        ...{ cache_read_tokens: cache.read, cache_write_tokens: cache.write },
      };
      return calcPrice(usage, name, options)?.total_price ?? null;
    };
    if (costOf(1, 1, { read: 0, write: 0 }) === null) {
      return null;
    }
    return ({ input, output, cacheRead, cacheWrite }) =>
      wholeMicroUsd((costOf(input, output, { read: cacheRead, write: cacheWrite }) ?? 0) * 1_000_000);
  }
}

/** How the list finds who sells the model; null for a server of one's own and the rehearsal, which nobody sells. */
function placeOf(model: ModelRef): PriceOptions | null {
  const address = baseUrlOf(model);
  if (address === null) {
    return null;
  }
  if (model.provider === 'openai-compatible') {
    return loopback.test(address) ? null : { providerApiUrl: address };
  }
  return { providerId: model.provider === 'bedrock' ? 'aws' : model.provider };
}
