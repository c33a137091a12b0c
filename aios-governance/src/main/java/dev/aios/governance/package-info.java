/**
 * Governance of a runtime: the extension that a host installs, and conditions for the gates of
 * sagas. For hosts.
 */
@NullMarked
package dev.aios.governance;

import org.jspecify.annotations.NullMarked;
