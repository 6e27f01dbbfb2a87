import { expect, test } from "vitest";
import { agreedCompression } from "./deflate.ts";

const plain = { contextTakeover: true, windowBits: 15 };

test.each<[string, object, object]>([
  ["permessage-deflate", {}, {}],
  ["permessage-deflate; server_no_context_takeover", {}, { contextTakeover: false }],
  ["permessage-deflate; client_no_context_takeover", { contextTakeover: false }, {}],
  [
    "permessage-deflate;client_no_context_takeover ; server_no_context_takeover",
    { contextTakeover: false },
    { contextTakeover: false },
  ],
  ["permessage-deflate; client_max_window_bits=8", { windowBits: 8 }, {}],
  ['permessage-deflate; server_max_window_bits="10"', {}, { windowBits: 10 }],
  ["permessage-deflate; server_max_window_bits = 12; client_max_window_bits=9", { windowBits: 9 }, { windowBits: 12 }],
  // What nobody may answer is passed over: the largest window reads every smaller one.
  ["permessage-deflate; client_max_window_bits", {}, {}],
  ["permessage-deflate; client_max_window_bits=7; server_max_window_bits=16", {}, {}],
  ["permessage-deflate; client_max_window_bits=1e9; unknown=1", {}, {}],
])("%s", (extension, client, server) => {
  expect(agreedCompression(["first", extension])).toEqual({
    client: { ...plain, ...client, window: "" },
    server: { ...plain, ...server, window: "" },
  });
});

test.each([[[]], [["x-webkit-deflate-frame"]], [["permessage-deflated; client_no_context_takeover"]]])(
  "no compression: %j",
  (extensions) => {
    expect(agreedCompression(extensions)).toBeNull();
  },
);
