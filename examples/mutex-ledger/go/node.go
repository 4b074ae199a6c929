package main

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
)

// A transfer is what one client, or several, asked for under one tx. It is done once.
type transfer struct {
	To     string `json:"to"`
	Amount int    `json:"amount"`
	Tx     string `json:"tx"`
	asked  []request
	answer fields // nil until it is decided
}

// A request is what an answer refers to.
type request struct {
	src   string
	msgID int
}

type node struct {
	id     string
	link   *link
	peers  []string
	hold   time.Duration
	ledger *ledger

	msgID, clock int
	heard        map[string]int // the last msg_id by node

	queue     map[string]int // stamps by node
	awaited   map[string]int // msg_id of the REQUEST by the node that has not replied to it
	requests  int
	current   *transfer // the one that the ledger was asked for
	inside    bool
	stayed    <-chan time.Time // fires holdMs after entering
	waiting   []*transfer
	transfers map[string]*transfer // by tx
}

func newNode(id string, l *link) *node {
	return &node{
		id:        id,
		link:      l,
		heard:     map[string]int{},
		queue:     map[string]int{},
		awaited:   map[string]int{},
		transfers: map[string]*transfer{},
	}
}

// deliver consumes one delivery. An error means that the harness broke its word.
func (n *node) deliver(m *nats.Msg) error {
	var message struct {
		Src  string          `json:"src"`
		Body json.RawMessage `json:"body"`
	}
	var head struct {
		Type      string `json:"type"`
		MsgID     int    `json:"msg_id"`
		InReplyTo int    `json:"in_reply_to"`
		Clock     int    `json:"clock"`
		Stamp     int    `json:"stamp"`
	}
	var err error
	if n.link.seen, err = strconv.Atoi(m.Header.Get("Ts-Delivery")); err != nil {
		return err
	}
	if err := json.Unmarshal(m.Data, &message); err != nil {
		return err
	}
	if err := json.Unmarshal(message.Body, &head); err != nil {
		return err
	}
	src, from := message.Src, request{message.Src, head.MsgID}

	switch head.Type {
	case "REQUEST", "REPLY", "BLOCK", "RELEASE":
		n.tick(max(head.Clock, head.Stamp))
		if head.MsgID <= n.heard[src] {
			return nil // heard before
		}
		n.heard[src] = head.MsgID
	}
	switch head.Type {
	case "REQUEST":
		n.queue[src] = head.Stamp
		n.reply(from, fields{"type": "REPLY", "clock": n.tick(0)})
	case "REPLY":
		if n.awaited[src] == head.InReplyTo {
			delete(n.awaited, src)
		}
	case "RELEASE":
		delete(n.queue, src)
	case "BLOCK":
		err = n.hearBlock(message.Body)
	case "init":
		err = n.init(from, message.Body)
	case "transfer":
		n.transfer(from, message.Body)
	case "balance":
		own := n.ledger.table[n.id]
		n.reply(from, fields{"type": "balance_ok", "result": "read", "account": n.id,
			"version": own.Version, "balance": own.Balance})
	case "dump":
		err = n.dump(from, message.Body)
	case "outcome":
		err = n.outcome(from, message.Body)
	default:
		n.reply(from, failure(10, "no such type of message: "+head.Type))
	}
	n.advance()
	return err
}

func (n *node) tick(heard int) int {
	n.clock = max(n.clock, heard) + 1
	return n.clock
}

func (n *node) send(dest string, body fields) int {
	n.msgID++
	body["msg_id"] = n.msgID
	n.link.send(n.id, dest, body)
	return n.msgID
}

func (n *node) reply(to request, body fields) {
	body["in_reply_to"] = to.msgID
	n.send(to.src, body)
}

// tellAll sends a message of the protocol to every other node, and returns the msg_ids by node.
func (n *node) tellAll(kind string, body fields) map[string]int {
	ids := map[string]int{}
	for _, peer := range n.peers {
		body["type"], body["clock"] = kind, n.tick(0)
		ids[peer] = n.send(peer, body)
	}
	return ids
}

func failure(code int, text string) fields {
	return fields{"type": "error", "code": code, "text": text}
}
