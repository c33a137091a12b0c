/**
 * Choreography on the journal: events are records, and each durable subscription is a row that one
 * node at a time owns and moves on. The engine publishes through {@link
 * dev.aios.core.internal.event.JournalEvents#draft} and gives handlers their door through {@link
 * dev.aios.core.internal.event.EventContextFactory}; everybody else sees {@link
 * dev.aios.api.event.Events}.
 */
@NullMarked
package dev.aios.core.internal.event;

import org.jspecify.annotations.NullMarked;
