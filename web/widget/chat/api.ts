// Speaks the visitor's API (docs/api.md). Never throws: no answer at all is status 0.

import type { Context } from "../types";

export interface Answer {
  status: number;
  /** The problem's code, when it is one. */
  code?: string;
  /** The JSON body, if any. */
  body: any;
  /** Milliseconds that the server asks us to wait. */
  wait?: number;
}

export const isFine = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300;

/** Worth the same request again later: no line, too many requests, a server in trouble. */
export const isPassing = ({ status }: Answer): boolean => status === 0 || status === 408 || status === 429 || status >= 500;

export class Api {
  /** The chat's bearer token; the browser makes it. */
  token = "";

  constructor(readonly context: Context) {}

  /** A request as it goes out; also used for the stream. No cookie, no address of the page. */
  fetch(path: string, options: RequestInit = {}): Promise<Response> {
    return fetch(`${this.context.base}/v1/${path}`, {
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      ...options,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(options.body && { "content-type": "application/json" }),
      },
    });
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    try {
      const response = await this.fetch(path, {
        method,
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(2e4),
      });
      const text = await response.text();
      const answer: Answer = { status: response.status, body: null };
      try {
        if (text) answer.body = JSON.parse(text);
      } catch (error) {
        // A proxy refuses in its own words; only a success has to be understood.
        if (response.ok) throw error;
      }
      const wait = Number(response.headers.get("retry-after"));
      if (wait > 0) answer.wait = wait * 1000;
      if (!response.ok && typeof answer.body?.code === "string") answer.code = answer.body.code;
      return answer;
    } catch {
      return { status: 0, body: null };
    }
  }
}
