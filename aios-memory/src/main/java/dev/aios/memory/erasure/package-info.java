/**
 * Forgetting: a person, a session, a source, on demand and by rule, so that nothing of it is left
 * in the files; and the holds that forbid it. For hosts.
 */
@NullMarked
package dev.aios.memory.erasure;

import org.jspecify.annotations.NullMarked;
