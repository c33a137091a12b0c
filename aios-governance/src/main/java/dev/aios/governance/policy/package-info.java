/** Ready-made policies over effects about to happen. For hosts, to add to their governance. */
@NullMarked
package dev.aios.governance.policy;

import org.jspecify.annotations.NullMarked;
