// Ids and tokens that the browser makes itself, so that every request can be repeated safely.

/** 16 bytes are an id (22 characters), 32 a token (43 characters); base64url without padding. */
export const random = (bytes: number): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replace(/[+/=]/g, (sign) => ({ "+": "-", "/": "_" })[sign] ?? "");
