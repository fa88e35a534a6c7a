-- en: See the init_worker tab: everything of interest happens there, before
-- en: this script even starts.
-- zh: 请看 init_worker 标签页：有意思的事都发生在那里，
-- zh: 那时这个脚本还没有开始运行。
ngx.say("the main script")
