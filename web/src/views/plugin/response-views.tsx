import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent } from "react";
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { parse } from "graphql";
import { useWords } from "../../i18n";
import { setting, useSetting } from "../../shell/setting";
import { ClaimsView } from "../claims/claims-view";
import { GraphView } from "../graph/graph-view";
import { Nothing } from "../notices";
import { OpenQuery, QueryLink, type UsedQuery } from "../query-link";
import { TimelineView } from "../timeline/timeline-view";
import { useInstants } from "../timeline/use-instants";
import { commonWords } from "../words";
import { canAskAsOf } from "./as-of-document";
import type { Exchange, Exchanges } from "./exchanges";
import { pluginWords } from "./plugin-words";
import { failuresOf, foundNothing, isVoid } from "./outcome";
import { useAnswer, type Asked } from "./use-answer";
import "../views.css";
import "./response-views.css";

const views = ["json", "graph", "timeline", "claims"] as const;
type View = (typeof views)[number];
const chosenView = setting<View>("demarche:response-view", views, () => "json");

/**
 * ResponseViews puts tabs over GraphiQL's response: JSON, graph, timeline, claims. It goes into `GraphiQL.Footer`, which lies in the
 * same column as the response, and takes the exchanges that the fetcher was watched by.
 */
export function ResponseViews({ exchanges }: { exchanges: Exchanges }) {
  const t = useWords(pluginWords);
  const view = useSetting(chosenView);
  const [wide, setWide] = useState(false);
  const tab = useGraphiQL((s) => s.tabs[s.activeTabIndex]?.id ?? "");
  useEffect(() => exchanges.show(tab), [exchanges, tab]);
  const exchange = useSyncExternalStore(exchanges.subscribe, () => exchanges.of(tab));
  const openTab = useOpenTab();
  const place = useRef<HTMLDivElement>(null);
  const choose = (next: View) => {
    chosenView.set(next);
    // Where it lies below the query, as in response-views.css.
    if (matchMedia("(max-width: 48rem)").matches) place.current?.scrollIntoView({ block: "start" });
  };

  const keys = (event: KeyboardEvent) => {
    const to = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!to) return;
    const next = views[(views.indexOf(view) + to + views.length) % views.length]!;
    choose(next);
    document.getElementById(`response-tab-${next}`)?.focus();
    event.preventDefault();
  };
  return (
    <div className="response-views" data-view={view} data-wide={wide || undefined}>
      <div className="response-tabs" ref={place}>
        <div role="tablist" aria-label={t.views} onKeyDown={keys}>
          {views.map((v) => (
            <button key={v} id={`response-tab-${v}`} type="button" role="tab" aria-selected={v === view} aria-controls={v === "json" ? undefined : "response-view"} tabIndex={v === view ? 0 : -1} onClick={() => choose(v)}>
              {t.names[v]}
            </button>
          ))}
        </div>
        <button type="button" className="response-wide" aria-pressed={wide} onClick={() => setWide(!wide)}>
          {wide ? t.narrow : t.wide}
        </button>
      </div>
      {view !== "json" && (
        <div id="response-view" role="tabpanel" aria-labelledby={`response-tab-${view}`} className="response-view">
          <OpenQuery.Provider value={openTab}>
            <Shown key={tab} view={view} exchange={exchange} />
          </OpenQuery.Provider>
        </div>
      )}
    </div>
  );
}

function Shown({ view, exchange }: { view: Exclude<View, "json">; exchange: Exchange | undefined }) {
  const [t, c] = [useWords(pluginWords), useWords(commonWords)];
  const schema = useGraphiQL((s) => s.schema);
  const [asOf, setAsOf] = useState<string>();
  useEffect(() => setAsOf(undefined), [exchange]);
  const dated = useMemo(() => view === "timeline" && !!schema && !!exchange && canAskAsOf(schema, parse(exchange.query)), [view, schema, exchange]);
  const asked = useAnswer(schema, exchange, view === "claims", asOf);
  const { instants, more } = useInstants(dated ? asked.now : undefined);
  if (!exchange) return <Nothing><p>{t.empty}</p></Nothing>;
  if (exchange.waiting) return <Nothing><p>{t.waiting}</p></Nothing>;
  const failures = failuresOf(exchange.result);
  if (isVoid(exchange.result.data)) return failures.length > 0 ? <Failed failures={failures} /> : <Nothing><p>{t.found}</p></Nothing>;
  const { answer, error, retry } = asked;
  if (error) {
    return (
      <Nothing>
        <p>{error.message}</p>
        <button type="button" className="view-button" onClick={retry}>{c.retry}</button>{" "}
        {asOf !== undefined && <button type="button" className="view-button" onClick={() => setAsOf(undefined)}>↩</button>}
      </Nothing>
    );
  }
  if (!answer) return <Nothing><p>{t.loading}</p></Nothing>;
  if (answer.graph.things.size === 0 && foundNothing(exchange.result.data)) return <Nothing><p>{t.found}</p></Nothing>;
  const part = failures[0] ?? answer.failure;
  return (
    <>
      {part && <p className="response-part" role="alert">{t.part} <span lang="en">{part}</span></p>}
      {view === "graph" && <GraphView graph={answer.graph} />}
      {view === "timeline" && <TimelineView graph={answer.graph} asOf={dated ? { instants, more, value: asOf, onChange: setAsOf } : undefined} />}
      {view === "claims" && <ClaimsView graph={answer.graph} />}
      <Asking {...asked} />
    </>
  );
}

function Failed({ failures }: { failures: string[] }) {
  const t = useWords(pluginWords);
  return (
    <Nothing>
      <p>{t.failed}</p>
      {failures.slice(0, 3).map((text, i) => (
        <p key={i} lang="en" className="view-error">{text}</p>
      ))}
    </Nothing>
  );
}

// What was asked besides the reader's own query, and the way to see it.
function Asking({ answer, loading }: Asked) {
  const t = useWords(pluginWords);
  if (!answer) return null;
  const { used, then, plain } = answer;
  return (
    <p className="response-asked" role="status">
      {loading && t.loading}
      {!loading && plain && t.plain}
      {!loading && then && <>{t.then} <QueryLink {...then} /> </>}
      {!loading && used.length > 0 && t.again}
      {!loading && used.slice(0, 3).map((u, i) => <QueryLink key={i} {...u}>{t.query(i + 1)}</QueryLink>)}
      {!loading && used.length > 3 && "…"}
    </p>
  );
}

// A query is opened in a tab of its own, where the reader can run, change and keep it.
function useOpenTab() {
  const { addTab, updateActiveTabValues } = useGraphiQLActions();
  const queryEditor = useGraphiQL((s) => s.queryEditor);
  const variableEditor = useGraphiQL((s) => s.variableEditor);
  return ({ query, variables = {} }: UsedQuery) => {
    const text = `${query.toString().trim()}\n`;
    const values = Object.keys(variables as object).length > 0 ? JSON.stringify(variables, null, 2) : "";
    addTab();
    queryEditor?.setValue(text);
    variableEditor?.setValue(values);
    updateActiveTabValues({ query: text, variables: values, operationName: null });
    document.querySelector<HTMLElement>(".graphiql-query-editor textarea")?.focus();
  };
}
