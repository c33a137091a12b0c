/**
 * Policies over effects about to happen, meters that set money aside, and sanitisers of untrusted
 * content.
 */
@NullMarked
package dev.aios.api.policy;

import org.jspecify.annotations.NullMarked;
