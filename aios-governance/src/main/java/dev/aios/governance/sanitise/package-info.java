/**
 * The sanitiser of untrusted text and HTML. For hosts that want it outside a runtime; inside one,
 * the governance extension registers it.
 */
@NullMarked
package dev.aios.governance.sanitise;

import org.jspecify.annotations.NullMarked;
