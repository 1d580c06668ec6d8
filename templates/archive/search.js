// Shows the editions that hold every word typed. Without this script the page is the plain list.
(() => {
  const box = document.getElementById("search");
  const rows = [...document.querySelectorAll("[data-search]")];
  const months = [...document.querySelectorAll("section")];
  const noMatch = document.getElementById("no-match");

  const filter = () => {
    const words = box.value.normalize("NFKC").toLowerCase().split(/\s+/);
    for (const row of rows) row.hidden = !words.every((word) => row.dataset.search.includes(word));
    for (const month of months) month.hidden = !month.querySelector("[data-search]:not([hidden])");
    noMatch.hidden = months.some((month) => !month.hidden);
  };

  box.hidden = false;
  box.addEventListener("input", filter);
  addEventListener("pageshow", filter);
  addEventListener("keydown", (press) => {
    if (press.key !== "/" || press.ctrlKey || press.metaKey || press.altKey || document.activeElement === box) return;
    press.preventDefault();
    box.focus();
  });
})();
