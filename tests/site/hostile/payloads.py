"""Texts that try to be more than text: each would set `pwned` in a browser that runs it."""

RUN = "top.pwned=1"
MARKUP = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</title></textarea></style></noscript><script>{RUN}</script>",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}//",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f'" autofocus onfocus={RUN} x="',
    f"' onmouseover={RUN} style='position:fixed;inset:0' x='",
    f"<iframe srcdoc='<script>{RUN}</script>'>",
    f"<details open ontoggle={RUN}>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={RUN}&gt;'>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<a href='javascript:{RUN}'>come</a>",
    f"[come](javascript:{RUN})",
    f"{{{{ ''.__class__ }}}} {{% raw %}} ${{{RUN}}} #{{{RUN}}}",
    f"<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<!--><script>{RUN}</script>-->",
    f"]]><script>{RUN}</script>",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"<x\x00script>{RUN}</script>",
    "<link rel=stylesheet href='https://evil.example/a.css'><style>@import 'https://evil.example/b.css'</style>",
)
"""Row 34."""
REMOTE = (
    "<img src=http://tracker.example/1.gif>",
    "<img src=//tracker.example/1.gif>",
    "![map](http://tracker.example/1.gif)",
    "<picture><source srcset=http://tracker.example/1.gif></picture>",
    "<video poster=http://tracker.example/1.gif>",
    "<div style='background:url(http://tracker.example/1.gif)'>",
)
"""Row 35."""
CORPUS = (*MARKUP, *REMOTE)

SCRIPTS = {
    "ar": "مهرجان الفوانيس على النهر",
    "he": "ערב הפנסים על הנהר",
    "fa": "جشن فانوس‌ها کنار رود",
    "hi": "नदी किनारे दीपों की शाम",
    "bn": "নদীর ধারে প্রদীপের সন্ধ্যা",
    "ta": "ஆற்றங்கரையில் விளக்குகளின் மாலை",
    "th": "ค่ำคืนแห่งโคมไฟริมน้ำ",
    "zh-Hant": "河邊燈籠之夜",
    "ja": "川辺の灯籠の夕べ",
    "ko": "강가의 등불 저녁",
    "am": "በወንዝ ዳር የፋኖስ ምሽት",
    "el": "Βραδιά φαναριών στο ποτάμι",
    "ru": "Вечер фонарей у реки",
    "mn": "ᠭᠣᠣᠯ ᠤᠨ ᠳᠡᠩᠯᠦᠦ",
}
"""Row 44: fourteen scripts, three of them from right to left, the last one vertical in print."""
