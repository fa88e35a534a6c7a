/**
 * Whether a text means to be a project, right or not: it begins as an object, and somewhere names the format. No Lua begins with
 * a brace.
 */
export function isProjectText(text: string): boolean {
  return /^\ufeff?\s*\{/.test(text) && /"format"\s*:\s*"ngxbox-project"/.test(text);
}
