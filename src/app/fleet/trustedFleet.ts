import type { FleetActs } from './fleet';

/** What changes nothing: to watch, to wait, and to let go. */
const harmless: ReadonlySet<PropertyKey> = new Set<keyof FleetActs>(['onLive', 'settled', 'dispose']);

/**
 * The fleet, with every act refused that `requireTrust` throws for, whoever asks for it and whatever acts there will be.
 * An act rejects with what was thrown.
 */
export function trustedFleet(fleet: FleetActs, requireTrust: () => void): FleetActs {
  return new Proxy(fleet, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') {
        return member;
      }
      return (...args: unknown[]): unknown => {
        if (harmless.has(name)) {
          return Reflect.apply(member, target, args);
        }
        try {
          requireTrust();
        } catch (error) {
          return Promise.reject(error instanceof Error ? error : new Error(String(error)));
        }
        return Reflect.apply(member, target, args);
      };
    },
  });
}
