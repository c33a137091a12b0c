package dev.aios.memory.derived;

import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.Set;

/**
 * Something that was made from other things. Immutable.
 *
 * @param id unique
 * @param kind what it is, for example {@code summary}
 * @param content what it says
 * @param from what it was made from: {@code passage:ID}, {@code session/NAME}, {@code entity/ID}, a
 *     source such as {@code mail:17}, or the id of something else that was derived; at least one
 * @param made when
 * @param by who made it: an agent, a model, a rule
 * @param taint the untrusted sources that went into it
 */
public record Derived(
    String id,
    String kind,
    String content,
    Set<String> from,
    Instant made,
    String by,
    Taint taint) {
  /** Copies the set. */
  public Derived {
    from = Set.copyOf(from);
  }
}
