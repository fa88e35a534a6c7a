import { Locale } from "./locale.ts";

export const loadLocale = () => Locale;
