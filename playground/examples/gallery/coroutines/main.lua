-- en: Walks through a list that an API serves page by page, and hands out
-- en: single items. The caller never sees a page.
-- zh: 像 API 那样一页一页地取列表，一次交出一个条目；
-- zh: 使用者根本看不到分页。
local function items(fetch)
  return coroutine.wrap(function()
    local page = 1
    repeat
      local list, is_last = fetch(page)
      for _, item in ipairs(list) do
        coroutine.yield(item)
      end
      page = page + 1
    until is_last
  end)
end

-- en: This suspends the whole light thread, not just the coroutine.
-- zh: 这个 sleep 挂起的是整个轻量级线程，而不只是协程。
local function fetch(page)
  ngx.say("fetching page ", page)
  ngx.sleep(0.2)
  local first = page * 3 - 2
  return { first, first + 1, first + 2 }, page == 3
end

for item in items(fetch) do
  ngx.say("  item ", item)
  -- en: The rest is never fetched.
  -- zh: 剩下的根本不会去取。
  if item == 5 then
    break
  end
end
