// What axe-core asks of the theme: blocks that scroll are reached by keyboard, and only the outer navigation is a landmark.
// The theme makes some of these later and takes the tab stop away again, hence the observer; each step changes only what differs.
function mend() {
  for (const block of document.querySelectorAll("pre > code, .md-typeset__scrollwrap")) if (block.tabIndex !== 0) block.tabIndex = 0;
  for (const nested of document.querySelectorAll(".md-nav--primary nav:not([role]), .md-code__nav:not([role])")) {
    nested.removeAttribute("aria-labelledby");
    nested.removeAttribute("aria-label");
    nested.setAttribute("role", "none");
  }
  for (const nested of document.querySelectorAll("nav[role='none'][aria-expanded]")) nested.removeAttribute("aria-expanded");
  const outer = document.querySelector(".md-nav--primary[aria-labelledby], .md-nav--primary:not([aria-label='All pages'])");
  outer?.removeAttribute("aria-labelledby");
  outer?.setAttribute("aria-label", "All pages");
}
mend();
new MutationObserver(mend).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["tabindex", "aria-expanded"] });
