import { useState } from "react";
import { AroundAsFileDocument, ask, type ApiError, type AroundAsFileQueryVariables, type GraphFormat } from "../api";
import { useWords } from "../i18n";
import { Failure } from "../shell/states";
import { pageText } from "./text";

const formats: { format: GraphFormat; name: string; extension: string; type: string }[] = [
  { format: "GEXF", name: "GEXF", extension: "gexf", type: "application/xml" },
  { format: "GRAPHML", name: "GraphML", extension: "graphml", type: "application/xml" },
  { format: "CSV", name: "CSV", extension: "csv", type: "text/csv" },
  { format: "JSON_LD", name: "JSON-LD", extension: "jsonld", type: "application/ld+json" },
];

/** Download saves what is around something, as the API writes it. */
export function Download({ name, variables }: { name: string; variables: Omit<AroundAsFileQueryVariables, "format"> }) {
  const t = useWords(pageText);
  const [error, setError] = useState<ApiError>();
  const get = async ({ format, extension, type }: (typeof formats)[number]) => {
    setError(undefined);
    try {
      const { subgraph } = await ask(AroundAsFileDocument, { ...variables, format });
      save(new Blob([subgraph.document], { type }), `${name.replaceAll(/[^\w.-]+/g, "-")}.${extension}`);
    } catch (e) {
      setError(e as ApiError);
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
      {error && <Failure error={error} retry={() => setError(undefined)} />}
    </div>
  );
}

function save(blob: Blob, name: string) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next task.
  setTimeout(() => URL.revokeObjectURL(url));
}
