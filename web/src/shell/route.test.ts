import { describe, expect, test } from "vitest";
import { formatRoute, parseRoute, queryLink, type Route } from "./route";

describe("routes", () => {
  const routes: [string, Route][] = [
    [".", { page: "start" }],
    ["?search=les+colonels", { page: "search", text: "les colonels" }],
    ["?search=", { page: "search", text: "" }],
    ["?entity=mali-junta", { page: "entity", key: "mali-junta" }],
    ["?entity=mali-junta&type=accuses", { page: "entity", key: "mali-junta", type: "accuses" }],
    ["?relation=hires-wagner", { page: "relation", key: "hires-wagner" }],
    ["?source=a%26b", { page: "source", key: "a&b" }],
    ["?type=denounces", { page: "relations", type: "denounces" }],
    ["?standing=CONTESTED", { page: "relations", standing: "CONTESTED" }],
    ["?type=denounces&standing=STATED", { page: "relations", type: "denounces", standing: "STATED" }],
    ["?type=", { page: "relations" }],
    ["?text=hires+Wagner&during=2022-01%2F2022-06&order=newest", { page: "relations", text: "hires Wagner", during: "2022-01/2022-06", order: "newest" }],
    ["?from=wagner&to=takuba", { page: "paths", from: "wagner", to: "takuba" }],
    ["?from=wagner&to=", { page: "paths", from: "wagner" }],
    ["?compare=france&with=mali-junta", { page: "compare", left: "france", right: "mali-junta" }],
    ["?compare=france&with=", { page: "compare", left: "france" }],
    ["?playground", { page: "playground" }],
    ["?query=%7Ba%7D&variables=%7B%7D&operationName=A", { page: "playground", link: { query: "{a}", variables: "{}", operationName: "A" } }],
  ];
  test.each(routes)("%s", (address, route) => {
    expect(formatRoute(route)).toBe(address);
    expect(parseRoute(address === "." ? "" : address)).toEqual(route);
  });

  test("an address of GraphiQL with nothing to open is the start page", () => {
    expect(parseRoute("?query=")).toEqual({ page: "start" });
  });

  test("a query opens with its fragments in order, however they were put together", () => {
    const { link } = parseRoute(queryLink("\n    query A($k: [Int!]) {\n  a(by: {\n    k: $k\n  }) {\n    ...F\n  }\n}\n        fragment F on T {\n  b\n}")) as { link: { query: string } };
    expect(link.query).toBe("query A($k: [Int!]) {\n  a(by: {\n    k: $k\n  }) {\n    ...F\n  }\n}\n\nfragment F on T {\n  b\n}\n");
  });

  test("a query of a page opens with its variables", () => {
    const link = queryLink("\n  query A($k: String!) { a }\n", { k: "é&=" });
    expect(parseRoute(link)).toEqual({ page: "playground", link: { query: "query A($k: String!) { a }\n", variables: '{\n  "k": "é&="\n}' } });
  });
});
