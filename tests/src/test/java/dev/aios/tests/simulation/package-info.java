/** The whole engine under simulation: random sagas on several nodes, and every fault. */
@NullMarked
package dev.aios.tests.simulation;

import org.jspecify.annotations.NullMarked;
