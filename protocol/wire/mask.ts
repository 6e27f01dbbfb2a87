/** The mask of what clients send: each byte XOR one of four (RFC 6455 §5.3). */

/** Writes `bytes[start…end)` masked, or unmasked (it is the same), to `target`. `key` is where the four key bytes stand in `bytes`. */
export function mask(target: Uint8Array, bytes: Uint8Array, key: number, start: number, end: number): void {
  const k0 = bytes[key]!;
  const k1 = bytes[key + 1]!;
  const k2 = bytes[key + 2]!;
  const k3 = bytes[key + 3]!;
  let to = 0;
  let i = start;
  for (; i + 4 <= end; i += 4, to += 4) {
    target[to] = bytes[i]! ^ k0;
    target[to + 1] = bytes[i + 1]! ^ k1;
    target[to + 2] = bytes[i + 2]! ^ k2;
    target[to + 3] = bytes[i + 3]! ^ k3;
  }
  if (i < end) target[to] = bytes[i]! ^ k0;
  if (i + 1 < end) target[to + 1] = bytes[i + 1]! ^ k1;
  if (i + 2 < end) target[to + 2] = bytes[i + 2]! ^ k2;
}
