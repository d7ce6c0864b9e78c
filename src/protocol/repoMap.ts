import * as z from 'zod';

/** The map of the repository that a task began with; `text` stands in the system prompt of all its requests. */
export const MapDrawn = z.object({
  type: z.literal('map.drawn'),
  text: z.string(),
  /** Files in the map, files that were read for it, and source files there are. */
  shown: z.int().min(0),
  read: z.int().min(0),
  total: z.int().min(0),
});
