"""The same node, saying nothing of what it may leave out: no Ts-Seq, no Ts-Seen, no clocks."""
import asyncio, json
import node

class Silent(node.Node):
    def publish(self, subject, content):
        content.get('body', content).pop('clock', None)
        self.outbox.put_nowait({'subject': subject, 'payload': json.dumps(content).encode()})

asyncio.run(node.main(Silent()))
