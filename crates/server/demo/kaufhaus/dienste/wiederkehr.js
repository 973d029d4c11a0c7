// Stands for an advertising network; a module.
sessionStorage.setItem("wiederkehr", "1");
(window.ran ??= []).push("wiederkehr");
export {};
