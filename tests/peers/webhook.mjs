// @bitrix24/b24jssdk with the inbound webhook PORTAL, which it calls over https alone. A program of its own, since
// Node reads whom it is to trust (NODE_EXTRA_CA_CERTS) when it starts.
import assert from 'node:assert/strict'
import { B24Hook } from '@bitrix24/b24jssdk'

const b24 = B24Hook.fromWebhookUrl(process.env.PORTAL)
b24.offClientSideWarning()
const answer = await b24.actions.v2.call.make({
  method: 'imbot.v2.Bot.register',
  params: { fields: { code: 'peer', botToken: 'token-of-the-bot', properties: { name: 'Peer' } } },
})
assert.ok(answer.isSuccess, answer.getErrorMessages().join('; '))
assert.equal(answer.getData().result.bot.code, 'peer')
