-- en: See the init_worker tab, and the four lanes of the timeline.
-- zh: 请看 init_worker 标签页，以及时间线上的四条泳道。
ngx.say(ngx.worker.count(), " workers")
