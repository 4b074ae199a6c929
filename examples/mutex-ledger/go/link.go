package main

import (
	"encoding/json"
	"os"
	"strconv"

	"github.com/nats-io/nats.go"
)

type fields map[string]any

// A link carries what the node says: messages and events in one order and under one numbering.
type link struct {
	conn        *nats.Conn
	out, events string
	published   int   // numbers publications: Ts-Seq
	seen        int   // the delivery that is being consumed, and so are all before it: Ts-Seen
	err         error // the first failure; nothing is published after it
}

func newLink(conn *nats.Conn) *link {
	return &link{conn: conn, out: os.Getenv("TOUCHSTONE_OUT"), events: os.Getenv("TOUCHSTONE_EVENTS")}
}

func (l *link) publish(subject string, content any) {
	if l.err != nil {
		return
	}
	m := nats.NewMsg(subject)
	if m.Data, l.err = json.Marshal(content); l.err != nil {
		return
	}
	l.published++
	m.Header.Set("Ts-Seq", strconv.Itoa(l.published))
	m.Header.Set("Ts-Seen", strconv.Itoa(l.seen))
	l.err = l.conn.PublishMsg(m)
}

func (l *link) event(kind string, f fields) {
	f["kind"] = kind
	l.publish(l.events, f)
}

func (l *link) send(src, dest string, body fields) {
	l.publish(l.out+"."+dest, fields{"src": src, "dest": dest, "body": body})
}
