/** save hands a file to the reader's browser, which asks where to keep it. */
export function save(name: string, content: Blob) {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it when the click is done; the address is freed after that.
  queueMicrotask(() => setTimeout(() => URL.revokeObjectURL(url), 10_000));
}

const xml: Record<string, string> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

/** escapeXml makes text safe in XML; signs that XML cannot have are left out. */
export function escapeXml(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[<>&"]/g, (c) => xml[c]!);
}
