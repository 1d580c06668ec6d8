"""What a page says about itself, and not about its subject: in English and in Chinese, a pattern a line.

Each pattern is the whole of a text in lower case, without the signs around it. All are narrow: "subscribe to our
newsletter" is furniture, "subscribe to no creed" is not.
"""

from __future__ import annotations

import re

_SHORT = 160

_ENGLISH = r"""
(?:please )?(?:share|tweet|pin|email|print|bookmark) (?:this|on|via)
(?:please )?(?:share|tweet|pin|email|print|bookmark) this (?:article|post|story|page|link|on|via|with)\b.{0,60}
(?:share|tweet|pin)(?: this)? (?:on|via|to) (?:facebook|twitter|x|linkedin|whatsapp|pinterest|reddit|email)\b.{0,60}
save (?:this )?for later|like this post|sponsored (?:content|post|by .{0,30})|paid partnership.{0,30}
(?:please )?(?:subscribe|sign up)(?: now| today| here| free)+
(?:please )?(?:subscribe|sign up|join|register)\b.{0,40}\b(?:newsletter|mailing list|podcast|inbox)\b.{0,100}
get .{0,60}(?:newsletter|delivered (?:straight )?to your inbox|in your inbox)\b.{0,40}
(?:click|tap|press) (?:here|below|the (?:link|button|image))\b.{0,60}
(?:read|see|show|view|load|learn|find out) (?:more|less|all|comments?)(?: here| at \S+| about (?:us|our) ?.{0,30})?
(?:continue|keep) reading(?: (?:below|here|the .{0,30}|on .{0,30}|with .{0,30}))?|story continues below.{0,30}
read (?:the )?(?:full|whole|rest of the|original) (?:story|article|post|interview|report|transcript)\b.{0,40}
skip to (?:main )?(?:content|navigation)|back to (?:the )?top|table of contents|jump to (?:content|comments)
(?:copyright )?(?:©|\(c\)) ?.{0,80}|copyright \d{4}.{0,80}|.{0,60}all rights reserved.{0,40}
(?:accept|reject|allow|manage)(?: all)? (?:cookies|preferences).{0,60}|cookie (?:policy|settings|notice)
(?:privacy policy|terms (?:of (?:service|use)|and conditions))(?: (?:&|and|\|) (?:privacy policy|terms.{0,20}))?
(?:follow|find|like|join) (?:us|me) on\b.{0,60}|join the (?:conversation|discussion)(?: on .{0,30}| below)?
(?:leave|post|add|write) a (?:comment|reply)(?: below)?
\d+ (?:comments?|likes?|shares?|retweets?|claps?|views?|replies)
(?:related|recommended|popular|trending|more|further) (?:articles?|posts?|stories|reading|links)(?:: .{0,80})?
you (?:may|might) also (?:like|enjoy|be interested in).{0,60}|recommended for you|related: .{0,80}
(?:log|sign) in (?:to|with|or) .{0,40}|(?:log|sign) (?:in|out|up)|forgot (?:your )?password
create an account.{0,40}|start your free trial.{0,40}|unsubscribe\b.{0,60}
(?:photo|photograph|illustration|image|picture)s?(?: credits?)?(?: courtesy of|:) ?.{0,60}
(?:photo|photograph) by .{0,60}|.{0,40}getty images
\d+ ?-?min(?:ute)?s?(?: of)? read|reading time:? ?\d.{0,15}|listen to this (?:article|story|episode).{0,40}
advertisement\b.{0,40}scroll.{0,20}
posted (?:by .{1,30} )?(?:on|in|at) .{0,20}\d.{0,20}|filed under.{0,40}|(?:tags|categories|topics): .{0,80}
(?:(?:published|posted|last updated|updated)(?: on| at|:)? ?)?{MONTH} \d{1,2},? \d{4}.{0,16}
(?:(?:published|posted|last updated|updated)(?: on| at|:)? ?)?\d{1,2} {MONTH} \d{4}.{0,16}
(?:this|the) (?:article|post|story|essay) (?:was )?(?:originally|first) (?:appeared|published)\b.{0,80}
(?:view|open|read) (?:this )?(?:email )?(?:in|on) (?:your |the )?(?:browser|app|web|twitter|medium)
(?:download|get|install|try) (?:the|our) (?:free )?(?:app|ebook|trial|pdf).{0,60}
(?:chapter|part|section|figure|fig|table|box|exhibit|listing|appendix|plate|equation|eq|slide){NUMBER}
(?:previous|next) (?:article|post|page|chapter|story)
"""
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_NUMBER = r"\.? ?(?:\d[\d.\-–]*[a-z]?|[ivxlc]+|[a-z])"

