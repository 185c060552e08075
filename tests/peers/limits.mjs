// The same answers as bench_limits sends, by @bitrix24/b24jssdk with the limiter it comes with. Prints a line of
// JSON: limits.mjs ANSWERS DIALOGS LEVEL, the last being what others have drawn from the bucket before.
import { B24OAuth } from '@bitrix24/b24jssdk'
import { startEmulator } from './emulator.mjs'

const [answers, dialogs, level] = process.argv.slice(2).map(Number)
const emulator = await startEmulator({ limit: 'standard' })
const { clientId, clientSecret, tokens } = await emulator.control('oauth', { issue: true })
const b24 = new B24OAuth({
  applicationToken: 'unused',
  userId: tokens.user_id,
  memberId: tokens.member_id,
  accessToken: tokens.access_token,
  refreshToken: tokens.refresh_token,
  expires: tokens.expires,
  expiresIn: tokens.expires_in,
  scope: tokens.scope,
  domain: tokens.domain,
  clientEndpoint: tokens.client_endpoint,
  serverEndpoint: tokens.server_endpoint,
  status: tokens.status,
}, { clientId, clientSecret })
b24.offClientSideWarning()

const call = (method, params) => b24.actions.v2.call.make({ method, params })
const made = await call('imbot.v2.Bot.register', { fields: { code: 'peer', properties: { name: 'Peer' } } })
const bot = made.getData().result.bot.id
for (let user = 0; user < dialogs; user++) {
  await emulator.control('say', { user: 100000 + user, dialogId: String(bot), text: 'hello' })
}
await emulator.control('limit', { level })
const before = (await emulator.control('calls', { method: 'none' })).total

const began = performance.now()
const outcomes = await Promise.all(Array.from({ length: answers }, (_, i) =>
  call('imbot.v2.Chat.Message.send', {
    botId: bot, dialogId: String(100000 + i % dialogs), fields: { message: `answer ${i}` },
  }).then((answer) => answer.isSuccess, () => false)))
const seconds = (performance.now() - began) / 1000

const { calls } = await emulator.control('calls', { since: before })
const refused = calls.filter((one) => one.status === 503).length
console.log(JSON.stringify({ seconds, failed: outcomes.filter((good) => !good).length, requests: calls.length, refused }))
await emulator.stop()
process.exit(0)
