import { Preset } from '../../protocol';

/** The presets that a setting names, by their names; those that can't be understood are left out. */
export function givenPresets(given: unknown): Preset[] {
  const presets = (Array.isArray(given) ? given : []).flatMap((each) => Preset.safeParse(each).data ?? []);
  return presets.filter(({ name }, index) => presets.findIndex((other) => other.name === name) === index);
}

/** With the preset, in the place of one of the same name. */
export function withPreset(presets: readonly Preset[], preset: Preset): Preset[] {
  return [...presets.filter(({ name }) => name !== preset.name), preset];
}
