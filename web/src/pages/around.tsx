import { AroundDocument, useQuery } from "../api";
import { useLangs, useLocale, useWords } from "../i18n";
import { Answered, Empty } from "../shell/states";
import { Download } from "./download";
import { Drawn } from "./drawn";
import { Section } from "./section";
import { pageText } from "./text";

const budget = 120; // things: more than a picture can show with their names

/** What lies one step around a thing, drawn, and as a file. */
export function Around({ id }: { id: string }) {
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
            <Drawn data={subgraph} name={id} />
          </>
        )}
      </Answered>
      <Download name={id} variables={place} />
    </Section>
  );
}
