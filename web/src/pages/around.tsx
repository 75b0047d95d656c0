import { useState } from "react";
import { AroundDocument, ClaimsAboutDocument, useQuery } from "../api";
import { useLangs, useLocale, useWords } from "../i18n";
import { Answered } from "../shell/states";
import { standings } from "../views/model";
import { Download } from "./download";
import { Drawn } from "./drawn";
import type { View } from "./drawn-view";
import { Section } from "./section";
import { pageText } from "./text";

const budget = 120; // things: more than a picture can show with their names

/** What lies one step around a thing: drawn, in time, and by who says it; and as a file. */
export function Around({ id, views = ["graph", "timeline", "claims"] }: { id: string; views?: readonly View[] }) {
  const t = useWords(pageText);
  const langs = useLangs();
  const lang = useLocale();
  const [view, setView] = useState<View>("graph");
  // Also what is denied, taken back or only mentioned: each has a line of its own.
  const place = { seeds: [{ key: id }], via: { filter: { standing: [...standings] } }, hops: 1, maxNodes: budget, langs };
  const [around, claims] = [{ ...place, lang }, { ref: [{ key: id }], langs, lang }];
  const drawn = useQuery(AroundDocument, view === "claims" ? undefined : around);
  const said = useQuery(ClaimsAboutDocument, view === "claims" ? claims : undefined);
  const used = view === "claims" ? { query: ClaimsAboutDocument, variables: claims } : { query: AroundDocument, variables: around };
  return (
    <Section title={t.around} lead={t.aroundLead} anchor="around" {...used}>
      <div className="filters" role="group" aria-label={t.views}>
        {views.map((v) => (
          <button key={v} type="button" className="chip" aria-pressed={v === view} onClick={() => setView(v)}>
            {t.viewNames[v]}
          </button>
        ))}
      </div>
      {view === "claims" ? (
        <Answered asked={said}>{(data) => <Drawn view={view} data={data} name={id} />}</Answered>
      ) : (
        <Answered asked={drawn}>
          {({ subgraph }) => (
            <>
              {subgraph.truncated && <p className="around-part">{t.truncated}</p>}
              <Drawn view={view} data={subgraph} name={id} />
            </>
          )}
        </Answered>
      )}
      <Download name={id} variables={place} />
    </Section>
  );
}
