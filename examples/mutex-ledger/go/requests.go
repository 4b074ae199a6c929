package main

import (
	"encoding/json"
	"sort"
	"time"
)

// What clients and the harness ask.

func (n *node) init(from request, body []byte) error {
	var init struct {
		NodeIDs []string `json:"node_ids"`
		Config  struct {
			Balances    map[string]int `json:"balances"`
			HoldMs      int            `json:"holdMs"`
			HashProfile string         `json:"hashProfile"`
		} `json:"config"`
	}
	if err := json.Unmarshal(body, &init); err != nil {
		return err
	}
	if n.ledger == nil { // it may come more than once
		for _, name := range init.NodeIDs {
			if name != n.id {
				n.peers = append(n.peers, name)
			}
		}
		n.hold = time.Duration(init.Config.HoldMs) * time.Millisecond
		n.ledger = newLedger(init.Config.Balances, init.Config.HashProfile)
	}
	n.reply(from, fields{"type": "init_ok"})
	return nil
}

func (n *node) transfer(from request, body []byte) {
	var asked transfer
	err := json.Unmarshal(body, &asked)
	_, exists := n.ledger.table[asked.To]
	if err != nil || asked.Tx == "" || asked.Amount <= 0 || !exists || asked.To == n.id {
		n.reply(from, failure(12, "a transfer has a tx, a positive whole amount, and another account"))
		return
	}
	known := n.transfers[asked.Tx]
	switch {
	case known == nil:
		asked.asked = []request{from}
		n.transfers[asked.Tx] = &asked
		n.waiting = append(n.waiting, &asked)
	case known.To != asked.To || known.Amount != asked.Amount:
		n.reply(from, failure(12, asked.Tx+" is the name of another transfer"))
	case known.answer == nil:
		known.asked = append(known.asked, from)
	default:
		n.reply(from, known.answer)
	}
}

func (n *node) dump(from request, body []byte) error {
	var ask struct {
		After string `json:"after"`
	}
	if err := json.Unmarshal(body, &ask); err != nil {
		return err
	}
	type row struct {
		Account string `json:"account"`
		account
	}
	rows := []row{}
	for name, account := range n.ledger.table {
		if name > ask.After {
			rows = append(rows, row{name, account})
		}
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].Account < rows[j].Account })
	n.reply(from, fields{"type": "dump_ok", "accounts": rows, "more": false})
	return nil
}

func (n *node) outcome(from request, body []byte) error {
	var ask struct {
		Tx string `json:"tx"`
	}
	if err := json.Unmarshal(body, &ask); err != nil {
		return err
	}
	outcome := "unknown"
	if n.ledger.applied[ask.Tx] {
		outcome = "applied"
	} else if known := n.transfers[ask.Tx]; known != nil && known.answer["result"] == "refused" {
		outcome = "never"
	}
	n.reply(from, fields{"type": "outcome_ok", "tx": ask.Tx, "outcome": outcome})
	return nil
}
