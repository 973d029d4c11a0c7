// Stands for a click map: one key in the local storage.
localStorage.setItem("klicks", "1");
(window.ran ??= []).push("klicks");
