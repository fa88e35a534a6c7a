-- A callback that sleeps counts as running. On the command line the main script is a running timer as well; in a content
-- handler the answer is 1.
ngx.timer.at(0.1, function() ngx.sleep(0.3) end)
ngx.sleep(0.2)
ngx.say(ngx.timer.running_count())
