import { useEffect } from "react";

/** useTitle names the page in the browser's tab and history. */
export function useTitle(title: string | undefined) {
  useEffect(() => {
    document.title = title ? `${title} · demarche` : "demarche";
  }, [title]);
}
