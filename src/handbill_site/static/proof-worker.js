/* Finds the counter whose key, PBKDF2 of nonce and counter, begins as the challenge asks. ALTCHA's format, version 2:
   the password is the nonce and the counter as four bytes, big end first; the answer is base 64 of JSON. */
"use strict";

const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
const hex = (array) => Array.from(array, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derived(password, salt, parameters) {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: parameters.cost };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8));
}

async function solved(challenge) {
  const { parameters } = challenge;
  const nonce = bytes(parameters.nonce);
  const salt = bytes(parameters.salt);
  const prefix = bytes(parameters.keyPrefix);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  for (let counter = 0; ; counter += 1) {
    new DataView(password.buffer).setUint32(nonce.length, counter);
    const key = await derived(password, salt, parameters);
    if (prefix.every((byte, place) => key[place] === byte)) return { counter, derivedKey: hex(key) };
  }
}

onmessage = async (event) => {
  try {
    const challenge = JSON.parse(event.data);
    postMessage(btoa(JSON.stringify({ challenge, solution: await solved(challenge) })));
  } catch (error) {
    setTimeout(() => { throw error; }); // reaches the page as an error, which a rejected promise does not
  }
};
