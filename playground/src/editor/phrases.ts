/** What the editor's own parts say (search, completion, problems), which are English without it. */
import { EditorState, type Extension } from "@codemirror/state";
import { language } from "../words/index.ts";

const CHINESE = {
  // search
  Find: "查找",
  Replace: "替换为",
  next: "下一个",
  previous: "上一个",
  all: "全选",
  "match case": "区分大小写",
  "by word": "全词匹配",
  regexp: "正则表达式",
  replace: "替换",
  "replace all": "全部替换",
  close: "关闭",
  "current match": "当前匹配",
  "on line": "所在行",
  "replaced $ matches": "已替换 $ 处",
  "replaced match on line $": "已替换第 $ 行的匹配",
  "Go to line": "转到行",
  go: "转到",
  // completion, problems, characters that are not seen
  Completions: "补全",
  Diagnostics: "问题",
  "No diagnostics": "没有问题",
  "Control character": "控制字符",
  "Selection deleted": "已删除选中的内容",
};

/** In the language of the page. */
export function phrases(): Extension {
  return language() === "zh" ? EditorState.phrases.of(CHINESE) : [];
}
