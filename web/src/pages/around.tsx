import { AroundDocument, useQuery } from "../api";
import { useLangs, useLocale, useWords } from "../i18n";
import { Answered, Empty } from "../shell/states";
import { Download } from "./download";
import { Section } from "./section";
import { pageText } from "./text";

const budget = 120; // things: more than a picture can show with their names

/** What lies one step around a thing, drawn, and as a file. */
export function Around({ id, name }: { id: string; name: string }) {
  const t = useWords(pageText);
  const langs = useLangs();
  const lang = useLocale();
  const place = { seeds: [{ key: id }], hops: 1, maxNodes: budget, langs };
  const asked = useQuery(AroundDocument, { ...place, lang });
  return (
    <Section title={t.around} lead={t.aroundLead} query={AroundDocument} variables={{ ...place, lang }} anchor="around">
      <Answered asked={asked}>
        {({ subgraph }) => (
          <>
            {subgraph.truncated && <Empty title={t.truncated} />}
            <p>
              {name}: {subgraph.nodes.length}
            </p>
          </>
        )}
      </Answered>
      <Download name={id} variables={place} />
    </Section>
  );
}
