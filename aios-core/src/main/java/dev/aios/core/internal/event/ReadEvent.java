package dev.aios.core.internal.event;

import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event that a subscription wants, read from the journal.
 *
 * @param position its place
 * @param published when
 * @param key what its order is kept by
 * @param payload as it is stored
 * @param event the event, or null if the payload cannot be decoded
 * @param fault why it cannot, or null
 * @param taint the untrusted sources that went into it
 * @param about whom it is about
 * @param seal the id of the key that it is kept sealed under, or null
 */
record ReadEvent(
    long position,
    Instant published,
    String key,
    Payload payload,
    @Nullable Object event,
    @Nullable String fault,
    Taint taint,
    Set<String> about,
    @Nullable String seal) {}
