// Starts `luabot emulator` for a test, and speaks with its control side.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** `tls` is a file for the certificate. The program prints where it is; the rest of the test needs no more. */
export async function startEmulator({ limit = 'none', tls } = {}) {
  const child = spawn(process.env.LUABOT, ['emulator', '--limit', limit, ...(tls ? ['--tls', tls] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8')
  while (!/^control \S+\n/m.test(printed)) {
    const [text] = await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => { throw new Error('the emulator ended: ' + printed) }),
    ])
    printed += text
  }
  const portal = /^portal +(\S+)$/m.exec(printed)[1]
  const controlUrl = /^control +(\S+)$/m.exec(printed)[1]

  async function control(verb, body = {}) {
    const answer = await fetch(controlUrl + verb, { method: 'POST', body: JSON.stringify(body) })
    const told = await answer.json()
    if (answer.status !== 200) throw new Error(`${verb}: ${told.error}`)
    return told
  }
  async function stop() {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  }
  return { portal, controlUrl, control, stop }
}
