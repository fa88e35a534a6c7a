-- en: Real randomness would differ between runs. Here it is derived from the pid
-- en: and the time, which are the same every time.
-- zh: 真正的随机每次运行都不同。而这里的随机数由 pid 和时间算出，
-- zh: 它们每次运行都一样，结果也就一样。
ngx.say(ngx.worker.count(), " workers")
