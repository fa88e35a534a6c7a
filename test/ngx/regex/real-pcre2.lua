-- The system's own PCRE2, through LuaJIT's ffi. The first line that it prints is the version; with none it exits with 3.
-- Then it reads lines of
--   options start pattern subject      (numbers; texts in hexadecimal with a leading x)
-- and answers each with a line: `error OFFSET MESSAGE`, or what pcre2_match returns and the offsets of its captures.
local ffi = require "ffi"
ffi.cdef [[
typedef struct code code;
typedef struct match_data match_data;
int pcre2_config_8(uint32_t, char *);
code *pcre2_compile_8(const char *, size_t, uint32_t, int *, size_t *, void *);
int pcre2_match_8(code *, const char *, size_t, size_t, uint32_t, match_data *, void *);
void pcre2_code_free_8(code *);
match_data *pcre2_match_data_create_from_pattern_8(code *, void *);
void pcre2_match_data_free_8(match_data *);
size_t *pcre2_get_ovector_pointer_8(match_data *);
uint32_t pcre2_get_ovector_count_8(match_data *);
int pcre2_get_error_message_8(int, char *, size_t);
]]
local found, pcre2 = pcall(ffi.load, "libpcre2-8.so.0")
if not found then os.exit(3) end

local message = ffi.new "char[256]"
local VERSION = 11
pcre2.pcre2_config_8(VERSION, message)
print(ffi.string(message))

local function text(hex)
  return (hex:sub(2):gsub("..", function(pair) return string.char(tonumber(pair, 16)) end))
end

local function answer(options, start, pattern, subject)
  local problem, offset = ffi.new "int[1]", ffi.new "size_t[1]"
  local code = pcre2.pcre2_compile_8(pattern, #pattern, options, problem, offset, nil)
  if code == nil then
    pcre2.pcre2_get_error_message_8(problem[0], message, 256)
    return ("error %d %s"):format(tonumber(offset[0]), ffi.string(message))
  end
  local data = pcre2.pcre2_match_data_create_from_pattern_8(code, nil)
  local parts = { pcre2.pcre2_match_8(code, subject, #subject, start, 0, data, nil) }
  if parts[1] > 0 then
    local offsets = pcre2.pcre2_get_ovector_pointer_8(data)
    for i = 0, pcre2.pcre2_get_ovector_count_8(data) * 2 - 1 do
      local at = tonumber(offsets[i])
      parts[#parts + 1] = at > 2 ^ 53 and -1 or at
    end
  end
  pcre2.pcre2_match_data_free_8(data)
  pcre2.pcre2_code_free_8(code)
  return table.concat(parts, " ")
end

for line in io.lines() do
  local options, start, pattern, subject = line:match "^(%d+) (%d+) (%S+) (%S+)$"
  print(answer(tonumber(options), tonumber(start), text(pattern), text(subject)))
end
