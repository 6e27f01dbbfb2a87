/**
 * The catalogue of errors: each refusal that a learner, a script or another program can meet has one code here.
 * `message` says what happened and why, `hint` what to do. Rendered as a page of the protocol guide.
 */
export const ERRORS = {
  "lab.unknown": {
    status: 404,
    message:
      "There is no lab with this id: it was never opened here, was deleted, or was swept away because nobody used it.",
    hint: "Open a new lab with POST /api/labs.",
  },
  "program.unknown": {
    status: 404,
    message: "There is no program with this name.",
    hint: "GET /api/programs lists the programs.",
  },
} as const satisfies Record<string, { status?: number; close?: number; message: string; hint: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** The body of every refusal over HTTP. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; hint: string };
}
