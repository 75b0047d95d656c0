import { EntitySpeechDocument, SpeechTypesDocument, usePages, useQuery } from "../api";
import { useLangs, useLocale, useWords } from "../i18n";
import { Answered } from "../shell/states";
import { StatementList } from "../statement/statement";
import { More } from "./more";
import { Section } from "./section";
import { pageText } from "./text";

/** What others report that somebody said: accusations and denials are statements of their own, also where nobody quotes them. */
export function Speech({ id, name }: { id: string; name: string }) {
  const { data } = useQuery(SpeechTypesDocument, {});
  const speech = data?.relationTypes.filter((type) => type.speechAct || type.codes.some((c) => c.scheme === "CAMEO" && c.code.startsWith("01"))) ?? [];
  const as = [...new Set(speech.flatMap(({ roles }) => roles.filter((role) => role.position === "SUBJECT").map((role) => role.key)))];
  return as.length > 0 ? <Reported id={id} name={name} as={as} types={speech.map((type) => type.key)} /> : null;
}

function Reported({ id, name, as, types }: { id: string; name: string; as: string[]; types: string[] }) {
  const t = useWords(pageText);
  const langs = useLangs();
  const lang = useLocale();
  const variables = { ref: { key: id }, as, types, langs, lang };
  const pages = usePages(EntitySpeechDocument, variables, (answer) => answer.entity?.relations);
  if (!pages.error && !pages.data?.totalCount) return null; // most things say nothing
  return (
    <Section title={t.reported(name)} lead={t.reportedLead} query={EntitySpeechDocument} variables={variables} anchor="reported">
      <Answered asked={pages}>
        {({ nodes }) => (
          <>
            <StatementList statements={nodes} heading="h3" />
            <More pages={pages} />
          </>
        )}
      </Answered>
    </Section>
  );
}
