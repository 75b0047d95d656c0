import { useEffect, useState } from "react";
import { ToolbarButton, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { formatRoute, type PlaygroundLink } from "../shell/route";

// writeLink gives the address under which this query is opened again.
function writeLink(link: PlaygroundLink): string {
  return new URL(formatRoute({ page: "playground", link }), location.href).href;
}

export function CopyLinkButton() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const operations = useGraphiQL((state) => state.operations);
  const operationName = useGraphiQL((state) => state.operationName);
  const [copied, setCopied] = useState(false);

  const copy = async () => {
    const url = writeLink({
      query: queryEditor?.getValue() ?? "",
      variables: variableEditor?.getValue().trim() || undefined,
      operationName: operations && operations.length > 1 ? (operationName ?? undefined) : undefined,
    });
    try {
      await navigator.clipboard.writeText(url);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      // Browsers give no clipboard to pages over plain HTTP, except from localhost.
      window.prompt("Copy this link:", url);
    }
  };

  return (
    <ToolbarButton label={copied ? "Link copied" : "Copy link to this query"} onClick={copy}>
      <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" aria-hidden="true">
        {copied ? (
          <path d="m5 13 4 4L19 7" />
        ) : (
          <path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17" />
        )}
      </svg>
    </ToolbarButton>
  );
}

// SelectOperation chooses the link's operation once the document is parsed.
// GraphiQL's operationName property would choose it in every tab for ever.
export function SelectOperation({ name }: { name: string }) {
  const known = useGraphiQL((state) => state.operations?.some((o) => o.name?.value === name) ?? false);
  const { setOperationName } = useGraphiQLActions();
  useEffect(() => {
    if (known) setOperationName(name);
  }, [known, name, setOperationName]);
  return null;
}
