/**
 * What tests look at inside the portal's page. A browser runs this before the page's own scripts, as a script of its own: what it
 * has stands in `portalChecks`.
 */
(() => {
  const noted = { shifted: 0, moved: [], refused: [] };
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      noted.shifted += value;
      noted.moved.push(...sources.map(({ node }) => (node?.tagName ? nameOf(node) : (node?.nodeName ?? 'gone'))));
    }
  }).observe({ type: 'layout-shift', buffered: true });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, sample, sourceFile }) =>
    noted.refused.push([violatedDirective, sample, sourceFile].join(' ')),
  );

  const nameOf = (element) =>
    `${element.tagName.toLowerCase()} ${element.className} "${(element.textContent ?? '').slice(0, 30)}"`;
  const isSeen = (selector) => [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());

  /** What is wrong with title, headings and landmarks. */
  function structure(language) {
    const { lang, dir } = document.documentElement;
    const heading = document.querySelector('h1')?.textContent ?? '';
    const holds = {
      'one h1': document.querySelectorAll('h1').length === 1,
      'one main': document.querySelectorAll('main').length === 1,
      'a title with the heading': heading !== '' && document.title.includes(heading),
      'the language': lang === language && dir === (language === 'ar' ? 'rtl' : 'ltr'),
      'the skip link first': document.querySelector('a, button, input')?.getAttribute('href') === '#content',
    };
    return Object.entries(holds).flatMap(([what, is]) => (is ? [] : [`lacks ${what}`]));
  }

  /** What is wider than the screen, or has text that is cut. */
  function cut() {
    const found = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
      const wide = [...document.querySelectorAll('body *')].filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return right > clientWidth + 1 || left < -1;
      });
      found.push(`${scrollWidth} px wide, such as ${wide.slice(-1).map(nameOf).join()}`);
    }
    for (const element of document.querySelectorAll('body *')) {
      const { overflowX, overflowY, position, clipPath } = getComputedStyle(element);
      const isHidden =
        element.clientWidth <= 1 || element.clientHeight <= 1 || clipPath !== 'none' || position === 'fixed';
      if (isHidden) continue;
      const hides = (overflow) => overflow === 'hidden' || overflow === 'clip';
      const isCut =
        (hides(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
        (hides(overflowY) && element.scrollHeight > element.clientHeight + 1);
      if (isCut && element.innerText?.trim()) found.push(`cut: ${nameOf(element)}`);
    }
    return found;
  }

  /** Puts a style sheet on, in the one way that the policy of contents allows; none without a text. */
  function wear(css) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = css ? [sheet] : [];
  }

  /** Opens everything that can be unfolded. */
  function unfold() {
    for (const one of document.querySelectorAll('details')) one.open = true;
  }

  const STOPS = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"]';

  /** Numbers what Tab has to reach, and begins at the top of the page. Of radios that belong together one is a stop. */
  function markStops() {
    const groups = new Set();
    const isStop = (element) => {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('[inert]')) return false;
      if (element.type === 'hidden') return false;
      if (element.type !== 'radio' || !element.name) return element.tabIndex >= 0;
      const chosen = document.querySelector(`input[type=radio][name="${CSS.escape(element.name)}"]:checked`);
      if (groups.has(element.name) || (chosen && chosen !== element)) return false;
      groups.add(element.name);
      return true;
    };
    const stops = [...document.querySelectorAll(STOPS)].filter(isStop);
    stops.forEach((element, index) => {
      element.dataset.stop = String(index);
    });
    document.activeElement?.blur();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    window.scrollTo(0, 0);
    visited.length = 0;
    document.addEventListener('focusin', ({ target }) => visit(target));
    return stops.map((element, index) => ({ stop: String(index), name: nameOf(element) }));
  }

  const visited = [];

  /** Notes what has the focus, and whether it shows that. */
  function visit(element) {
    const shows = (one) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    };
    // A choice may show it on its label.
    const labels = [element.closest('label'), ...(element.labels ?? [])].filter(Boolean);
    visited.push({
      stop: element.dataset.stop,
      isSkipLink: element.getAttribute('href') === '#content',
      isShown: [element, ...labels].some(shows),
      name: nameOf(element),
    });
  }

  /** What is wrong on paper: the content is there, and what one presses is not. */
  function print() {
    const findings = isSeen('main h1') ? [] : ['the heading is not printed'];
    for (const selector of ['header ~ nav', '.skip', 'header button']) {
      if (isSeen(selector)) findings.push(`${selector} is printed`);
    }
    return findings;
  }

  window.portalChecks = { noted, structure, cut, wear, unfold, markStops, visited, print };
})();
