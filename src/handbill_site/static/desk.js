// The desk works without this file. It lets single letters press the buttons that carry them as
// accesskey, and brings the words of the focused field into view.
"use strict";

const typing = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(event.target)) {
    event.target.blur();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || typing(event.target)) return;
  const button = /^[a-z]$/.test(event.key) && document.querySelector(`[accesskey="${event.key}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
});

document.addEventListener("focusin", (event) => {
  const field = event.target.closest(".field");
  if (!field) return;
  const mark = document.querySelector(`.text [data-for~="${field.id.replace("field-", "")}"]`);
  const text = mark && mark.closest(".text");
  if (text && text.scrollHeight > text.clientHeight) {
    text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
  }
});
