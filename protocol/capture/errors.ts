/** Why a file was not opened as a capture: a code, a sentence that says which line and what is wrong, and what to do. */

/** `{…}` stands for what the error is about. */
export const CAPTURE_ERRORS = {
  "capture.size": {
    message: "The file is {what} bytes long; a capture is at most {limit}.",
    hint: "Save the log earlier, or clear it before the part that matters.",
  },
  "capture.empty": {
    message: "The file is empty.",
    hint: "Save the capture again: the download may have been interrupted.",
  },
  "capture.foreign": {
    message: "The first line is not that of a Wirelight capture.",
    hint: 'Choose a file that Wirelight saved as a capture; its first line begins with {"wirelight":1.',
  },
  "capture.version": {
    message: "The capture was written in version {what} of the format; this page reads version 1.",
    hint: "Open it with the Wirelight that saved it, or a newer one.",
  },
  "capture.line": {
    message: "Line {line} is longer than {limit} bytes.",
    hint: "The file was changed or is damaged: save the capture again.",
  },
  "capture.text": {
    message: "Line {line} is not UTF-8 text.",
    hint: "The file was changed or is damaged: save the capture again.",
  },
  "capture.json": {
    message: "Line {line} is not a JSON object.",
    hint: "Each line of a capture is one JSON object; a line may have been cut off when the file was saved.",
  },
  "capture.depth": {
    message: "Line {line} is nested deeper than {limit} levels.",
    hint: "No log has such a line: the file was changed.",
  },
  "capture.records": {
    message: "Line {line} is one record more than the {limit} that a capture may have.",
    hint: "Save the log earlier, or clear it before the part that matters.",
  },
  "capture.field": {
    message: "Line {line}: {what}.",
    hint: "The file was changed or is damaged: save the capture again.",
  },
  "capture.state": {
    message: "What line 1 says about connections that were open already does not fit the bytes that follow.",
    hint: "The file was changed or is damaged: save the capture again.",
  },
} as const satisfies Record<string, { message: string; hint: string }>;

export type CaptureErrorCode = keyof typeof CAPTURE_ERRORS;

/** `line` counts from 1 and is absent where the error is about the whole file. */
export class CaptureError extends Error {
  readonly code: CaptureErrorCode;
  readonly hint: string;
  readonly line: number | undefined;

  constructor(code: CaptureErrorCode, about: { line?: number; what?: string | number; limit?: number } = {}) {
    const { message, hint } = CAPTURE_ERRORS[code];
    super(message.replace(/\{(\w+)\}/g, (_, name: keyof typeof about) => String(about[name])));
    this.name = "CaptureError";
    this.code = code;
    this.hint = hint;
    this.line = about.line;
  }
}
