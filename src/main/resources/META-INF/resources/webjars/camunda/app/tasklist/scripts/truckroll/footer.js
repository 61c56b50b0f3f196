// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Our name and version before the engine's at the foot of the page (MAINT-36). */
export function showVersion(version) {
  const foot = document.querySelector('footer[cam-widget-footer]');
  if (!foot) {
    return;
  }
  const add = () => {
    const place = foot.querySelector('.version');
    if (place && !foot.querySelector('.truckroll-version')) {
      const own = document.createElement('span');
      own.className = 'truckroll-version';
      own.textContent = `${['Truckroll', version].filter(Boolean).join(' ')} · `;
      place.parentElement.prepend(own);
    }
    return Boolean(place);
  };
  if (!add()) {
    const observer = new MutationObserver(() => {
      if (add()) {
        observer.disconnect();
      }
    });
    observer.observe(foot, {childList: true, subtree: true});
  }
}
