"""The same node with a bug: it enters when everybody has replied, whoever asked first. Touchstone must find it."""
import asyncio
import node

class Impatient(node.Node):
    def heads_queue(self):
        return True

asyncio.run(node.main(Impatient()))
