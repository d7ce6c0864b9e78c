import type { ModelRef, Price } from '../../protocol';
import type { PriceOf } from './budgetPorts';

/** The price that the settings give a model, by `provider/name` or by its name; null where they give none. */
export function ownPrice(prices: Readonly<Record<string, Price>>, { provider, name }: ModelRef): PriceOf | null {
  const key = [`${provider}/${name}`, name].find((candidate) => Object.hasOwn(prices, candidate));
  const price = key === undefined ? undefined : prices[key];
  if (price === undefined) {
    return null;
  }
  const { input, output, cacheRead = input, cacheWrite = input } = price;
  return (usage) =>
    wholeMicroUsd(
      usage.input * input + usage.output * output + usage.cacheRead * cacheRead + usage.cacheWrite * cacheWrite,
    );
}

/** Rounded up, but not for the noise of binary fractions. */
export function wholeMicroUsd(microUsd: number): number {
  return Math.max(0, Math.ceil(microUsd - 1e-6));
}
