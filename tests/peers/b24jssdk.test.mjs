// @bitrix24/b24jssdk, Bitrix24's own JavaScript client, as it is, against the emulator as an application.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, beforeEach, test } from 'node:test'
import { promisify } from 'node:util'
import { B24OAuth } from '@bitrix24/b24jssdk'
import { startEmulator } from './emulator.mjs'

let emulator
let app
before(async () => { emulator = await startEmulator() })
after(() => emulator.stop())
beforeEach(async () => {
  await emulator.control('reset')
  app = await emulator.control('oauth', { issue: true, refuse: '' })
})

/** The SDK with an installation's tokens. */
function installed() {
  const told = app.tokens
  const b24 = new B24OAuth({
    applicationToken: 'unused',
    userId: told.user_id,
    memberId: told.member_id,
    accessToken: told.access_token,
    refreshToken: told.refresh_token,
    expires: told.expires,
    expiresIn: told.expires_in,
    scope: told.scope,
    domain: told.domain,
    clientEndpoint: told.client_endpoint,
    serverEndpoint: told.server_endpoint,
    status: told.status,
  }, { clientId: app.clientId, clientSecret: app.clientSecret }, { restrictionParams: { retryDelay: 50 } })
  b24.offClientSideWarning()
  return b24
}

async function call(b24, method, params = {}) {
  const answer = await b24.actions.v2.call.make({ method, params })
  assert.ok(answer.isSuccess, answer.getErrorMessages().join('; '))
  return answer.getData().result
}

async function callsOf(method) {
  return (await emulator.control('calls', { method })).calls
}

const bot = { fields: { code: 'peer', properties: { name: 'Peer' } } }

test('calls', async () => {
  const b24 = installed()
  const made = await call(b24, 'imbot.v2.Bot.register', bot)
  assert.equal(made.bot.code, 'peer')
  await emulator.control('say', { user: 7, dialogId: String(made.bot.id), text: 'hello' })
  const sent = await call(b24, 'imbot.v2.Chat.Message.send', {
    botId: made.bot.id, dialogId: '7', fields: { message: 'Grüße, "7" & <all>' },
  })
  const { messages } = await emulator.control('messages', { user: 7, dialogId: String(made.bot.id) })
  assert.equal(messages.at(-1).id, sent.id)
  assert.equal(messages.at(-1).text, 'Grüße, "7" & <all>')
})

test('a refusal has the documented code', async () => {
  await assert.rejects(call(installed(), 'imbot.v2.Bot.get', { botId: 999 }), { code: 'BOT_NOT_FOUND', status: 400 })
})

test('a batch, with a result of one call in the next', async () => {
  const b24 = installed()
  await call(b24, 'imbot.v2.Bot.register', bot)
  const answer = await b24.actions.v2.batch.make({
    calls: {
      found: ['imbot.v2.Bot.get', { code: 'peer' }],
      same: ['imbot.v2.Bot.get', { botId: '$result[found][bot][id]' }],
      time: ['server.time', {}],
    },
    options: { isHaltOnError: true },
  })
  assert.ok(answer.isSuccess, answer.getErrorMessages().join('; '))
  const got = answer.getData()
  assert.equal(got.found.bot.code, 'peer')
  assert.equal(got.same.bot.id, got.found.bot.id)
  assert.match(got.time, /^\d{4}-\d\d-\d\dT/)
})

test('a batch tells the error of one call', async () => {
  const answer = await installed().actions.v2.batch.make({
    calls: [['server.time', {}], ['imbot.v2.Bot.get', { botId: 999 }], ['server.time', {}]],
    options: { isHaltOnError: false, returnAjaxResult: true },
  })
  const results = answer.getData()
  assert.deepEqual(results.map((one) => one.isSuccess), [true, false, true])
})

test('a 503 is tried again', async () => {
  await emulator.control('faults', { rules: [{ match: 'server.time', kind: '503', times: 1 }] })
  await call(installed(), 'server.time')
  const calls = await callsOf('server.time')
  assert.deepEqual(calls.map((one) => one.status), [503, 200])
  assert.equal(calls[0].error, 'QUERY_LIMIT_EXCEEDED')
})

test('an expired token is renewed', async () => {
  const b24 = installed()
  const told = []
  b24.setCallbackRefreshAuth(async ({ b24OAuthParams }) => { told.push(b24OAuthParams.accessToken) })
  await call(b24, 'server.time')
  await emulator.control('oauth', { expire: true })
  await call(b24, 'server.time')
  assert.equal(told.length, 1)
  assert.notEqual(told[0], app.tokens.access_token)
  assert.equal((await emulator.control('oauth')).renewals, app.renewals + 1)
  assert.deepEqual((await callsOf('server.time')).map((one) => one.error), ['', 'expired_token', ''])
})

test('many calls at once meet an expired token and all succeed', async () => {
  const b24 = installed()
  await emulator.control('oauth', { expire: true })
  await Promise.all(Array.from({ length: 10 }, () => call(b24, 'server.time')))
  const calls = await callsOf('server.time')
  assert.equal(calls.filter((one) => one.status === 200).length, 10)
})

test('a renewal that is refused says why', async () => {
  const b24 = installed()
  await emulator.control('oauth', { expire: true, refuse: 'PAYMENT_REQUIRED' })
  await assert.rejects(call(b24, 'server.time'), (error) => error.originalError?.code === 'PAYMENT_REQUIRED')
})

test('an inbound webhook over https', async () => {
  const certificate = new URL('certificate.pem', import.meta.url).pathname
  const https = await startEmulator({ tls: certificate })
  try {
    const { controlUrl, portal } = https
    assert.match(portal, /^https:/)
    assert.match(controlUrl, /^https:/)
    const env = { ...process.env, PORTAL: portal, NODE_EXTRA_CA_CERTS: certificate }
    const program = new URL('webhook.mjs', import.meta.url).pathname
    await promisify(execFile)(process.execPath, [program], { env })
    // Without the certificate it is not trusted, so the one above was https indeed.
    delete env.NODE_EXTRA_CA_CERTS
    await assert.rejects(promisify(execFile)(process.execPath, [program], { env }))
  } finally {
    await https.stop()
  }
})
