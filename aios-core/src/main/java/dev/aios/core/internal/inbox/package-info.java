/**
 * What waits for a person, kept in the journal. The engine and the events of this module put items
 * in through {@link dev.aios.core.internal.inbox.JournalInbox}, and learn of verdicts through
 * {@link dev.aios.core.internal.inbox.DecisionHook}.
 */
@NullMarked
package dev.aios.core.internal.inbox;

import org.jspecify.annotations.NullMarked;
