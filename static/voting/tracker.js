// The tracker of a ballot is made here, so that the server has no say in it; the one in the page is for those without scripts.
// Made once for each form, before anyone reads its fields: a form sent twice is one ballot.
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector?.("[data-tracker]");
  if (!field || field.dataset.tracker) return;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  field.value = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  field.dataset.tracker = "browser";
  const by = event.target.querySelector("[name=tracker_by]");
  if (by) by.value = "browser";
}, true);
