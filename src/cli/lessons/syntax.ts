/** NB4xx: the text is no Lua. */
import type { Lesson } from "./lesson.ts";

export const syntaxLessons: readonly Lesson[] = [
  {
    code: "NB401",
    title: "'end' (or another closing word) expected",
    matches: /'(?:end|until)' expected/,
    means: "A function, if, for, while or repeat is not closed.",
    doThis: 'Look at the line that the message names after "to close", and add the missing end.',
    more: `The error is found at the end of the file, its cause is further up. Even indentation shows it:

    for i = 1, 3 do
      if i > 1 then
        ngx.say(i)
    end                     -- closes the if; the for is still open`,
  },
  {
    code: "NB402",
    title: "a bracket is not closed",
    matches: /'[)\]}]' expected/,
    means: "A bracket that was opened is not closed, or a comma is missing between the items in it.",
    doThis: 'Look just before the place that "near" names, and at the line that "to close" names.',
    more: `    ngx.say("x"             -- the closing bracket is missing
    local t = { 1 2 }       -- a comma is missing: '}' expected near '2'`,
  },
  {
    code: "NB403",
    title: "unfinished string",
    matches: /unfinished string/,
    means: "A quoted text does not end on its line.",
    doThis: 'Add the closing quote; write a quote inside as \\" and a line break as \\n, or use [[ ... ]].',
    more: `    ngx.say("hello)                 -- no closing quote
    ngx.say('it''s')                -- Lua does not double quotes
    ngx.say("it's", 'or \\'so\\'')
    local text = [[
    several
    lines]]`,
  },
  {
    code: "NB404",
    title: "unfinished long string or comment",
    matches: /unfinished long (?:string|comment)/,
    means: "A [[ or --[[ has no ]] that closes it.",
    doThis: "Add ]], with as many = between the brackets as at the start.",
    more: `    local a = [==[ text with ]] inside ]==]
    --[[ a comment over
         several lines ]]`,
  },
  {
    code: "NB405",
    title: "unexpected symbol",
    matches: /unexpected symbol near/,
    means: "At this place Lua expects a statement or a value, and the symbol can start neither.",
    doThis: 'Look at the symbol after "near" and at what stands before it; Lua has no +=, ++, != or &&.',
    more: `Lua writes some things in its own way:

    i = i + 1               -- not i++ or i += 1
    if a ~= b then          -- not !=
    if a and not b then     -- not && and !
    local x = = 1           -- one = too many`,
  },
  {
    code: "NB406",
    title: "'=' expected",
    matches: /'=' expected near/,
    means: "A line starts with a name and is neither an assignment nor a call.",
    doThis: "Check for a misspelled keyword (lokal, fucntion), a missing bracket of a call, or +=.",
    more: `    lokal x = 1             -- '=' expected near 'x'
    ngx.say "hi"            -- fine: a call with one string needs no brackets
    ngx.say 5               -- '=' expected near '5': a number does`,
  },
  {
    code: "NB407",
    title: "'then' or 'do' expected",
    matches: /'(?:then|do)' expected/,
    means: "An if needs then after its condition, a for or while needs do.",
    doThis: "Add the word; compare with == and not with a single =.",
    more: `    if x = 1 then end       -- 'then' expected near '=': write ==
    if x == 1 then end
    while x < 3 do x = x + 1 end`,
  },
  {
    code: "NB408",
    title: "text after the end",
    matches: /'<eof>' expected/,
    means: "Lua found more text where the script should be over: an end too many, or a statement after return.",
    doThis: "Remove the surplus end, or let return be the last statement of its block: do return end.",
    more: `    return 5
    ngx.say("never")        -- '<eof>' expected near 'ngx'`,
  },
  {
    code: "NB409",
    title: "a name was expected",
    matches: /'?<name>'? expected/,
    means: "Here must stand a variable's name, and something else does; keywords cannot be names.",
    doThis: "Choose another name than and, end, function, goto, in, not, or, repeat, then, until and the like.",
    more: `    local end = 5           -- '<name>' expected near 'end'
    t.end = 5               -- the same; t["end"] = 5 works`,
  },
  {
    code: "NB410",
    title: "malformed number",
    matches: /malformed number/,
    means: "Digits are followed by letters or dots that make no number.",
    doThis: "Names cannot start with a digit, and .. between numbers needs spaces: 1 .. 2.",
    more: `    local 3d = 1            -- a name cannot start with a digit
    ngx.say(1..2)           -- malformed number near '1..2'
    ngx.say(1 .. 2)         -- 12`,
  },
  {
    code: "NB411",
    title: "break or goto without its target",
    matches: /no loop to break|break outside a loop|undefined label|jumps into the scope|duplicate label/,
    means: "A break stands in no loop, or a goto has no label that it may jump to.",
    doThis: "Use return to leave a function; put ::continue:: as the last thing in the loop's body.",
    more: `    for i = 1, 5 do
      if i == 3 then goto continue end
      ngx.say(i)
      ::continue::
    end`,
  },
  {
    code: "NB412",
    title: "... outside of a vararg function",
    matches: /cannot use '\.\.\.' outside a vararg function/,
    means: "A function without ... among its parameters uses it.",
    doThis: "Add it to the parameters, function f(...), or keep it outside in a local.",
    more: `    local function f(...)
      local args = { ... }
      return function() return args[1] end
    end`,
  },
  {
    code: "NB413",
    title: "syntax error",
    matches:
      /expected (?:\(to close|near)|invalid escape sequence|too many (?:local variables|upvalues|syntax levels)|ambiguous syntax/,
    means: "The text is not Lua at the place that the message names.",
    doThis: "Look at the line, and at the one before it; ngxbox check FILE reads a file without running it.",
    more: `"near" quotes the first piece of text that does not fit. What is missing is most often just before.`,
  },
];
