/**
 * The suite {@code postgres}: durable steps on PostgreSQL, beside raw inserts and DBOS Transact on
 * the same server, and how fast a node takes up what a dead one left.
 */
@NullMarked
package dev.aios.benchmarks.postgres;

import org.jspecify.annotations.NullMarked;
