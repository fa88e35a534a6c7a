local say = ngx.say

say("1: the parent spawns a thread")
local child = ngx.thread.spawn(function()
  say("2: which runs at once, until it waits")
  ngx.sleep(0)
  say("4: and goes on in the next turn")
end)
say("3: then the parent goes on")
ngx.thread.wait(child)

local balance

-- en: Nothing in here waits, so no other thread can get in between.
-- zh: 这里没有等待，所以不会有别的线程插进来。
local function withdraw_safely(amount)
  if balance >= amount then
    balance = balance - amount
  end
end

-- en: This one does wait: what was true before may no longer be true after.
-- zh: 这里有等待：等待之前成立的，等待之后未必还成立。
local function withdraw(amount)
  if balance >= amount then
    ngx.sleep(0.1)
    balance = balance - amount
  end
end

for _, way in ipairs({ withdraw_safely, withdraw }) do
  balance = 100
  local one, other = ngx.thread.spawn(way, 80), ngx.thread.spawn(way, 80)
  ngx.thread.wait(one)
  ngx.thread.wait(other)
  say("balance: ", balance)
end
