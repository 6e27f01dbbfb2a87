/**
 * Shapes of untrusted JSON: each takes a value and gives back what it may be used as, with fields that nobody knows
 * left out, or throws a `ShapeError` that says where something else stands. How long texts and lists are, the reader of
 * the file has bounded already.
 */

export type Shape<T> = (value: unknown, path: string) => T;

/** The sentence fits after "Line 3: ". */
export class ShapeError extends Error {
  constructor(path: string, expected: string) {
    super(`${path || "it"} is not ${expected}`);
    this.name = "ShapeError";
  }
}

function check<T>(expected: string, fits: (value: unknown) => boolean): Shape<T> {
  return (value, path) => {
    if (!fits(value)) throw new ShapeError(path, expected);
    return value as T;
  };
}

export const boolean: Shape<boolean> = check("true or false", (value) => typeof value === "boolean");

/** Any JSON value: its depth and size were looked at before it was parsed. */
export const anything: Shape<unknown> = (value) => value;

/** JSON has no NaN, but `1e999` is Infinity. */
export function number(min: number, max: number): Shape<number> {
  return check(`a number from ${min} to ${max}`, (value) => typeof value === "number" && value >= min && value <= max);
}

export function integer(min = 0, max = Number.MAX_SAFE_INTEGER): Shape<number> {
  return check(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  );
}

export const text: Shape<string> = check("text", (value) => typeof value === "string");

/** Standard base64 with its padding, of any length. */
export const base64: Shape<string> = check(
  "base64",
  (value) => typeof value === "string" && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
);

export function oneOf<const T extends string | number>(...values: readonly T[]): Shape<T> {
  return check(`one of ${values.join(", ")}`, (value) => (values as readonly unknown[]).includes(value));
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? null : shape(value, path));
}

/** The field may be missing. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, path) => (value === undefined ? undefined : shape(value, path));
}

export function list<T>(shape: Shape<T>): Shape<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path, "a list");
    return value.map((element, i) => shape(element, `${path}[${i}]`));
  };
}

export function pair<A, B>(first: Shape<A>, second: Shape<B>): Shape<[A, B]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== 2) throw new ShapeError(path, "a pair");
    return [first(value[0], `${path}[0]`), second(value[1], `${path}[1]`)];
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object with these fields; others are left out. The compiler sees to it that none is forgotten. */
export function fields<T extends object>(shapes: { [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const entries = Object.entries(shapes) as [string, Shape<unknown>][];
  return (value, path) => {
    if (!isObject(value)) throw new ShapeError(path, "an object");
    const known: Record<string, unknown> = {};
    for (const [name, shape] of entries) {
      const field = shape(Object.hasOwn(value, name) ? value[name] : undefined, path ? `${path}.${name}` : name);
      if (field !== undefined) known[name] = field;
    }
    return known as T;
  };
}
