-- en: Look at the tab init_worker, and at the four lanes of the timeline.
-- zh: 请看 init_worker 标签页，以及时间线上的四条泳道。
ngx.say(ngx.worker.count(), " workers")
