// A stub that counts visits as such tools do: a cookie, and a request.
document.cookie = "zaehlwerk_id=1; path=/; max-age=2592000";
new Image().src = "{{stub}}/kaufhaus/stub/punkt.svg?zaehlwerk";
