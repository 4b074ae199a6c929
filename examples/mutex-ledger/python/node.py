"""A node of mutex-ledger, written from specs/README.md and specs/mutex-ledger/README.md alone. Python 3.10 or newer."""
import asyncio, collections, functools, hashlib, json, os, signal
import nats
HASHED = ('height', 'prev', 'from', 'to', 'amount', 'tx')

class Node:
    def __init__(self):
        self.id, self.outbox = os.environ['TOUCHSTONE_NODE'], asyncio.Queue()
        self.published = self.seen = self.msg_id = self.clock = self.request = 0
        self.names, self.heard, self.outcomes = [], collections.Counter(), {}  # last msg_id by node; outcomes by tx
        self.head, self.height, self.early = '0' * 64, 0, {}  # of the chain; blocks before their turn, by height
        self.queue, self.awaited = {}, set()  # stamps by node; (node, msg_id of our REQUEST to it) without a REPLY
        self.transfers, self.line, self.current, self.inside = {}, collections.deque(), None, False

    # What leaves: messages and events, in one order and under one numbering.
    def publish(self, subject, content):
        self.published += 1
        evidence = {'Ts-Seq': str(self.published), 'Ts-Seen': str(self.seen)}
        self.outbox.put_nowait({'subject': subject, 'payload': json.dumps(content).encode(), 'headers': evidence})
    def event(self, kind, **fields):  # what cannot be seen from outside
        self.publish(os.environ['TOUCHSTONE_EVENTS'], {'kind': kind, **fields})

    def send(self, dest, **body):
        self.msg_id += 1
        message = {'src': self.id, 'dest': dest, 'body': {**body, 'msg_id': self.msg_id}}
        self.publish(f"{os.environ['TOUCHSTONE_OUT']}.{dest}", message)
        return self.msg_id
    def tell_all(self, **body):
        return {(node, self.send(node, clock=self.tick(), **body)) for node in self.names if node != self.id}
    def tick(self, heard=0):
        self.clock = max(self.clock, heard) + 1
        return self.clock

    # What arrives. Nothing in here waits, so deliveries are consumed one by one, and Ts-Seen is true.
    async def deliver(self, delivery):
        self.seen, message = int(delivery.headers['Ts-Delivery']), json.loads(delivery.data)
        src, body = message['src'], message['body']
        if body['type'] in ('REQUEST', 'REPLY', 'BLOCK', 'RELEASE'):
            self.hear(src, body)
        elif answer := self.answer(src, body):
            self.send(src, in_reply_to=body['msg_id'], **answer)
        self.advance()

    def answer(self, src, body):  # for clients and the harness; None: later
        match body['type']:
            case 'init':
                if not self.names:  # it may come more than once
                    self.names, self.config = body['node_ids'], body['config']
                    self.table = {name: {'version': 0, 'balance': b} for name, b in self.config['balances'].items()}
                return {'type': 'init_ok'}
            case 'balance':
                return {'type': 'balance_ok', 'result': 'read', 'account': self.id, **self.table[self.id]}
            case 'dump':
                names = sorted(name for name in self.table if name > body.get('after', ''))
                return {'type': 'dump_ok', 'accounts': [{'account': n, **self.table[n]} for n in names], 'more': False}
            case 'outcome':
                return {'type': 'outcome_ok', 'tx': body['tx'], 'outcome': self.outcomes.get(body['tx'], 'unknown')}
            case 'transfer':
                tx, to, amount = body.get('tx'), body.get('to'), body.get('amount')
                whole = type(amount) is int and amount > 0
                if type(tx) is not str or not tx or not whole or to == self.id or to not in self.names:
                    return {'type': 'error', 'code': 12, 'text': 'it takes tx, a positive amount, and another node'}
                known = self.transfers.setdefault(tx, {'to': to, 'amount': amount, 'asked': [], 'answer': None})
                if (known['to'], known['amount']) != (to, amount):
                    return {'type': 'error', 'code': 12, 'text': f'{tx} is the name of another transfer'}
                if not known['asked']:
                    self.line.append(tx)
                known['asked'].append((src, body['msg_id']))
                return known['answer']
        return {'type': 'error', 'code': 10, 'text': f"no such type of message: {body['type']}"}

    def hear(self, src, body):  # another node
        self.tick(body.get('clock', body.get('stamp', 0)))
        if body['msg_id'] <= self.heard[src]:
            return
        self.heard[src] = body['msg_id']
        match body['type']:
            case 'REQUEST':
                self.queue[src] = body['stamp']
                self.send(src, type='REPLY', in_reply_to=body['msg_id'], clock=self.tick())
            case 'REPLY':
                self.awaited.discard((src, body['in_reply_to']))
            case 'RELEASE':
                self.queue.pop(src, None)
            case 'BLOCK':
                self.early[max(body['height'], self.height + 1)] = {field: body[field] for field in (*HASHED, 'hash')}
                while block := self.early.pop(self.height + 1, None):
                    fits = block == {**block, 'height': self.height + 1, 'prev': self.head, 'hash': self.hash(block)}
                    self.append(block) if fits else self.event('reject', **block)

    # Lamport's mutual exclusion: ask, and enter, as soon as may be.
    def advance(self):
        if self.current is None and self.line:
            self.current, self.request = self.line.popleft(), self.request + 1
            stamp = self.queue[self.id] = self.tick()
            self.event('request', request=self.request, clock=stamp, tx=self.current)
            self.awaited = self.tell_all(type='REQUEST', request=self.request, stamp=stamp)
        if self.current is not None and not self.inside and not self.awaited and self.heads_queue():
            self.inside = True
            self.event('enter', request=self.request, clock=self.tick())
            asyncio.get_running_loop().call_later(self.config['holdMs'] / 1000, self.decide_and_leave)
    def heads_queue(self):
        return min(self.queue, key=lambda node: (self.queue[node], node)) == self.id

    def decide_and_leave(self):
        tx, known, own = self.current, self.transfers[self.current], self.table[self.id]
        answer = {'type': 'transfer_ok', 'tx': tx, 'account': self.id}
        if tx in self.outcomes:
            answer = {'type': 'error', 'code': 30, 'text': f'another account has paid {tx}'}
        elif own['balance'] < known['amount']:
            self.event('refuse', request=self.request, tx=tx, account=self.id, **own)
            answer.update(result='refused', **own)
            self.outcomes[tx] = 'never'
        else:
            block = dict(zip(HASHED, (self.height + 1, self.head, self.id, known['to'], known['amount'], tx)))
            block['hash'] = self.hash(block)
            answer.update(result='applied', legs=self.append(block))
            self.tell_all(type='BLOCK', **block)
        self.event('leave', request=self.request, clock=self.tick())
        del self.queue[self.id]
        self.tell_all(type='RELEASE', request=self.request)
        for src, msg_id in known['asked']:
            self.send(src, in_reply_to=msg_id, **answer)
        known['answer'], self.current, self.inside = answer, None, False
        self.advance()

    def append(self, block):
        self.event('block', **block)
        self.outcomes[block['tx']], self.height, self.head, legs = 'applied', block['height'], block['hash'], []
        for name, change in ((block['from'], -block['amount']), (block['to'], block['amount'])):
            version, balance = self.table[name].values()
            self.table[name] = {'version': version + 1, 'balance': balance + change}
            legs.append({'account': name, 'previous': version, **self.table[name]})
        return legs

    def hash(self, block):
        text = ''.join(f'{len(str(block[field]).encode())}:{block[field]},' for field in HASHED)
        if self.config['hashProfile'] == 'concatenation':
            text = '{from}{to}{amount}{prev}'.format(**block)
        return hashlib.sha256(text.encode()).hexdigest()

async def main(node, env=os.environ.get):
    broker = await nats.connect(env('TOUCHSTONE_NATS_URL'), user=env('TOUCHSTONE_NATS_USER'), allow_reconnect=False,
        password=env('TOUCHSTONE_NATS_PASSWORD'), closed_cb=functools.partial(node.outbox.put, None))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, node.outbox.put_nowait, None)
    await broker.subscribe(env('TOUCHSTONE_IN'), cb=node.deliver)
    while publication := await node.outbox.get():  # None: SIGTERM, or the connection is lost
        await broker.publish(**publication)
if __name__ == '__main__':
    asyncio.run(main(Node()))
