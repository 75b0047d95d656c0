import { useEffect, useRef } from "react";
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";

/**
 * RunOnce runs what a link has opened, as soon as it is known to be a query: whoever follows “Show as query” wants to see its
 * answer. A mutation or a subscription waits for the reader.
 */
export function RunOnce({ operationName }: { operationName: string | undefined }) {
  const { run } = useGraphiQLActions();
  const operations = useGraphiQL((state) => state.operations);
  const chosen = useGraphiQL((state) => state.operationName);
  const done = useRef(false);
  useEffect(() => {
    if (done.current || !operations?.length || (operationName && chosen !== operationName)) return;
    done.current = true;
    if (operations.every((o) => o.operation === "query") && (operations.length === 1 || operationName)) run();
  }, [operations, chosen, operationName, run]);
  return null;
}
