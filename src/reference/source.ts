/** Where a statement of the reference can be checked: as `<Source>` takes it. */
export type SourceOf = { rfc: number; section: string } | { href: string; name: string } | { test: string };
