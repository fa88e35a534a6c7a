-- The system's own PCRE2, through LuaJIT's ffi. Reads lines of
--   options start pattern subject      (numbers; texts in hexadecimal with a leading x)
-- and answers each with a line: `error OFFSET MESSAGE`, or what pcre2_match returns and the offsets of its captures.
local ffi = require "ffi"
ffi.cdef [[
typedef struct pcre2_real_code_8 pcre2_code_8;
typedef struct pcre2_real_match_data_8 pcre2_match_data_8;
pcre2_code_8 *pcre2_compile_8(const char *, size_t, uint32_t, int *, size_t *, void *);
int pcre2_match_8(pcre2_code_8 *, const char *, size_t, size_t, uint32_t, pcre2_match_data_8 *, void *);
int pcre2_dfa_match_8(pcre2_code_8 *, const char *, size_t, size_t, uint32_t, pcre2_match_data_8 *, void *, int *, size_t);
void pcre2_code_free_8(pcre2_code_8 *);
pcre2_match_data_8 *pcre2_match_data_create_from_pattern_8(pcre2_code_8 *, void *);
void pcre2_match_data_free_8(pcre2_match_data_8 *);
size_t *pcre2_get_ovector_pointer_8(pcre2_match_data_8 *);
uint32_t pcre2_get_ovector_count_8(pcre2_match_data_8 *);
int pcre2_get_error_message_8(int, char *, size_t);
]]
local ok, pcre2 = pcall(ffi.load, "libpcre2-8.so.0")
if not ok then os.exit(3) end

local function text(hex) return (hex:sub(2):gsub("..", function(pair) return string.char(tonumber(pair, 16)) end)) end

local code_number, offset, message = ffi.new "int[1]", ffi.new "size_t[1]", ffi.new "char[256]"
local workspace = ffi.new("int[?]", 100)
for line in io.lines() do
  local options, start, pattern, subject, how = line:match "^(%S+) (%S+) (%S+) (%S+) ?(%S*)$"
  pattern, subject = text(pattern), text(subject)
  local code = pcre2.pcre2_compile_8(pattern, #pattern, tonumber(options), code_number, offset, nil)
  if code == nil then
    pcre2.pcre2_get_error_message_8(code_number[0], message, 256)
    print(("error %d %s"):format(tonumber(offset[0]), ffi.string(message)))
  else
    local data = pcre2.pcre2_match_data_create_from_pattern_8(code, nil)
    local rc
    if how == "dfa" then
      rc = pcre2.pcre2_dfa_match_8(code, subject, #subject, tonumber(start), 0, data, nil, workspace, 100)
    else
      rc = pcre2.pcre2_match_8(code, subject, #subject, tonumber(start), 0, data, nil)
    end
    local parts = { rc }
    if rc > 0 or (rc == 0 and how == "dfa") then
      local offsets = pcre2.pcre2_get_ovector_pointer_8(data)
      local pairs = how == "dfa" and 1 or pcre2.pcre2_get_ovector_count_8(data)
      for i = 0, pairs * 2 - 1 do
        local at = tonumber(offsets[i])
        parts[#parts + 1] = at > 2 ^ 53 and -1 or at
      end
    end
    print(table.concat(parts, " "))
    pcre2.pcre2_match_data_free_8(data)
    pcre2.pcre2_code_free_8(code)
  end
end
