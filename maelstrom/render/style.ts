/** How the report looks: one column, with what is too wide moving inside. */
export const STYLE = `*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,sans-serif;background:var(--ground);color:var(--ink)}
main{max-width:900px;margin:0 auto;padding:32px 20px 80px}
header{border-left:8px solid var(--tone);padding:4px 0 4px 20px;margin-bottom:20px}
.good{--tone:var(--good)}.bad{--tone:var(--bad)}.info{--tone:var(--info)}
td .good,td .bad,td .info{color:var(--tone);font-weight:600;white-space:nowrap}
h1{font-size:44px;line-height:1.15;margin:0;color:var(--tone)}
h1 span{display:block;font-size:15px;font-weight:500;color:var(--soft);letter-spacing:.03em}
.lead{font-size:19px;margin:8px 0 0}.lead,li,td,pre{overflow-wrap:anywhere}
h2{font-size:22px;margin:44px 0 12px}h3{font-size:17px;margin:22px 0 6px}
h3::first-letter{text-transform:uppercase}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:10px;margin:20px 0 0}
.figures div{background:var(--panel);border-radius:10px;padding:10px 14px}
dt{color:var(--soft);font-size:13px}dd{margin:0;font-size:18px;font-weight:600;overflow-wrap:anywhere}
.scroll{overflow:auto}.scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--ok);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;color:var(--soft);font-weight:500}td,th{padding:5px 16px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
td:nth-child(-n+2){white-space:nowrap}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
svg{display:block;max-width:none;height:auto}.drawing svg{min-width:860px;width:100%}.drawing{margin-bottom:14px}
pre{background:var(--panel);padding:12px 16px;border-radius:10px;white-space:pre-wrap;font-size:14px;margin:8px 0}
details{margin:8px 0}summary{cursor:pointer;color:var(--link)}
ul{padding-left:22px}li{margin-bottom:8px}.findings li,details li{white-space:pre-line}.findings .scroll{margin-top:6px}
.caption{font-weight:600;margin:18px 0 0}.counts{font-size:14px;color:var(--soft)}.counts b,small b{color:var(--ink)}
:root{--link:#1f5fb8}@media (prefers-color-scheme:dark){:root{--link:#8ab8f5}}
a{color:var(--link)}small{color:var(--soft);font-size:14px}
.narrow{display:none}@media (max-width:480px){.narrow{display:block}main{padding:20px 14px 60px}h1{font-size:36px}}`;
