// The real program, started for the tests: one per Playwright worker, or one of its own for a test that kills it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SignIn { name: string; email: string; password: string }

interface Announcement { chat: string; shop: string; inbox: string; site: string; agents: SignIn[] }

const program = process.env.E2E_PROGRAM ?? join(
  process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../../target', import.meta.url)),
  process.env.E2E_PROFILE ?? 'debug',
  'plausch',
);

/** All visitors and agents of a run come from one address, many of them in a minute. Limits have tests of their own. */
const patient = {
  PLAUSCH_LIMITS_SIGN_INS_PER_MINUTE: '10000',
  PLAUSCH_LIMITS_CONVERSATIONS_PER_MINUTE: '10000',
  PLAUSCH_LIMITS_CONSENTS_PER_MINUTE: '10000',
};

/**
 * What no log may hold (R-RET-04, R-TERM-04): mail addresses, computers' addresses but this one's, and the keys of visitors, agents and
 * links, which are 43 letters long.
 */
const secret = /[\w.+-]+@[\w-]+\.\w+|(?<![\d.])(?!127\.0\.0\.1(?!\d))\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?<![\w-])[\w-]{43}(?![\w-])/g;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  await new Promise((closed) => probe.close(closed));
  return address.port;
}

/** A program that is set up for the first time. */
export interface FirstRun { link: string; isGone(): Promise<void> }

/** What a test wants to be different. */
export interface Settings { flags?: string[]; environment?: Record<string, string> }

export class Server {
  chat = '';
  shop = '';
  inbox = '';
  site = '';
  agents: SignIn[] = [];
  /** What the program said on stderr; a failing test wants to know. */
  log = '';
  private process: ChildProcess | undefined;

  private constructor(readonly data: string, private readonly ports: { chat: number; shop: number }, private readonly set: Settings) {}

  static async start(set: Settings = {}): Promise<Server> {
    if (!existsSync(program)) throw new Error(`${program} does not exist: build it first (cargo build)`);
    const server = new Server(await mkdtemp(join(tmpdir(), 'plausch-e2e-')), { chat: await freePort(), shop: await freePort() }, set);
    await server.begin();
    return server;
  }

  /** One that nobody has set up yet: it says with which link. */
  static async firstRun(): Promise<FirstRun> {
    const data = await mkdtemp(join(tmpdir(), 'plausch-e2e-'));
    const args = ['serve', '--log', 'error', '--listen', `127.0.0.1:${await freePort()}`, '--data', data];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    for await (const text of child.stdout.setEncoding('utf8')) {
      said += text;
      if (/\/set-up\/\S+\n/.test(said)) break;
    }
    const link = said.match(/http\S+\/set-up\/\S+/)?.[0];
    if (!link) throw new Error(`plausch serve gave no link: ${said}`);
    return {
      link,
      isGone: async () => {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
        await rm(data, { recursive: true, force: true });
      },
    };
  }

  /** Ends it as a power cut would. */
  async dies(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Starts it again on the same ports with the same data. */
  async comesBack(): Promise<void> {
    await this.begin();
  }

  /** Asks it to stop, as a restart by the operator does. */
  async stops(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Ends it and removes its data. Whatever a test did with it, its log tells nothing of anybody. */
  async isGone(): Promise<void> {
    if (this.process) await this.end('SIGKILL');
    await rm(this.data, { recursive: true, force: true });
    const told = this.log.match(secret);
    if (told) throw new Error(`the log tells ${told.join(', ')}:\n${this.log}`);
  }

  agent(name: string): SignIn {
    const found = this.agents.find((agent) => agent.name === name);
    if (!found) throw new Error(`the demo has no agent ${name}`);
    return found;
  }

  private async begin(): Promise<void> {
    const args = ['demo', '--json', '--listen', `127.0.0.1:${this.ports.chat}`, '--shop', `localhost:${this.ports.shop}`, '--data', this.data, ...this.set.flags ?? []];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...patient, ...this.set.environment } });
    this.process = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => { this.log += text; });
    const announcement = await new Promise<Announcement>((resolve, reject) => {
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        const line = out.split('\n').find((candidate) => candidate.startsWith('{'));
        if (line && out.includes('\n', out.indexOf(line))) resolve(JSON.parse(line) as Announcement);
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`plausch demo ended with ${code}:\n${this.log}`)));
      setTimeout(() => reject(new Error(`plausch demo said nothing for 20 s:\n${this.log}`)), 20_000).unref();
    });
    // A restarted demo need not repeat the sign-ins of agents that it has already made.
    const agents = announcement.agents?.length ? announcement.agents : this.agents;
    Object.assign(this, announcement, { agents });
    for (const deadline = Date.now() + 20_000; ; ) {
      const answer = await fetch(`${this.chat}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      if (Date.now() > deadline) throw new Error(`plausch demo never got ready:\n${this.log}`);
      await new Promise((later) => setTimeout(later, 50));
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
