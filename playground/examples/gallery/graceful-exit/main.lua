local unsaved = 0

-- en: Saves the count every now and then, and once more at the very end.
-- zh: 定期写出计数；退出时也要写一次。
local function save(premature)
  if premature then
    ngx.say("the last ", unsaved, " are saved as well")
    return
  end
  ngx.say("saved: ", unsaved)
  unsaved = 0
end

local function work()
  -- en: With "while true" the worker could never finish.
  -- zh: 不能写 while true，否则 worker 永远退不出去。
  while not ngx.worker.exiting() do
    unsaved = unsaved + 1
    ngx.sleep(0.4)
  end
  ngx.say("no more work")

  -- en: Too late for anything new, except for a timer with no delay.
  -- zh: 现在再建新的已经太晚：最多只能运行零延时的。
  local ok, err = ngx.timer.at(1, save)
  ngx.say(tostring(ok), ": ", err)
end

assert(ngx.timer.every(2, save))
assert(ngx.timer.at(0, work))

-- en: The script ends here. 2.5 seconds later the playground shuts nginx down,
-- en: just like "nginx -s quit".
-- zh: 脚本到此结束。2.5 秒之后，演练场会像 nginx -s quit 那样结束 nginx。
