// Command mutex-ledger is a node of mutex-ledger, written from specs/README.md and specs/mutex-ledger/README.md.
package main

import (
	"errors"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/nats-io/nats.go"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

// run serves until SIGTERM. A lost connection ends it too: a node does not reconnect.
func run() error {
	closed := make(chan struct{})
	conn, err := nats.Connect(
		os.Getenv("TOUCHSTONE_NATS_URL"),
		nats.UserInfo(os.Getenv("TOUCHSTONE_NATS_USER"), os.Getenv("TOUCHSTONE_NATS_PASSWORD")),
		nats.NoReconnect(),
		nats.ClosedHandler(func(*nats.Conn) { close(closed) }),
	)
	if err != nil {
		return err
	}
	defer conn.Close()

	terminate := make(chan os.Signal, 1)
	signal.Notify(terminate, syscall.SIGTERM)

	deliveries := make(chan *nats.Msg)
	if _, err := conn.Subscribe(os.Getenv("TOUCHSTONE_IN"), func(m *nats.Msg) { deliveries <- m }); err != nil {
		return err
	}

	node := newNode(os.Getenv("TOUCHSTONE_NODE"), newLink(conn))
	for {
		select {
		case m := <-deliveries:
			if err := node.deliver(m); err != nil {
				return err
			}
		case <-node.stayed:
			node.decideAndLeave()
		case <-terminate:
			return nil
		case <-closed:
			return errors.New("the connection is lost")
		}
		if err := node.link.err; err != nil {
			return err
		}
	}
}
