// A stub that would recognise people elsewhere: an entry, and a request.
localStorage.setItem("wiedersehen", "1");
new Image().src = "{{stub}}/kaufhaus/stub/punkt.svg?wiedersehen";
