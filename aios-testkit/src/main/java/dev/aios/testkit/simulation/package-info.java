/**
 * Deterministic simulation of several nodes on one journal: a seed decides the order of everything,
 * the faults, and when they strike; the same seed gives the same trace. For the tests of AIOS and
 * of hosts, who put their own sagas into it.
 */
@NullMarked
package dev.aios.testkit.simulation;

import org.jspecify.annotations.NullMarked;
