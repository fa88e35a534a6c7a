import { test } from "uvu";
import { checkGolden } from "./check-golden.ts";

if (process.env.CI) checkGolden("compiler");

test.run();
