/** wrap breaks a label into rows of about so many letters, at spaces. */
export function wrap(label: string, letters: number): string[] {
  const rows: string[] = [];
  for (const word of label.split(/\s+/)) {
    const last = rows[rows.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= letters) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}
