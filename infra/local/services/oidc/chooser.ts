import { ROLES, type Role } from './person.ts';

/** The establishments of the demo data. */
const ESTABLISHMENTS = ['7000000001', '7000000002', '7000000003'];
const ROLE_NAMES: Readonly<Record<Role, string>> = { manager: 'مدير · Manager', reader: 'قارئ · Reader' };

const STYLE = `body{font:16px/1.6 'Segoe UI',Tahoma,Arial,sans-serif;background:#f9fafb;color:#161616;margin:0}
main{max-width:34rem;margin:3rem auto;padding:1.5rem;background:#fff;border:1px solid #d2d6db;border-radius:8px}
h1{font-size:1.25rem;margin:0 0 .25rem}p{color:#384250;margin:0 0 1rem}fieldset{border:0;border-block-start:1px solid #d2d6db;margin:0;padding:.75rem 0}
legend{font-weight:600;float:inline-start;padding:0;padding-inline-end:1rem;line-height:2.5rem}
button{font:inherit;min-height:2.5rem;padding:0 1rem;margin-block-start:.5rem;margin-inline-end:.5rem;border:1px solid #1b8354;border-radius:4px;background:#fff;color:#166a45;cursor:pointer}
button:hover{background:#f3fcf6}button:focus-visible,input:focus-visible{outline:3px solid #161616;outline-offset:2px}
input{font:inherit;min-height:2.5rem;box-sizing:border-box;padding:0 .75rem;border:1px solid #6c727e;border-radius:4px;inline-size:12rem}`;

/** Asks which establishment and which role somebody signs in as. @param query what the client asked for, which goes on unchanged */
export function chooserPage(query: URLSearchParams): string {
  const hidden = [...query]
    .filter(([name]) => name !== 'establishment' && name !== 'role')
    .map(([name, value]) => `<input type="hidden" name="${encode(name)}" value="${encode(value)}">`)
    .join('');
  const buttons = (number: string) =>
    ROLES.map(
      (role) =>
        `<button name="role" value="${role}">${number && `<bdi dir="ltr">${number}</bdi> `}${ROLE_NAMES[role]}</button>`,
    ).join('');
  const forms = ESTABLISHMENTS.map(
    (number) =>
      `<form action="/authorize">${hidden}<input type="hidden" name="establishment" value="${number}"><fieldset><legend><bdi dir="ltr">${number}</bdi></legend>${buttons(number)}</fieldset></form>`,
  ).join('');
  return `<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,"><title>تسجيل الدخول · Sign in</title><style>${STYLE}</style></head><body><main><h1>تسجيل الدخول · Sign in</h1>
<p>هذا الجهاز بلا كلمات مرور: اختاروا المنشأة والدور. <span lang="en" dir="ltr">No passwords on this machine: choose an establishment and a role.</span></p>
${forms}<form action="/authorize">${hidden}<fieldset><legend><label for="other">منشأة أخرى · Another</label></legend><input id="other" name="establishment" inputmode="numeric" dir="ltr" required> ${buttons('')}</fieldset></form>
</main></body></html>`;
}

function encode(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
