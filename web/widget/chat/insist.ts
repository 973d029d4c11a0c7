// Tells the server what has already happened on the device, however long it takes while the page lives.

import type { Context } from "../types";
import { Api, isPassing } from "./api";
import { backoff, Pause } from "./pause";

/** With the key of that time: the chat may have another one, or none, when the line is back. */
export async function insist(
  context: Context, token: string, method: string, path: string, body: unknown, unreachable: () => void,
): Promise<void> {
  const api = new Api(context);
  api.token = token;
  const pause = new Pause();
  for (let failures = 0; isPassing(await api.call(method, path, body));) {
    if (failures === 0) unreachable();
    await pause.wait(backoff(failures++, Math.random()));
  }
}
