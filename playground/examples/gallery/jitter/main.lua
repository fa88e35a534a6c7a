-- en: Real chance would differ from run to run. Here it begins with the pid
-- en: and the time, which are the same in each run.
-- zh: 真正的随机每次运行都不同。而这里的随机数由 pid 和时间算出，
-- zh: 它们每次运行都一样，结果也就一样。
ngx.say(ngx.worker.count(), " workers")
