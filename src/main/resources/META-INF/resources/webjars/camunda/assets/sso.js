// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// Single sign-on in the web applications: a link on their login page, or no login page at all where people have no passwords here.
const WORDS = {
  en: 'Log in with single sign-on',
  sv: 'Logga in med gemensam inloggning',
  pl: 'Zaloguj przez logowanie jednokrotne',
  pt: 'Entrar com início de sessão único',
  zh: '使用单点登录',
  it: 'Accedi con l’accesso unico'
};

const address = () => `/sso/login?to=${encodeURIComponent(location.pathname)}`;

function link() {
  const language = (navigator.languages[0] || 'en').slice(0, 2).toLowerCase();
  const box = document.createElement('p');
  box.className = 'truckroll-sso';
  const text = document.createElement('a');
  text.href = address();
  text.textContent = WORDS[language] || WORDS.en;
  box.append(text);
  document.body.append(box);
  return box;
}

async function watch() {
  const answer = await fetch('/sso', { cache: 'no-store' });
  const sso = answer.ok ? await answer.json() : { on: false };
  if (!sso.on) return;
  const app = document.querySelector('base').getAttribute('app-root');
  let inside = (await fetch(`${app}/api/admin/auth/user/default`, { cache: 'no-store' })).ok;
  const box = sso.passwords ? link() : null;
  const look = () => {
    const out = location.hash.startsWith('#/login');
    if (box) box.hidden = !out;
    if (!out) return;
    // Whoever was logged in has logged out here: so also there, or one click would lead back in.
    if (inside) location.replace('/sso/logout');
    else if (!sso.passwords) location.replace(address());
    inside = false;
  };
  window.addEventListener('hashchange', look);
  look();
}

watch().catch(() => {});
