/** A query that the server ships, with the question that it answers as its name. */
export interface Example {
  name: string;
  query: string;
  variables?: string;
}

/** loadExamples gives none where they cannot be had: all else is still of use, hence no error. */
export async function loadExamples(): Promise<Example[]> {
  try {
    const response = await fetch("examples.json");
    return response.ok ? await response.json() : [];
  } catch {
    return [];
  }
}
