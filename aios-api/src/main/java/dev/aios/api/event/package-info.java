/** Choreography: events, durable subscriptions and dead letters. */
@NullMarked
package dev.aios.api.event;

import org.jspecify.annotations.NullMarked;
