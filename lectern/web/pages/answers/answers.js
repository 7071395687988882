// Loaded by the page of an exercise.

import { bring } from "./form.js";

const form = document.querySelector("form.answers");
bring(form, JSON.parse(document.querySelector(".answer-facts").textContent));
