/** A query that the server ships, with the question that it answers as its name. */
export interface Example {
  name: string;
  /** The question in other languages, by their codes. */
  names?: Record<string, string>;
  query: string;
  variables?: string;
}

/** questionOf is its question in the reader's language, if it has it. */
export const questionOf = ({ name, names }: Example, locale: string): string => names?.[locale] ?? name;

/** loadExamples gives none where they cannot be had: all else is still of use, hence no error. */
export async function loadExamples(): Promise<Example[]> {
  try {
    const response = await fetch("examples.json");
    return response.ok ? await response.json() : [];
  } catch {
    return [];
  }
}
