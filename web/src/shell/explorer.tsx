import { useEffect, useRef } from "react";
import { useWords } from "../i18n";
import { TypeAhead } from "../find/type-ahead";
import { ClaimPage } from "../pages/claim";
import { ComparePage } from "../pages/compare";
import { EntityPage } from "../pages/entity";
import { PathsPage } from "../pages/paths";
import { RelationPage } from "../pages/relation";
import { RelationsPage } from "../pages/relations";
import { SearchPage } from "../pages/search";
import { SourcePage } from "../pages/source";
import { StartPage } from "../pages/start";
import "./explorer.css";
import { Choices } from "./choices";
import { Link } from "./link";
import { formatRoute, navigate, type Route } from "./route";
import { findPlace } from "./scroll";
import { shellText } from "./text";

type PageRoute = Exclude<Route, { page: "playground" }>;

/** The explorer: every page that asks no GraphQL of the reader. */
export function Explorer({ route }: { route: PageRoute }) {
  const t = useWords(shellText);
  const address = placeOf(route);
  const main = useRef<HTMLElement>(null);
  const arrived = useRef(address);
  // Whoever follows a link is at the top of the new page, with eyes and with a screen reader; who comes back, where they were.
  useEffect(() => {
    if (arrived.current === address) return;
    arrived.current = address;
    findPlace();
    // A page may know better where they go on, or be the same as before with a field changed.
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [address]);
  return (
    <div className="explorer">
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <header className="masthead">
        <Link to={{ page: "start" }} className="brand" aria-label={t.home}>
          <Mark /> demarche
        </Link>
        {route.page !== "start" && (
          <search className="masthead-search">
            <TypeAhead
              key={route.page === "search" ? route.text : ""}
              label={t.searchLabel}
              initial={route.page === "search" ? route.text : ""}
              onPick={(thing) => navigate({ page: "entity", key: thing.key })}
              onStatement={(key) => navigate({ page: "relation", key })}
              onText={(text) => navigate({ page: "search", text })}
            />
          </search>
        )}
        <nav aria-label={t.pages} className="masthead-nav">
          <Link to={{ page: "relations" }} aria-current={route.page === "relations" ? "page" : undefined}>
            {t.statements}
          </Link>
          <Link to={{ page: "paths" }} aria-current={route.page === "paths" ? "page" : undefined}>
            {t.chains}
          </Link>
          <Link to={{ page: "playground" }}>{t.playground}</Link>
        </nav>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Page key={address} route={route} />
      </main>
      <footer className="colophon">
        <p>{t.about}</p>
        <p>
          {t.api} <code>/graphql</code>. <a href="licenses.txt">{t.licenses}</a>
        </p>
        <Choices />
      </footer>
    </div>
  );
}

// Where one is, whatever was filled in or chosen there.
function placeOf(route: PageRoute): string {
  if (route.page === "relations" || route.page === "paths" || route.page === "compare") return route.page;
  return formatRoute(route.page === "entity" ? { ...route, type: undefined } : route);
}

function Page({ route }: { route: PageRoute }) {
  switch (route.page) {
    case "start":
      return <StartPage />;
    case "search":
      return <SearchPage text={route.text} />;
    case "entity":
      return <EntityPage id={route.key} type={route.type} />;
    case "relation":
      return <RelationPage id={route.key} />;
    case "claim":
      return <ClaimPage id={route.key} />;
    case "source":
      return <SourcePage id={route.key} />;
    case "relations":
      return <RelationsPage {...route} />;
    case "paths":
      return <PathsPage from={route.from} to={route.to} />;
    case "compare":
      return <ComparePage left={route.left} right={route.right} />;
  }
}

function Mark() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className="brand-mark">
      <path d="M3 12 8 4l5 8z" fill="none" stroke="currentColor" strokeOpacity="0.5" />
      <circle cx="3" cy="12" r="2.4" />
      <circle cx="8" cy="4" r="2.4" />
      <circle cx="13" cy="12" r="2.4" />
    </svg>
  );
}
