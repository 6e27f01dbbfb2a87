import { describe, expect, test } from "vitest";
import { Doors } from "./doors.ts";

const doors = new Doors(["https://course.example", "http://other.example:8080"], "Workshop");
const refusal = ({ host, origin }: { host: string | undefined; origin?: string | undefined }, anyOrigin?: boolean) =>
  doors.refusal({ host: listOf(host), origin: listOf(origin) }, anyOrigin);
const listOf = (value: string | undefined) => (value === undefined ? undefined : [value]);

describe("the Host of a request", () => {
  test.each([
    "localhost",
    "localhost:3000",
    "LOCALHOST:3000",
    "127.0.0.1:3000",
    "192.168.1.20",
    "[::1]:3000",
    "workshop:3000",
    "workshop.local",
    "course.example",
    "other.example:8080",
  ])("%s is this server", (host) => {
    expect(refusal({ host })).toBeUndefined();
  });

  test.each([
    undefined,
    "",
    "evil.example",
    "evil.example:3000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "course.example.evil.example",
    "localhost@evil.example",
    "localhost/",
    "localhost:3000, evil.example",
    "localhost :3000",
    "127.0.0.1:999999",
    "[::1",
    "xn--lcalhost-v1a",
  ])("%s is not", (host) => {
    expect(refusal({ host })).toBe("host.foreign");
  });
});

test("two Hosts are none", () => {
  expect(doors.refusal({ host: ["localhost", "localhost"] })).toBe("host.foreign");
});

describe("the Origin of a request to localhost:3000", () => {
  const host = "localhost:3000";

  test.each([undefined, "http://localhost:3000", "https://course.example", "http://other.example:8080"])(
    "%s may call",
    (origin) => {
      expect(refusal({ host, origin })).toBeUndefined();
    },
  );

  test.each([
    "null",
    "",
    "http://127.0.0.1:3000",
    "http://localhost",
    "http://localhost:3001",
    "https://localhost:3000",
    "http://localhost:3000/",
    "http://evil.example",
    "http://course.example",
    "https://course.example.evil.example",
  ])("%s may not", (origin) => {
    expect(refusal({ host, origin })).toBe("origin.foreign");
  });

  test("may be any, where a program looks at it itself; Host still must be right", () => {
    expect(refusal({ host, origin: "http://evil.example" }, true)).toBeUndefined();
    expect(refusal({ host: "evil.example", origin: "http://evil.example" }, true)).toBe("host.foreign");
  });
});

test.each([
  "course.example",
  "ftp://course.example",
  "https://course.example/path",
  "https://user@course.example",
  "*",
])("%s is no origin to allow", (origin) => {
  expect(() => new Doors([origin])).toThrow(/--origin takes an origin like/);
});
