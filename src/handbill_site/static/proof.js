/* Proof of work for the form: solves its challenge in a worker and fills in the hidden field. Without this script, or
   where it fails, the form is sent all the same and waits in a slower queue. Nothing is stored, nobody else is asked. */
"use strict";

(() => {
  const form = document.querySelector("form[data-challenge]");
  const status = document.getElementById("proof");
  const LONGEST = 60000; // milliseconds; after that it is sent without
  let state = "waits";
  let wanted = false;

  function become(next) {
    state = next;
    status.textContent = status.dataset[wanted && next === "works" ? "sends" : next];
    if (wanted && next !== "works") form.requestSubmit();
  }

  function begin() {
    if (state !== "waits") return;
    // Browsers keep SubtleCrypto from pages that came without TLS, but for those of this machine and of onions.
    if (!window.Worker || !window.crypto || !window.crypto.subtle) return become("fails");
    const worker = new Worker("/static/proof-worker.js");
    const end = (next, solution = "") => {
      if (state !== "works") return;
      worker.terminate();
      form.elements.altcha.value = solution;
      become(next);
    };
    worker.onmessage = (event) => end("done", event.data);
    worker.onerror = () => end("fails");
    setTimeout(() => end("fails"), LONGEST);
    become("works");
    worker.postMessage(form.dataset.challenge);
  }

  form.addEventListener("submit", (event) => {
    if (state === "done" || state === "fails") return;
    event.preventDefault();
    wanted = true;
    if (state === "waits") begin();
    else become("works");
  });
  form.addEventListener("input", begin, { once: true });
  form.addEventListener("focusin", begin, { once: true });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // its challenge is spent
  });
})();
