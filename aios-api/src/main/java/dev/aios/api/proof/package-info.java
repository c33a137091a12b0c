/**
 * Proofs that a journal only ever grew and that a record is in it: signed heads of a Merkle tree
 * over all records, checked with a public key and nothing else. Used by hosts, by whoever was
 * handed a head or a proof, and by the runtime, which makes them.
 */
@NullMarked
package dev.aios.api.proof;

import org.jspecify.annotations.NullMarked;