_CHINESE = r"""
(?:点击|點擊|戳|长按|長按|扫描|掃描|扫码|掃碼|识别|識別).{0,16}(?:原文|关注|關注|二维码|二維碼|公众号).{0,16}
(?:点击|點擊|戳).{0,8}(?:链接|蓝字|下载|购买).{0,16}
(?:分享|转发|轉發)(?:到|至)?(?:朋友圈|微信|微博|好友).{0,10}|点个[“"]?(?:赞|在看).{0,16}
(?:点赞|在看|转发|收藏|分享)(?:[、，/· ]+(?:点赞|在看|转发|收藏|分享))+
(?:欢迎|歡迎|请|請|记得)?(?:关注|關注|订阅|訂閱)(?:我们|我們|一下)?
(?:欢迎|歡迎|请|請|记得)?(?:关注|關注|订阅|訂閱)(?:我们|我們|本)?的?(?:微信|公众号|公眾號|官方|频道|頻道|微博|账号).{0,30}
(?:阅读|閱讀|展开|展開|查看|显示|加载|載入)(?:原文|全文|更多|全部|剩余).{0,6}
(?:相关|相關|推荐|推薦|延伸|热门|熱門|往期|精彩)(?:阅读|閱讀|文章|推荐|精彩|回顾|新闻)(?:[:：].{0,40})?|猜你喜欢
(?:版权|版權)(?:所有|声明|归).{0,60}|(?:转载|轉載)请.{0,30}|©.{0,60}|(?:免责|免責)(?:声明|聲明).{0,80}
.{0,20}(?:未经|未經)(?:授权|授權|许可|許可|允许).{0,8}(?:转载|轉載|使用|复制|不得).{0,20}
(?:本文)?(?:责任编辑|責任編輯|责编|编辑|編輯|作者|来源|來源|图源|圖源|图片来源|校对|排版) ?[｜|:：/].{0,30}
(?:上一篇|下一篇|上一页|下一页|返回(?:顶部|首页))(?:[:：].{0,40})?|(?:评论|評論|留言|目录|广告) ?\(?\d*\)?
(?:接受|拒绝|同意)(?:所有|全部)? ?cookies?|(?:隐私|隱私)(?:政策|声明|权政策)|使用条款|用户协议|服务条款
(?:图|表|圖|附录|附图|附表|公式|代码清单) ?[\d一二三四五六七八九十]+(?:[.\-–－—]\d+)*
第 ?[\d一二三四五六七八九十百零〇]+ ?[章节節回卷部篇讲课集期]
(?:本文|全文)?(?:约|共)? ?\d+ ?(?:字|人阅读|次阅读|条评论|分钟阅读).{0,20}|阅读(?:量|时间|约需)?[:： ]?\d.{0,10}
(?:发布|更新|编辑)于.{0,16}|(?:(?:发布|更新)时间)?[:： ]?\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?(?: \d{1,2}:\d{2})?.{0,6}
"""

_NOTICES = r"""
(?:we|(?:this|our) (?:web)?site|we and our (?:\d+ )?partners) (?:may )?uses? cookies\b
by (?:continuing|using|clicking|subscribing|signing up)\b.{0,80}\byou (?:agree|accept|consent)\b
(?:我们|本网站|本站|我們|本網站)使用 ?cookie
"""


def _any_of(table: str) -> str:
    rows = table.replace("{MONTH}", _MONTH).replace("{NUMBER}", _NUMBER).split("\n")
    return "|".join(f"(?:{row})" for row in rows if row)


_LABEL = re.compile(_any_of(_ENGLISH + _CHINESE))
_NOTICE = re.compile(_any_of(_NOTICES))


def is_furniture(text: str) -> bool:
    """Whether ``text``, in lower case and on one line, is furniture: a label, or a notice of whatever length."""
    return bool((len(text) <= _SHORT and _LABEL.fullmatch(text)) or _NOTICE.match(text))
