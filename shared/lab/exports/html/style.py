"""How the report looks."""

from lab.exports.palette import LINES, OTHERS, rules

STYLE = """
*{box-sizing:border-box}
body{margin:0;background:var(--lane);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
header,main{max-width:1120px;margin:0 auto;padding:0 16px}
header{padding-top:24px}
h1{margin:0;font-size:24px;line-height:1.25}h2{margin:0 0 10px;font-size:18px}h3{margin:0;font-size:15px}
p,ul,ol,dl{margin:6px 0}
.muted,th,dt,.ticks,.who{color:var(--muted)}
section{margin:16px 0;padding:16px;border:1px solid var(--line);border-radius:12px;background:var(--paper)}
.conclusion{padding-left:20px}.conclusion li{margin:2px 0;font-size:16px}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;padding:0;list-style:none;font-size:13px}
.legend svg{width:16px;height:11px;margin-right:6px}
.leg{margin-top:16px}
.leg header,.leg>div:first-child{padding:0}
.head{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 12px;margin-bottom:3px}
.figure{font-weight:600;font-variant-numeric:tabular-nums}.who{font-size:13px}
.strip{display:block;width:100%}
.edge{vector-effect:non-scaling-stroke}
.reasons{padding-left:18px;margin:3px 0 0;font-size:13px}
.ticks{position:relative;height:20px;margin-top:12px;font-size:12px;font-variant-numeric:tabular-nums}
.ticks span{position:absolute;height:100%;border-left:1px solid var(--line);padding-left:3px}
.wide{overflow-x:auto}
table{border-collapse:collapse;min-width:100%;font-size:14px;font-variant-numeric:tabular-nums}
caption{text-align:left}
th,td{padding:6px 12px 6px 0;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
th{font-size:13px;font-weight:400;vertical-align:bottom}
th[scope=row]{min-width:130px;color:var(--ink);font-size:14px;text-align:left;vertical-align:top}
thead th:first-child{text-align:left}
td{white-space:nowrap}th[scope=col]{min-width:64px}th{overflow-wrap:normal}
td small{display:block;color:var(--muted);font-size:12px;white-space:nowrap}
td.bar{min-width:120px;width:30%}td.bar svg{display:block;width:100%;height:18px}
.median{stroke-width:3;vector-effect:non-scaling-stroke}
.orders{display:grid;grid-template-columns:repeat(auto-fit,minmax(220px,1fr));gap:0 32px}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 16px}dd{margin:0}
a:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
@media print{body{background:none}section{break-inside:avoid;border:0;padding:0}}
"""


def style() -> str:
    """The style sheet of the report."""
    light, dark = (
        ";".join(f"--{name}:{colours[mode]}" for name, colours in {**OTHERS, "line": LINES}.items())
        for mode in (0, 1)
    )
    return (
        f":root{{color-scheme:light dark;{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"{STYLE}{rules()}"
    )
