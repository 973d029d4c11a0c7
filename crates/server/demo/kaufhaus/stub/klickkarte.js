// A stub that would draw where people click: an entry of its own, and a request.
localStorage.setItem("klickkarte.visitor", "1");
sessionStorage.setItem("klickkarte.visit", "1");
new Image().src = "{{stub}}/kaufhaus/stub/punkt.svg?klickkarte";
