import { claimsOf, isCurrent, isRelation, relationsOf, type Graph, type Participant, type Relation, type Stance, type Standing, type Thing } from "../model";

/** A thing that is drawn. A relation is one of them if it takes more than a line to draw it. */
export interface DrawnNode {
  id: string;
  label: string;
  thing: Thing;
  /** Its kind, or its class; "relation" for relations. Colours hang on it. */
  group: string;
  standing?: Standing | undefined;
  /** How many lines end at it. */
  degree: number;
}

/** A line: a whole relation of two, one role of any other relation, or who takes a stance towards it. */
export interface DrawnEdge {
  id: string;
  source: string;
  target: string;
  label: string;
  /** The relation that it shows, or a part of it. */
  relation: string;
  form: "relation" | "role" | "claim";
  standing?: Standing | undefined;
  stance?: Stance | undefined;
  directed: boolean;
}

export interface Drawing {
  nodes: DrawnNode[];
  edges: DrawnEdge[];
  /** Things and relations that were found but are not drawn, as there are too many. */
  left: Thing[];
  /** How many nodes there would be if all were drawn. */
  total: number;
}

/** So many nodes stay fluid and can still be read when zoomed in. */
export const maxNodes = 500;

export interface DrawOptions {
  /** Also draw who asserts and who denies. */
  claimants?: boolean;
  limit?: number;
}

/**
 * draw decides what becomes a node and what a line. A relation of exactly two that nothing is said about is a line; any
 * other is a node with a line for each role, so that no participant is lost. Of too many, those things are drawn that take
 * part in most relations, equal ones in the order of the answer, and the relations whose participants are all drawn.
 */
export function draw(graph: Graph, { claimants = false, limit = maxNodes }: DrawOptions = {}): Drawing {
  const found = [...graph.things.values()].filter((t) => t.found && t.class !== "Claim");
  const relations = relationsOf(graph).filter((r) => r.found);
  const stances = claimants ? claimLines(graph) : [];
  const asNode = nodesAmong(relations, stances);
  // A claim or thing beside the answer is drawn if a line needs it.
  const needed = new Set([...relations.flatMap((r) => r.participants.map((p) => p.thing)), ...stances.map((s) => s.source)]);
  const all = [...found.filter((t) => !isRelation(t) || asNode.has(t.id)), ...[...needed].flatMap((id) => graph.things.get(id) ?? []).filter((t) => !found.includes(t))];

  const edges = relations.flatMap((r) => (asNode.has(r.id) ? roleLines(r) : wholeLine(r))).concat(stances);
  const degree = new Map<string, number>();
  for (const e of edges) for (const end of [e.source, e.target]) degree.set(end, (degree.get(end) ?? 0) + 1);

  const chosen = choose(all, degree, limit);
  const isDrawn = (r: Relation) => r.participants.every((p) => chosen.has(p.thing));
  const drawnRelations = new Set(relations.filter((r) => isDrawn(r) && (!asNode.has(r.id) || chosen.has(r.id))).map((r) => r.id));
  const nodes = all.filter((t) => chosen.has(t.id) && (!isRelation(t) || !asNode.has(t.id) || drawnRelations.has(t.id) || !t.found));
  const ids = new Set(nodes.map((t) => t.id));
  return {
    total: all.length,
    nodes: nodes.map((t) => ({ id: t.id, label: labelOf(t), thing: t, group: groupOf(t), standing: isRelation(t) ? t.standing : undefined, degree: degree.get(t.id) ?? 0 })),
    edges: edges.filter((e) => ids.has(e.source) && ids.has(e.target)),
    left: [...all.filter((t) => !ids.has(t.id)), ...relations.filter((r) => !asNode.has(r.id) && !drawnRelations.has(r.id))],
  };
}

function nodesAmong(relations: Relation[], stances: DrawnEdge[]): Set<string> {
  const talkedAbout = new Set([...relations.flatMap((r) => r.participants.map((p) => p.thing)), ...stances.map((s) => s.target)]);
  return new Set(relations.filter((r) => r.participants.length !== 2 || talkedAbout.has(r.id) || r.participants.some((p) => p.thing === r.id)).map((r) => r.id));
}

function choose(all: Thing[], degree: Map<string, number>, limit: number): Set<string> {
  if (all.length <= limit) return new Set(all.map((t) => t.id));
  // Array.sort keeps the order of equal ones.
  const ranked = [...all].sort((a, b) => (degree.get(b.id) ?? 0) - (degree.get(a.id) ?? 0));
  return new Set(ranked.slice(0, limit).map((t) => t.id));
}

function wholeLine(r: Relation): DrawnEdge[] {
  const [a, b] = r.participants as [Participant, Participant];
  const backwards = b.position === "SUBJECT" || a.position === "OBJECT";
  const [source, target] = backwards ? [b, a] : [a, b];
  const label = r.type?.label ?? r.type?.key ?? "";
  return [{ id: r.id, source: source.thing, target: target.thing, label, relation: r.id, form: "relation", standing: r.standing, directed: target.position === "OBJECT" }];
}

function roleLines(r: Relation): DrawnEdge[] {
  return r.participants.map((p, i) => {
    const label = p.role?.label ?? p.role?.key ?? "";
    const out = p.position !== "SUBJECT";
    const [source, target] = out ? [r.id, p.thing] : [p.thing, r.id];
    return { id: `${r.id}/${i}`, source, target, label, relation: r.id, form: "role", standing: r.standing, directed: p.position === "OBJECT" || p.position === "SUBJECT" };
  });
}

// What is said by nobody but the source itself has no line.
function claimLines(graph: Graph): DrawnEdge[] {
  return claimsOf(graph)
    .filter((c) => c.claimant && c.relation && graph.things.get(c.relation)?.found && isCurrent(c))
    .map((c) => ({ id: c.id, source: c.claimant!, target: c.relation!, label: "", relation: c.relation!, form: "claim", stance: c.stance, directed: true }));
}

function labelOf(t: Thing): string {
  if (!isRelation(t)) return t.name;
  // Its lines say the rest; without any, only its name does.
  return (t.participants.length > 0 && (t.type?.label ?? t.type?.key)) || t.name;
}

function groupOf(t: Thing): string {
  if (t.class === "Relation") return "relation";
  return t.kind?.key ?? t.class.toLowerCase();
}

/** groupsOf are the groups of a drawing's nodes with a label each, the most frequent first: the legend of colours. */
export function groupsOf(nodes: readonly DrawnNode[]): { group: string; label: string; count: number }[] {
  const groups = new Map<string, { group: string; label: string; count: number }>();
  for (const n of nodes) {
    if (n.group === "relation") continue;
    const known = groups.get(n.group);
    if (known) known.count++;
    else groups.set(n.group, { group: n.group, label: n.thing.kind?.label ?? n.group, count: 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.group < b.group ? -1 : 1));
}

const hues = 7;

/** coloursOf gives each group of the legend one of the kinds' colours; the rarest share the last one, which is grey. */
export function coloursOf(groups: readonly { group: string }[]): Map<string, string> {
  return new Map(groups.map(({ group }, i) => [group, `--kind-${Math.min(i, hues) + 1}`]));
}
