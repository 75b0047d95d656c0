import { useState } from "react";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { examplesPlugin, type Example } from "./examples";
import { CopyLinkButton, readLink, SelectOperation } from "./link";

export function App({ examples }: { examples: Example[] }) {
  // Made once: a new plugin or fetcher would close the open pane or fetch the schema again.
  const [{ fetcher, plugins, link, initial, tabs }] = useState(() => setUp(examples));
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      defaultTabs={tabs}
      initialQuery={initial?.query}
      initialVariables={initial?.variables}
      defaultEditorToolsVisibility
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>demarche</GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <CopyLinkButton />
            {link?.operationName && <SelectOperation name={link.operationName} />}
          </>
        )}
      </GraphiQL.Toolbar>
    </GraphiQL>
  );
}

function setUp(examples: Example[]) {
  const url = new URL("graphql", document.baseURI);
  const wsUrl = new URL(url);
  wsUrl.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const fetcher = createGraphiQLFetcher({
    url: url.pathname,
    subscriptionUrl: wsUrl.href,
    // The plain fetcher asks for application/graphql-response+json.
    enableIncrementalDelivery: false,
  });

  const link = readLink(location.search);
  const stored = localStorage.getItem("graphiql:tabState") !== null;
  // Stored tabs win over the default ones, and the link over both. Its variables
  // must be given even if empty, or those of the last visit would fill them.
  const tabs = link ? [link, ...examples] : examples;
  const first = stored ? undefined : examples[0];
  const initial = link ?? (first && { query: first.query, variables: first.variables ?? "" });

  return {
    fetcher,
    plugins: [HISTORY_PLUGIN, explorerPlugin(), examplesPlugin(examples)],
    link,
    initial,
    tabs: tabs.length > 0 ? tabs.map(({ query, variables }) => ({ query, variables })) : undefined,
  };
}
