import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./playground.css";
import { useEffect, useState } from "react";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { endpoint, token } from "../api";
import { formatRoute, type PlaygroundLink } from "../shell/route";
import { Loading } from "../shell/states";
import { useShade } from "../theme/theme";
import { Exchanges, ResponseViews } from "../views/plugin";
import { CopyLinkButton, SelectOperation } from "./copy-link";
import { examplesPlugin } from "./examples";
import { loadExamples, type Example } from "./examples-data";
import { RunOnce } from "./run-once";

/** The playground: GraphiQL over the API beside it, with the link's query open if there is one. */
export default function Playground({ link }: { link: PlaygroundLink | undefined }) {
  // The examples are the default tabs, which GraphiQL reads once, when it is first rendered.
  const [examples, setExamples] = useState<Example[]>();
  useEffect(() => {
    document.title = "demarche playground";
    void loadExamples().then(setExamples);
  }, []);
  return examples ? <Editor link={link} examples={examples} /> : <Loading />;
}

function Editor({ link, examples }: { link: PlaygroundLink | undefined; examples: Example[] }) {
  // Made once: a new plugin or fetcher would close the open pane or fetch the schema again.
  const [{ fetcher, exchanges, plugins, initial, tabs }] = useState(() => setUp(link, examples));
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      forcedTheme={useShade()}
      defaultTabs={tabs}
      initialQuery={initial?.query}
      initialVariables={initial?.variables}
      defaultEditorToolsVisibility
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <a href={formatRoute({ page: "start" })}>demarche</a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <CopyLinkButton />
            {link?.operationName && <SelectOperation name={link.operationName} />}
            {link && <RunOnce operationName={link.operationName} />}
          </>
        )}
      </GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <ResponseViews exchanges={exchanges} />
      </GraphiQL.Footer>
    </GraphiQL>
  );
}

function setUp(link: PlaygroundLink | undefined, examples: Example[]) {
  const url = endpoint();
  const wsUrl = new URL(url);
  wsUrl.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const fetcher = createGraphiQLFetcher({
    url: url.pathname,
    subscriptionUrl: wsUrl.href,
    // Read each time that a socket is opened.
    wsConnectionParams: {
      get Authorization() {
        const bearer = token.get();
        return bearer ? `Bearer ${bearer}` : undefined;
      },
    },
    // The plain fetcher asks for application/graphql-response+json.
    enableIncrementalDelivery: false,
    fetch: (input, init) => fetch(input, authorized(init)),
  });

  const exchanges = new Exchanges();
  const stored = localStorage.getItem("graphiql:tabState") !== null;
  // Stored tabs win over the default ones, and the link over both. Its variables
  // must be given even if empty, or those of the last visit would fill them.
  const opened = link && { query: link.query, variables: link.variables ?? "" };
  const tabs = opened ? [opened, ...examples] : examples;
  const first = stored ? undefined : examples[0];
  return {
    fetcher: exchanges.watch(fetcher),
    exchanges,
    plugins: [HISTORY_PLUGIN, explorerPlugin(), examplesPlugin(examples)],
    initial: opened ?? (first && { query: first.query, variables: first.variables ?? "" }),
    tabs: tabs.length > 0 ? tabs.map(({ query, variables }) => ({ query, variables })) : undefined,
  };
}

// A token that was given on another page of the explorer is sent from here too,
// unless the headers editor has one of its own.
function authorized(init: RequestInit | undefined): RequestInit | undefined {
  const headers = new Headers(init?.headers);
  const bearer = token.get();
  if (bearer && !headers.has("Authorization")) headers.set("Authorization", `Bearer ${bearer}`);
  return { ...init, headers };
}
