// What views draw: the things, relations and claims that were found in an answer.

/** The classes of things, as `__typename` has them; Thing where an answer does not tell. */
export type ThingClass = "Entity" | "Relation" | "Claim" | "Source" | "Thing";

export type Standing = "STATED" | "ALLEGED" | "CONTESTED" | "DENIED" | "RETRACTED" | "MENTIONED";
export type Stance = "ASSERTS" | "SUPPORTS" | "QUESTIONS" | "DISPUTES" | "DENIES";

export const standings: readonly Standing[] = ["STATED", "ALLEGED", "CONTESTED", "DENIED", "RETRACTED", "MENTIONED"];
export const stances: readonly Stance[] = ["ASSERTS", "SUPPORTS", "QUESTIONS", "DISPUTES", "DENIES"];

/** A key of the ontology with its label, if the answer has it. */
export interface Term {
  key: string;
  label?: string;
}

/** Any thing. Its id is unique in its graph; if the answer gave none, one that is only good there. */
export interface Thing {
  id: string;
  class: ThingClass;
  /** Absent if the answer does not tell: then nothing more can be asked about it. */
  key?: string;
  /** For people; its key, or "" if the answer has neither. */
  name: string;
  /** Kind of an entity, genre of a source. */
  kind?: Term;
  /**
   * False if it only stands beside something else, as its claimant, publisher or place. Such
   * things have names to show, but are not what was asked for, so they are not drawn.
   */
  found: boolean;
}

/** Who fills a role. */
export interface Participant {
  /** Absent if the answer shows that it takes part, but not as what. */
  role?: Term;
  position?: "SUBJECT" | "OBJECT" | "OTHER";
  /** Id of a thing of the same graph. */
  thing: string;
}

export interface Relation extends Thing {
  class: "Relation";
  type?: Term;
  standing?: Standing;
  time?: Time;
  participants: Participant[];
}

/** A date as FuzzyDate has it. Bounds are milliseconds since 1970. */
export interface FuzzyDate {
  edtf?: string;
  earliest?: number;
  latest?: number;
  approximate?: boolean;
  uncertain?: boolean;
  text?: string;
}

/** A time as TimeSpan has it. */
export interface Time {
  edtf?: string;
  start?: FuzzyDate;
  end?: FuzzyDate;
  ongoing?: boolean;
}

export interface Evidence {
  quote?: string;
  /** Where in the source: paragraph, page or timecode. */
  locator?: string;
  /** Id of a source of the same graph. */
  source?: string;
}

export interface Claim extends Thing {
  class: "Claim";
  stance?: Stance;
  status?: string;
  /** Id of what it is on. */
  relation?: string;
  /** Id of who takes the stance; null: the source itself; absent: the answer does not tell. */
  claimant?: string | null;
  via: string[];
  saidAt?: FuzzyDate;
  note?: string;
  /** Id of the speech act that it follows from. */
  derivedFrom?: string;
  evidence: Evidence[];
}

/** A list of which an answer has only a part. */
export interface Partial {
  /** Response names from the root: `entity.relations`. */
  path: string;
  shown: number;
  /** Absent if the answer only says that there is more. */
  total?: number;
}

export interface Graph {
  things: Map<string, Thing>;
  partial: Partial[];
  /** Lists of which the API itself left something out: a `subgraph` that was `truncated`. */
  truncated: string[];
  /** Of how many relations not all claims are in it. */
  claimsCut: number;
  /** How many things of the answer are not in it, as they were too many to ask about. */
  leftOut: number;
}

/** On which side a stance is; an unknown one is on neither, as is a question. */
export function sideOf(stance: Stance | undefined): "for" | "against" | "neither" {
  if (stance === "ASSERTS" || stance === "SUPPORTS") return "for";
  return stance === "DISPUTES" || stance === "DENIES" ? "against" : "neither";
}

/** isCurrent is true of a claim that stands, and of one of which the answer does not tell. */
export const isCurrent = (claim: Claim): boolean => (claim.status ?? "CURRENT") === "CURRENT";

export const emptyGraph = (): Graph => ({ things: new Map(), partial: [], truncated: [], claimsCut: 0, leftOut: 0 });

export const isRelation = (thing: Thing | undefined): thing is Relation => thing?.class === "Relation";
export const isClaim = (thing: Thing | undefined): thing is Claim => thing?.class === "Claim";

export const relationsOf = (graph: Graph): Relation[] => [...graph.things.values()].filter(isRelation);
export const claimsOf = (graph: Graph): Claim[] => [...graph.things.values()].filter(isClaim);

/** The name of a thing of the graph; "" if it is not there. */
export const nameOf = (graph: Graph, id: string | null | undefined): string => (id && graph.things.get(id)?.name) || "";
