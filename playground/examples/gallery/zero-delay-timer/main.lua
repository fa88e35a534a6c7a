-- en: Look at the tab init_worker: all that is of interest happens there,
-- en: before this script begins.
-- zh: 请看 init_worker 标签页：有意思的事都发生在那里，
-- zh: 那时这个脚本还没有开始运行。
ngx.say("the main script")
