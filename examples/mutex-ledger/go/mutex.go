package main

import (
	"encoding/json"
	"time"
)

// Lamport's mutual exclusion, and what a node does with the ledger when it has it.

// advance asks for the ledger, and enters, as soon as may be.
func (n *node) advance() {
	if n.current == nil && len(n.waiting) > 0 {
		n.current, n.waiting = n.waiting[0], n.waiting[1:]
		n.requests++
		stamp := n.tick(0)
		n.queue[n.id] = stamp
		n.link.event("request", fields{"request": n.requests, "clock": stamp, "tx": n.current.Tx})
		n.awaited = n.tellAll("REQUEST", fields{"request": n.requests, "stamp": stamp})
	}
	if n.current != nil && !n.inside && len(n.awaited) == 0 && n.headsQueue() {
		n.inside = true
		n.link.event("enter", fields{"request": n.requests, "clock": n.tick(0)})
		n.stayed = time.After(n.hold)
	}
}

func (n *node) headsQueue() bool {
	own := n.queue[n.id]
	for id, stamp := range n.queue {
		if stamp < own || stamp == own && id < n.id {
			return false
		}
	}
	return true
}

func (n *node) decideAndLeave() {
	done := n.current
	done.answer = n.decide(done)
	n.link.event("leave", fields{"request": n.requests, "clock": n.tick(0)})
	delete(n.queue, n.id)
	n.tellAll("RELEASE", fields{"request": n.requests})
	for _, from := range done.asked {
		n.reply(from, done.answer)
	}
	n.current, n.inside = nil, false
	n.advance()
}

// decide happens inside, where the own table is up to date.
func (n *node) decide(t *transfer) fields {
	if n.ledger.applied[t.Tx] {
		return failure(30, "another account has paid "+t.Tx)
	}
	own := n.ledger.table[n.id]
	if own.Balance < t.Amount {
		n.link.event("refuse", fields{"request": n.requests, "tx": t.Tx, "account": n.id,
			"version": own.Version, "balance": own.Balance})
		return fields{"type": "transfer_ok", "result": "refused", "tx": t.Tx, "account": n.id,
			"version": own.Version, "balance": own.Balance}
	}
	b := n.ledger.next(n.id, t.To, t.Amount, t.Tx)
	legs := n.append(b)
	n.tellAll("BLOCK", b.fields())
	return fields{"type": "transfer_ok", "result": "applied", "tx": t.Tx, "account": n.id, "legs": legs}
}

// hearBlock keeps a block until its turn has come: links keep their order only one by one.
func (n *node) hearBlock(body []byte) error {
	var b block
	if err := json.Unmarshal(body, &b); err != nil {
		return err
	}
	if b.Height <= n.ledger.height {
		n.link.event("reject", b.fields())
		return nil
	}
	n.ledger.early[b.Height] = b
	for {
		height := n.ledger.height + 1
		b, here := n.ledger.early[height]
		if !here {
			return nil
		}
		delete(n.ledger.early, height)
		if n.ledger.extends(b) {
			n.append(b)
		} else {
			n.link.event("reject", b.fields())
		}
	}
}

func (n *node) append(b block) []leg {
	n.link.event("block", b.fields())
	return n.ledger.append(b)
}
