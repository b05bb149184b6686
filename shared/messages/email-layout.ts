// Made from email.mjml by `npm run email-layout`. Do not edit it here.

/** The HTML of an e-mail around its words: `{{name}}` is a value, `{{#name}}…{{/name}}` a part for each of a list. */
export const EMAIL_LAYOUT = `<!doctype html>
<html lang="{{lang}}" dir="{{dir}}" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<title>{{subject}}</title>
<!--[if !mso]><!-->
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<!--<![endif]-->
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style type="text/css">
#outlook a { padding:0; }
body { margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%; }
table, td { border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt; }
img { border:0;height:auto;line-height:100%; outline:none;text-decoration:none;-ms-interpolation-mode:bicubic; }
p { display:block;margin:13px 0; }
</style>
<!--[if mso]>
<noscript>
<xml>
<o:OfficeDocumentSettings>
<o:AllowPNG/>
<o:PixelsPerInch>96</o:PixelsPerInch>
</o:OfficeDocumentSettings>
</xml>
</noscript>
<![endif]-->
<!--[if lte mso 11]>
<style type="text/css">
.mj-outlook-group-fix { width:100% !important; }
</style>
<![endif]-->
<style type="text/css">
@media only screen and (min-width:480px) {
.mj-column-per-100 { width:100% !important; max-width: 100%; }
}
</style>
<style media="screen and (min-width:480px)">
.moz-text-html .mj-column-per-100 { width:100% !important; max-width: 100%; }
</style>
<style type="text/css">
:root { color-scheme: light dark; supported-color-schemes: light dark; }
h1, p { margin: 0; }
@media (prefers-color-scheme: dark) {
body, .page, .page > div { background-color: #0f1512 !important; }
.card, .card > table { background: #1a2420 !important; background-color: #1a2420 !important; }
.foot, .foot > table { background: #151d1a !important; background-color: #151d1a !important; }
.band, .band > table { background: #14483a !important; background-color: #14483a !important; }
.ink div, .facts td { color: #e6ede9 !important; }
.small div, .facts th { color: #a9b8b0 !important; }
.facts .who { color: #e6ede9 !important; }
.facts th, .facts td { border-color: #33403a !important; }
.warning { background-color: #3b2f12 !important; }
.warning div { color: #ffe2a8 !important; }
.todo { background-color: #17362c !important; }
.todo div { color: #d5efe4 !important; }
}
</style>
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
<meta name="color-scheme" content="light dark" />
<meta name="supported-color-schemes" content="light dark" />
</head>
<body  class="page" style="word-spacing:normal;background-color:#f2f5f3;">
<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;">{{preheader}}</div>
<div
aria-label="{{subject}}" aria-roledescription="email" role="article" lang="{{lang}}" dir="{{dir}}" style="word-spacing:normal;background-color:#f2f5f3;"
>
<!--[if mso | IE]><table dir="{{dir}}" align="center" border="0" cellpadding="0" cellspacing="0" class="band-outlook" role="presentation" style="width:600px;" width="600" bgcolor="#1b5e4a" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  class="band" style="background:#1b5e4a;background-color:#1b5e4a;margin:0px auto;max-width:600px;">
<table dir="{{dir}}"
align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="background:#1b5e4a;background-color:#1b5e4a;width:100%;"
>
<tbody>
<tr>
<td
style="direction:{{dir}};font-size:0px;padding:0;text-align:{{start}};"
>
<!--[if mso | IE]><table dir="{{dir}}" role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->
<div
class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:{{dir}};display:inline-block;vertical-align:top;width:100%;"
>
<table dir="{{dir}}"
border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%"
>
<tbody>
<tr>
<td
align="{{start}}" style="font-size:0px;padding:12px 24px;word-break:break-word;"
>
<div
style="font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:15px;font-weight:bold;line-height:1.6;text-align:{{start}};color:#ffffff;"
>{{service}}</div>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><table dir="{{dir}}" align="center" border="0" cellpadding="0" cellspacing="0" class="card-outlook" role="presentation" style="width:600px;" width="600" bgcolor="#ffffff" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  class="card" style="background:#ffffff;background-color:#ffffff;margin:0px auto;max-width:600px;">
<table dir="{{dir}}"
align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="background:#ffffff;background-color:#ffffff;width:100%;"
>
<tbody>
<tr>
<td
style="direction:{{dir}};font-size:0px;padding:0;text-align:{{start}};"
>
<!--[if mso | IE]><table dir="{{dir}}" role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->
<div
class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:{{dir}};display:inline-block;vertical-align:top;width:100%;"
>
<table dir="{{dir}}"
border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%"
>
<tbody>
<tr>
<td
align="{{start}}" class="ink" style="font-size:0px;padding:24px 24px 4px;word-break:break-word;"
>
<div
style="font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:20px;line-height:1.4;text-align:{{start}};color:#1f2d27;"
><h1 style="margin:0;font-size:20px;line-height:1.4">{{heading}}</h1></div>
</td>
</tr>
{{#who}}
<tr>
<td
align="{{start}}" class="ink" style="font-size:0px;padding:0 24px 4px;word-break:break-word;"
>
<div
style="font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:18px;font-weight:bold;line-height:1.4;text-align:{{start}};color:#1f2d27;"
>{{text}}</div>
</td>
</tr>
{{/who}}
<tr>
<td
style="font-size:0px;word-break:break-word;"
>
<div
style="height:12px;line-height:12px;"
>&#8202;</div>
</td>
</tr>
{{#warning}}
<tr>
<td
align="{{start}}" class="warning" style="background:#fff4e0;font-size:0px;padding:10px 24px;word-break:break-word;"
>
<div
style="font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:16px;line-height:1.6;text-align:{{start}};color:#1f2d27;"
>{{text}}</div>
</td>
</tr>
<tr>
<td
style="font-size:0px;word-break:break-word;"
>
<div
style="height:16px;line-height:16px;"
>&#8202;</div>
</td>
</tr>
{{/warning}}{{#code}}
<tr>
<td
align="center" class="ink" style="font-size:0px;padding:0 24px 16px;word-break:break-word;"
>
<div
style="font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:32px;font-weight:bold;letter-spacing:6px;line-height:1.6;text-align:center;color:#1f2d27;"
>{{text}}</div>
</td>
</tr>
{{/code}}{{#paragraphs}}
<tr>
<td
align="{{start}}" class="ink" style="font-size:0px;padding:0 24px 16px;word-break:break-word;"
>
<div
style="font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:16px;line-height:1.6;text-align:{{start}};color:#1f2d27;"
>{{text}}</div>
</td>
</tr>
{{/paragraphs}}
<tr>
<td
align="{{start}}" class="facts" style="font-size:0px;padding:0 24px 16px;word-break:break-word;"
>
<table dir="{{dir}}"
cellpadding="0" cellspacing="0" width="100%" border="0" style="color:#1f2d27;font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:16px;line-height:1.6;table-layout:auto;width:100%;border:none;"
>
{{#rows}}
<tr>
<th scope="row" align="{{start}}" width="40%" style="border-top:1px solid #e2e9e5;font-family:'Segoe UI',Tahoma,Arial,sans-serif;font-size:16px;line-height:1.6;padding:{{cell}};text-align:{{start}};vertical-align:top;color:#55635c;font-weight:normal">{{name}}</th>
<td align="{{start}}" style="border-top:1px solid #e2e9e5;font-family:'Segoe UI',Tahoma,Arial,sans-serif;font-size:16px;line-height:1.6;padding:8px 0;text-align:{{start}};vertical-align:top;color:#1f2d27;font-weight:bold">{{value}}</td>
</tr>
{{/rows}}
</table>
</td>
</tr>
{{#table}}
<tr>
<td
align="{{start}}" class="facts" style="font-size:0px;padding:0 24px 16px;word-break:break-word;"
>
<table dir="{{dir}}"
cellpadding="0" cellspacing="0" width="100%" border="0" style="color:#1f2d27;font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:16px;line-height:1.6;table-layout:auto;width:100%;border:none;"
>
<tr>
<th scope="col" align="{{start}}" width="45%" style="padding:{{cell}};font:13px/1.5 'Segoe UI',Tahoma,Arial,sans-serif;color:#55635c">{{person}}</th>
<th scope="col" align="{{start}}" style="padding:8px 0;font:13px/1.5 'Segoe UI',Tahoma,Arial,sans-serif;color:#55635c">{{happened}}</th>
</tr>
{{#entries}}
<tr>
<th scope="row" class="who" align="{{start}}" valign="top" style="border-top:1px solid #e2e9e5;padding:{{cell}};font:15px/1.5 'Segoe UI',Tahoma,Arial,sans-serif">{{who}}</th>
<td valign="top" style="border-top:1px solid #e2e9e5;padding:8px 0;font:15px/1.5 'Segoe UI',Tahoma,Arial,sans-serif"><b>{{what}}</b><br />{{when}}</td>
</tr>
{{/entries}}
</table>
</td>
</tr>
{{/table}}{{#rest}}
<tr>
<td
align="{{start}}" class="ink" style="font-size:0px;padding:0 24px 16px;word-break:break-word;"
>
<div
style="font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:16px;line-height:1.6;text-align:{{start}};color:#1f2d27;"
>{{text}}</div>
</td>
</tr>
{{/rest}}
<tr>
<td
align="{{start}}" class="todo" style="background:#e7f3ee;font-size:0px;padding:12px 24px;word-break:break-word;"
>
<div
style="font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:16px;line-height:1.6;text-align:{{start}};color:#123b30;"
>{{todo}}</div>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><table dir="{{dir}}" align="center" border="0" cellpadding="0" cellspacing="0" class="foot-outlook" role="presentation" style="width:600px;" width="600" bgcolor="#f8faf9" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  class="foot" style="background:#f8faf9;background-color:#f8faf9;margin:0px auto;max-width:600px;">
<table dir="{{dir}}"
align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="background:#f8faf9;background-color:#f8faf9;width:100%;"
>
<tbody>
<tr>
<td
style="direction:{{dir}};font-size:0px;padding:0;text-align:{{start}};"
>
<!--[if mso | IE]><table dir="{{dir}}" role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->
<div
class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:{{dir}};display:inline-block;vertical-align:top;width:100%;"
>
<table dir="{{dir}}"
border="0" cellpadding="0" cellspacing="0" role="presentation" width="100%"
>
<tbody>
<tr>
<td  style="vertical-align:top;padding:12px 0 8px;">
<table dir="{{dir}}"
border="0" cellpadding="0" cellspacing="0" role="presentation" style="" width="100%"
>
<tbody>
{{#footer}}
<tr>
<td
align="{{start}}" class="small" style="font-size:0px;padding:0 24px 8px;word-break:break-word;"
>
<div
style="font-family:'Segoe UI', Tahoma, Arial, sans-serif;font-size:13px;line-height:1.6;text-align:{{start}};color:#55635c;"
>{{text}}</div>
</td>
</tr>
{{/footer}}
</tbody>
</table>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</div>
</body>
</html>`;
