package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

type block struct {
	Height int    `json:"height"`
	Prev   string `json:"prev"`
	Hash   string `json:"hash"`
	From   string `json:"from"`
	To     string `json:"to"`
	Amount int    `json:"amount"`
	Tx     string `json:"tx"`
}

func (b block) fields() fields {
	return fields{"height": b.Height, "prev": b.Prev, "hash": b.Hash,
		"from": b.From, "to": b.To, "amount": b.Amount, "tx": b.Tx}
}

func (b block) hashed(profile string) string {
	text := b.From + b.To + strconv.Itoa(b.Amount) + b.Prev
	if profile == "netstring" {
		var s strings.Builder
		for _, part := range []string{strconv.Itoa(b.Height), b.Prev, b.From, b.To, strconv.Itoa(b.Amount), b.Tx} {
			fmt.Fprintf(&s, "%d:%s,", len(part), part)
		}
		text = s.String()
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

type account struct {
	Version int `json:"version"`
	Balance int `json:"balance"`
}

// A leg says what a block made of one account.
type leg struct {
	Account  string `json:"account"`
	Previous int    `json:"previous"`
	account
}

// A ledger is the chain, as far as it is still needed, and the balance table.
type ledger struct {
	profile string
	height  int
	head    string
	applied map[string]bool // by tx
	early   map[int]block   // blocks that came before their predecessors, by height
	table   map[string]account
}

func newLedger(balances map[string]int, profile string) *ledger {
	l := &ledger{
		profile: profile,
		head:    strings.Repeat("0", 64),
		applied: map[string]bool{},
		early:   map[int]block{},
		table:   map[string]account{},
	}
	for name, balance := range balances {
		l.table[name] = account{Balance: balance}
	}
	return l
}

// next makes the block that would extend the chain.
func (l *ledger) next(from, to string, amount int, tx string) block {
	b := block{Height: l.height + 1, Prev: l.head, From: from, To: to, Amount: amount, Tx: tx}
	b.Hash = b.hashed(l.profile)
	return b
}

// extends tells whether a block of the next height is right.
func (l *ledger) extends(b block) bool {
	return b.Prev == l.head && b.Hash == b.hashed(l.profile)
}

func (l *ledger) append(b block) []leg {
	l.height, l.head = b.Height, b.Hash
	l.applied[b.Tx] = true
	return []leg{l.move(b.From, -b.Amount), l.move(b.To, b.Amount)}
}

func (l *ledger) move(name string, change int) leg {
	before := l.table[name]
	l.table[name] = account{Version: before.Version + 1, Balance: before.Balance + change}
	return leg{Account: name, Previous: before.Version, account: l.table[name]}
}
