// Stands for a measurement of advertisements.
document.cookie = "_anzeigen=1;path=/;max-age=7776000";
(window.ran ??= []).push("anzeigen");
