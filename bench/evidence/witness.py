"""The example node, giving only the evidence that its arguments name: seq, seen, recv, clock, events."""
import asyncio, json, pathlib, sys
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'examples' / 'mutex-ledger' / 'python'))
import node

GIVEN = sys.argv[1:]


class Witness(node.Node):
    async def deliver(self, delivery):
        if 'recv' in GIVEN:
            self.event('recv', delivery=int(delivery.headers['Ts-Delivery']))
        await super().deliver(delivery)

    def event(self, kind, **fields):
        if 'events' in GIVEN or kind == 'recv':
            super().event(kind, **fields)

    def publish(self, subject, content):
        if 'clock' not in GIVEN:
            content.get('body', content).pop('clock', None)
        self.published += 1
        headers = {'seq': ('Ts-Seq', self.published), 'seen': ('Ts-Seen', self.seen)}
        evidence = {name: str(value) for given, (name, value) in headers.items() if given in GIVEN}
        self.outbox.put_nowait({'subject': subject, 'payload': json.dumps(content).encode(), 'headers': evidence or None})


asyncio.run(node.main(Witness()))
