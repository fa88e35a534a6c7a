-- en: It all happens in the init_worker tab.
-- zh: 一切都发生在 init_worker 标签页里。
ngx.say("the master is ", require("ngx.process").get_master_pid())
