package dev.aios.api.memory;

import dev.aios.api.value.Taint;
import java.time.Instant;

/**
 * One thing said in a session.
 *
 * @param role who speaks: {@code user}, {@code agent}, {@code tool}
 * @param text what was said
 * @param at when
 * @param taint the untrusted sources that went into it
 */
public record Turn(String role, String text, Instant at, Taint taint) {}
