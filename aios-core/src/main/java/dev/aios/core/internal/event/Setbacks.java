package dev.aios.core.internal.event;

import dev.aios.api.journal.Write;
import dev.aios.core.internal.event.DeadLetters.DeadLetter;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What is logged and written of a subscription's deliveries that failed. Thread-safe. */
final class Setbacks {
  private static final Logger LOG = LoggerFactory.getLogger(Setbacks.class);

  private final String subscription;
  private final DeadLetters deadLetters;

  Setbacks(String subscription, DeadLetters deadLetters) {
    this.subscription = subscription;
    this.deadLetters = deadLetters;
  }

  /** Says that a delivery failed; gives the part of a write that says so. */
  Write failed(Pending event, String error, Instant retryAt) {
    int attempt = event.failures + 1;
    about(LOG.atInfo(), event, error)
        .addKeyValue("retryAt", retryAt)
        .log("An event could not be delivered; tried again");
    String seal = event.read == null ? null : event.read.seal();
    return SubscriptionRow.failed(subscription, event.position, attempt, error, retryAt, seal);
  }

  /** Says that a delivery failed for good; gives the part of a write that makes a dead letter. */
  Write dead(Pending event, String error) {
    ReadEvent read = event.read;
    if (read == null) {
      throw new IllegalStateException("The event at " + event.position + " was not read");
    }
    about(LOG.atWarn(), event, error)
        .log("An event could not be delivered and is a dead letter in the inbox");
    int attempts = event.earlier + event.failures + 1;
    return deadLetters.parts(
        new DeadLetter(subscription, event.position, event.key, attempts, error),
        read.payload(),
        read.seal());
  }

  private LoggingEventBuilder about(LoggingEventBuilder line, Pending event, String error) {
    return line.addKeyValue("subscription", subscription)
        .addKeyValue("position", event.position)
        .addKeyValue("attempt", event.failures + 1)
        .addKeyValue("error", error);
  }
}
