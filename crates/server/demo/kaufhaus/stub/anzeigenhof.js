// A stub that would show advertisements: a cookie, and a request.
document.cookie = "anzeigenhof_1=1; path=/; max-age=7776000";
new Image().src = "{{stub}}/kaufhaus/stub/punkt.svg?anzeigenhof";
