/** Random texts for the shell: words of all kinds in commands of all kinds, without what no two machines do alike. */

/** @param random answers a whole number from 0 to below its argument */
export function randomScript(random: (below: number) => number): string {
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
  const some = (most: number, make: () => string, between: string) =>
    Array.from({ length: 1 + random(most) }, make).join(between);

  const name = () => pick(["a", "b", "c", "x"]);
  const literal = () =>
    pick([
      "foo",
      "a b",
      "",
      "*",
      "x*y",
      "?",
      "[a-c]",
      "~",
      "a.b.c",
      "/usr/bin",
      "1",
      "10",
      "-5",
      "0x1f",
      "a:b",
      "\\\\",
      "tab\\tx",
      "#h",
      "  s  ",
      "$",
      "'",
      "%d",
      "é",
    ]);

  function quoted(): string {
    const text = literal();
    switch (random(4)) {
      case 0:
        return `'${text.replaceAll("'", "")}'`;
      case 1:
        return `"${text.replace(/["$`\\]/g, "\\$&")}"`;
      case 2:
        return text.replace(/[^\w./:-]/g, "\\$&") || "''";
      default:
        return text.replace(/[^\w.*?/:[\]-]/g, "") || "w";
    }
  }

  function arithmetic(depth: number): string {
    if (depth <= 0 || random(3) === 0) return pick([String(random(20)), name(), `$${name()}`, "0x1f", "010", "1"]);
    const operator = pick([
      "+",
      "-",
      "*",
      "/",
      "%",
      "<",
      ">",
      "<=",
      ">=",
      "==",
      "!=",
      "&&",
      "||",
      "&",
      "|",
      "^",
      "<<",
      ",",
    ]);
    const [left, right] = [arithmetic(depth - 1), arithmetic(depth - 1)];
    return pick([
      `${left} ${operator} ${right}`,
      `(${left} ${operator} ${right})`,
      `${left} ? ${right} : 3`,
      `-${left}`,
      `!${left}`,
      `~(${left})`,
    ]);
  }

  function expansion(depth: number): string {
    const one = name();
    switch (random(depth > 0 ? 14 : 6)) {
      case 0:
        return `$${one}`;
      case 1:
        return `\${${one}}`;
      case 2:
        return `\${#${one}}`;
      case 3:
        return pick(["$#", "$?", "$1", "$2", "$0", `\${${1 + random(4)}}`]);
      case 4:
        return pick(["$*", "$@"]);
      case 5:
        return `$((${arithmetic(2)}))`;
      case 6:
        return `\${${one}${pick([":-", "-", ":+", "+"])}${word(depth - 1)}}`;
      case 7:
        return `\${${one}${pick(["%", "%%", "#", "##"])}${pick(["*", "?", "*b*", ".*", "[a-f]*", "'*'", "x", `$${name()}`, "/*", "*:"])}}`;
      case 8:
        return `$(${simple(depth - 1)})`;
      case 9:
        return `\`echo ${quoted().replace(/[`$\\]/g, "")}\``;
      default:
        return `$${one}`;
    }
  }

  function word(depth: number): string {
    return some(
      2,
      () => {
        const kind = random(5);
        if (kind === 0) return `"${expansion(depth)}"`;
        if (kind === 1) return expansion(depth);
        return quoted();
      },
      "",
    );
  }

  function simple(depth: number): string {
    const words = (most: number) => some(most, () => word(depth - 1), " ");
    switch (random(16)) {
      case 0:
        return `${name()}=${word(depth)}`;
      case 1:
        return `printf '%s|' ${words(3)}`;
      case 2:
        return `printf ${pick(["'%d,%x\\n'", "'%5s|%-5s|\\n'", "'%c%s\\n'", "'%b\\n'", "'%.2f\\n'", "'%05d\\n'"])} ${words(3)}`;
      case 3:
        return `[ ${word(0)} ${pick(["=", "!=", "-eq", "-lt", "-ge"])} ${word(0)} ]`;
      case 4:
        return `test ${pick(["-n", "-z", "-e", "-d", "!"])} ${word(0)}`;
      case 5:
        return pick(["true", "false", ":", "(exit 3)", "nosuch", "cat words.txt", "cat nosuch"]);
      case 6:
        return `set -- ${words(4)}`;
      case 7:
        return pick([
          "shift",
          "unset x",
          "export a",
          "IFS=:",
          "IFS=",
          "unset IFS",
          "eval echo $a",
          "read x y < words.txt",
        ]);
      case 8:
        return `for ${name()} in ${words(3)}; do ${list(depth - 1)}; done`;
      case 9:
        return `case ${word(depth - 1)} in ${pick(["a*", "*b*", "[0-9]*", "'*'", "?", `$${name()}`])}) ${list(depth - 1)};; *) echo other;; esac`;
      case 10:
        return `if ${simple(depth - 1)}; then ${list(depth - 1)}; else ${list(depth - 1)}; fi`;
      default:
        return `echo ${words(3)}`;
    }
  }

  function command(depth: number): string {
    if (depth <= 0) return simple(0);
    switch (random(9)) {
      case 0:
        return `${simple(depth)} | ${pick(["cat", "sort", "sort -r", "wc -l", "tail -n 2", "tail -n 1", "uniq -c", "tr a-z A-Z", "grep a", "grep -v a", "cut -c1-3", 'while read -r l; do echo "<$l>"; done'])}`;
      case 1:
        return `${simple(depth)} ${pick(["&&", "||"])} ${simple(depth)}`;
      case 2:
        return `(${list(depth - 1)})`;
      case 3:
        return `{ ${list(depth - 1)}; }`;
      case 4:
        return `${simple(depth)} ${pick(["> out", ">> out", "2>&1", "2> /dev/null", "< words.txt", "> /dev/null"])}`;
      case 5:
        return `! ${simple(depth)}`;
      case 6:
        return `f() { ${list(depth - 1)}; }; f ${word(depth - 1)}`;
      default:
        return simple(depth);
    }
  }

  function list(depth: number): string {
    return some(3, () => command(depth), "; ");
  }

  return `${pick(["", "a=foo; ", "a='x y'; b='*'; ", "set -- 'p q' r; ", "a=1 b=2; ", "x=a:b::c; IFS=:; "])}${list(3)}; echo "$?" "$a" "$b" "$#"`;
}
