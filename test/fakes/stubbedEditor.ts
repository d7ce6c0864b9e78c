import { registerHooks } from 'node:module';

const stub = new URL('./editorStub.ts', import.meta.url).href;

/** From now on what imports `vscode` gets the stub, until it is given up. */
export function stubEditor(): { deregister(): void } {
  return registerHooks({
    resolve: (name, context, next) => (name === 'vscode' ? { url: stub, shortCircuit: true } : next(name, context)),
  });
}
