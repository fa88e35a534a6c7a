/** The programs that there are, by their names. */
import type { Program } from "../process.ts";
import { sh } from "../shell/sh.ts";
import { cut, tr } from "./characters.ts";
import { cat, tee } from "./copying.ts";
import { date } from "./date.ts";
import { echo } from "./echo.ts";
import { head, tail } from "./ends-of-files.ts";
import { env } from "./env.ts";
import { egrep, fgrep, grep } from "./grep.ts";
import { kill } from "./kill.ts";
import { printf } from "./printf.ts";
import { seq } from "./seq.ts";
import { basename, dirname, fails, pwd, sleep, succeeds, yes } from "./small.ts";
import { sort } from "./sort.ts";
import { cp, ls, mkdir, mv, rm, rmdir, touch } from "./tree.ts";
import { uniq } from "./uniq.ts";
import { wc } from "./wc.ts";

export const PROGRAMS: ReadonlyMap<string, Program> = new Map(
  Object.entries({
    basename,
    cat,
    cp,
    cut,
    dash: sh,
    date,
    dirname,
    echo,
    egrep,
    env,
    false: fails,
    fgrep,
    grep,
    head,
    kill,
    ls,
    mkdir,
    mv,
    printf,
    pwd,
    rm,
    rmdir,
    seq,
    sh,
    sleep,
    sort,
    tail,
    tee,
    touch,
    tr,
    true: succeeds,
    uniq,
    wc,
    yes,
  }),
);
