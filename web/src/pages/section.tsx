import { useId, type ReactNode } from "react";
import { ShowQuery } from "../shell/show-query";

interface Props {
  title: string;
  lead?: string;
  /** The query that it was made from. */
  query?: { toString(): string };
  variables?: unknown;
  /** Anchor within the page. */
  anchor?: string;
  children: ReactNode;
}

/** Section is a part of a page: what it shows, in which query's words, and the thing itself. */
export function Section({ title, lead, query, variables, anchor, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="section" id={anchor}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {query && <ShowQuery query={query} variables={variables ?? {}} what={title} />}
      </div>
      {lead && <p className="section-lead">{lead}</p>}
      {children}
    </section>
  );
}
