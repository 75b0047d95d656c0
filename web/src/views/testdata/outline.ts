import { claimsOf, nameOf, relationsOf, type Graph, type Thing } from "../model";

const label = (t: Thing): string => t.name || `(${t.class.toLowerCase()} without a name)`;

/** outline writes a graph as text, to be read and compared. */
export function outline(graph: Graph): string {
  const lines: string[] = [];
  for (const t of graph.things.values()) {
    if (t.class === "Relation" || t.class === "Claim") continue;
    lines.push(`${t.class} ${label(t)}${t.kind ? ` [${t.kind.key}]` : ""}${t.found ? "" : " (aside)"}`);
  }
  for (const r of relationsOf(graph)) {
    lines.push(`Relation ${label(r)}${r.type ? ` [${r.type.key}]` : ""} ${r.standing ?? ""} ${r.time?.edtf ?? ""}${r.found ? "" : " (aside)"}`.trimEnd());
    for (const p of r.participants) lines.push(`  ${p.role?.key ?? p.position ?? "?"}: ${nameOf(graph, p.thing) || "?"}`);
  }
  for (const c of claimsOf(graph)) {
    const who = c.claimant === undefined ? "somebody" : (nameOf(graph, c.claimant) || "the source");
    lines.push(`Claim: ${who} ${c.stance ?? "speaks of"} ${nameOf(graph, c.relation) || "?"}${c.found ? "" : " (aside)"}`);
    for (const e of c.evidence) lines.push(`  ${[e.quote && `“${e.quote}”`, e.locator, nameOf(graph, e.source)].filter(Boolean).join(", ")}`);
  }
  for (const p of graph.partial) lines.push(`${p.path}: ${p.shown} of ${p.total ?? "more"}`);
  for (const path of graph.truncated) lines.push(`${path}: truncated`);
  return lines.join("\n") + "\n";
}
