-- One timer waits for its time.
ngx.timer.at(3, function() end)
ngx.say(ngx.timer.pending_count())
