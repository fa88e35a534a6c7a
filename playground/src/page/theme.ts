/** Light or dark: as the system has it, or as somebody has chosen. */
export type Theme = "system" | "light" | "dark";

const KEPT = "ngxbox:theme";
const ORDER: readonly Theme[] = ["system", "light", "dark"];

let current: Theme = kept();
apply();

export function theme(): Theme {
  return current;
}

export function nextTheme(): Theme {
  current = ORDER[(ORDER.indexOf(current) + 1) % ORDER.length] ?? "system";
  try {
    localStorage.setItem(KEPT, current);
  } catch {
    // it holds for this visit
  }
  apply();
  return current;
}

function apply(): void {
  if (current === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = current;
}

function kept(): Theme {
  try {
    return ORDER.find((name) => name === localStorage.getItem(KEPT)) ?? "system";
  } catch {
    return "system";
  }
}
