// What both applications are asked for, and how they reach the server.

export interface List {
  totalCount: number;
  nodes: { id: string; name: string }[];
}

export interface Options {
  url: string;
  fetch: typeof fetch;
  // What a request has in the place of the query, for a document that the build
  // has given this id.
  send(id: string): object;
  // The hash by which Apollo's link names a document.
  hash(document: unknown): string;
  // How many members a page has.
  count: number;
  // The entity whose relations are read.
  key: string;
}
