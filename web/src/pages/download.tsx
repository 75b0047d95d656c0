import { useState } from "react";
import { AroundAsFileDocument, ask, type ApiError, type AroundAsFileQueryVariables, type GraphFormat } from "../api";
import { useWords } from "../i18n";
import { Failure } from "../shell/states";
import { save } from "../views/export/save";
import { pageText } from "./text";

const formats: { format: GraphFormat; name: string; extension: string; type: string }[] = [
  { format: "GEXF", name: "GEXF", extension: "gexf", type: "application/xml" },
  { format: "GRAPHML", name: "GraphML", extension: "graphml", type: "application/xml" },
  { format: "CSV", name: "CSV", extension: "csv", type: "text/csv" },
  { format: "JSON_LD", name: "JSON-LD", extension: "jsonld", type: "application/ld+json" },
];

type Format = (typeof formats)[number];

/** Download saves what is around something, as the API writes it. */
export function Download({ name, variables }: { name: string; variables: Omit<AroundAsFileQueryVariables, "format"> }) {
  const t = useWords(pageText);
  const [failed, setFailed] = useState<{ error: ApiError; format: Format }>();
  const get = async (wanted: Format) => {
    const { format, extension, type } = wanted;
    setFailed(undefined);
    try {
      const { subgraph } = await ask(AroundAsFileDocument, { ...variables, format });
      save(`${name.replaceAll(/[^\w.-]+/g, "-")}.${extension}`, new Blob([subgraph.document], { type }));
    } catch (e) {
      setFailed({ error: e as ApiError, format: wanted });
    }
  };
  return (
    <div className="download">
      <p>{t.downloadLead}:</p>
      {formats.map((f) => (
        <button key={f.format} type="button" className="button" onClick={() => get(f)}>
          {f.name}
        </button>
      ))}
      {failed && <Failure error={failed.error} retry={() => void get(failed.format)} />}
    </div>
  );
}
