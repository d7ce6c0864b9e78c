import * as z from 'zod';

/** What is used of a forge's answers; all else in them is ignored. Anything in them but numbers is untrusted. */
export const Login = z.object({ login: z.string() });

export const Repository = z.object({
  full_name: z.string(),
  default_branch: z.string(),
  archived: z.boolean().default(false),
  fork: z.boolean().default(false),
  permissions: z.object({ push: z.boolean() }).optional(),
  parent: z.object({ full_name: z.string() }).optional(),
});

/** A fork that was just made. */
export const Made = z.object({ full_name: z.string() });

export const Pull = z.object({ number: z.int().min(1), html_url: z.string() });

export const PullText = Pull.extend({ body: z.string().nullish() });

export const Pulls = z.array(Pull);

export const PullDetail = Pull.extend({
  state: z.enum(['open', 'closed']),
  draft: z.boolean().default(false),
  merged: z.boolean().default(false),
  head: z.object({ sha: z.string() }),
});

export const CheckRuns = z.object({
  check_runs: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      html_url: z.string().nullable(),
      /** Whose run it is; those of Actions are jobs with a log. */
      app: z.object({ slug: z.string().optional() }).nullish(),
      output: z.object({
        title: z.string().nullable(),
        summary: z.string().nullable(),
        text: z.string().nullable(),
        annotations_count: z.int(),
      }),
    }),
  ),
});

export const Annotations = z.array(
  z.object({
    path: z.string(),
    start_line: z.int(),
    annotation_level: z.string().nullable(),
    message: z.string().nullable(),
  }),
);

export const CombinedStatus = z.object({
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      description: z.string().nullable(),
      target_url: z.string().nullable(),
    }),
  ),
});

const ReviewComment = z.object({
  id: z.int(),
  in_reply_to_id: z.int().optional(),
  path: z.string(),
  line: z.int().nullish(),
  body: z.string(),
  author_association: z.string(),
  user: Login.nullish(),
});
export type ReviewComment = z.infer<typeof ReviewComment>;

export const ReviewComments = z.array(ReviewComment);

/** Which conversations are resolved, which the other interface does not say. */
export const Threads = z.object({
  repository: z.object({
    pullRequest: z.object({
      reviewThreads: z.object({
        nodes: z.array(
          z.object({
            id: z.string(),
            isResolved: z.boolean(),
            comments: z.object({ nodes: z.array(z.object({ databaseId: z.int().nullable() })) }),
          }),
        ),
      }),
    }),
  }),
});

export const Resolved = z.object({ resolveReviewThread: z.object({ thread: z.object({ isResolved: z.boolean() }) }) });
